/** A fetch of its own connections, each with this certificate: the one of Node has no way to show any. */
import { Agent, request } from 'node:https';
import type { CustomFetch } from 'openid-client';

export interface Shown {
  readonly key: string;
  readonly cert: string;
}

export function certifiedFetch(shown: Partial<Shown>): CustomFetch {
  const agent = new Agent(shown);
  return async (url, { method, headers, body }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const sent = request(url, { method, headers: Object.fromEntries(new Headers(headers)), agent }, async (answer) => {
      const { statusCode: status = 0, headers: told } = answer;
      const text = Buffer.concat(await answer.toArray());
      resolve(new Response(text.length > 0 ? text : null, { status, headers: told as Record<string, string> }));
    });
    sent.on('error', reject).end(body === undefined || body === null ? undefined : String(body));
    return promise;
  };
}

/** The signing engine as this bank knows it: its public REST, nothing else. */
import { dial } from '../dial.ts';
import { SandboxError } from '../error.ts';

export interface EngineOptions {
  readonly ssaOrigin: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What the engine says of a request. */
interface EngineRequest {
  readonly id: string;
  readonly state: string;
  readonly authorization_url: string;
  readonly expires_at: string;
}

export interface Engine {
  ask(document: { readonly name: string; readonly content: Uint8Array }, redirectUri: string): Promise<EngineRequest>;
  state(id: string): Promise<EngineRequest>;
  /** The signed document. */
  document(id: string): Promise<Buffer>;
}

interface Token {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Every method throws SandboxError `peer` with what a person may read. */
export function connectEngine(options: EngineOptions): Engine {
  let token: Token | undefined;
  const authorized = async (path: string, body?: unknown): Promise<Buffer> => {
    if (token === undefined || token.until < Date.now()) token = await fetchToken(options);
    const post = { method: 'POST', body: JSON.stringify(body) } as const;
    const headers = {
      authorization: `Bearer ${token.value}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const answer = await dial(new URL(path, options.ssaOrigin), { ...(body === undefined ? {} : post), headers });
    if (answer.status < 300) return answer.body;
    if (answer.status === 401) token = undefined;
    throw new SandboxError(
      'peer',
      `The signing service did not accept this: ${reason(answer.body) ?? `status ${answer.status}`}`,
    );
  };
  const requests = '/api/v1/signature-requests';
  return {
    ask: async ({ name, content }, redirectUri) => {
      const documents = [{ name, content: Buffer.from(content).toString('base64') }];
      return parse(await authorized(requests, { documents, redirect_uri: redirectUri })) as EngineRequest;
    },
    state: async (id) => parse(await authorized(`${requests}/${encodeURIComponent(id)}`)) as EngineRequest,
    document: (id) => authorized(`${requests}/${encodeURIComponent(id)}/documents/0`),
  };
}

/** RFC 6749 4.4. */
async function fetchToken({ ssaOrigin, clientId, clientSecret }: EngineOptions): Promise<Token> {
  const basic = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const answer = await dial(new URL('/oauth2/token', ssaOrigin), {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'service' }).toString(),
  });
  const { access_token, expires_in } = parse(answer.body) as { access_token?: string; expires_in?: number };
  if (answer.status !== 200 || access_token === undefined) {
    throw new SandboxError('peer', 'The signing service does not know this bank. Nothing was sent.');
  }
  return { value: access_token, until: Date.now() + ((expires_in ?? 60) - 30) * 1000 };
}

function parse(body: Buffer): object {
  try {
    return JSON.parse(body.toString('utf8')) as object;
  } catch (cause) {
    throw new SandboxError('peer', 'The signing service gave an answer that cannot be read.', { cause });
  }
}

/** RFC 9457. */
function reason(body: Buffer): string | undefined {
  const { detail, title } = parse(body) as { detail?: string; title?: string };
  return detail ?? title;
}

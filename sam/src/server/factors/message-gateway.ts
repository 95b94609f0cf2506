import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { certificateNames, type SamAddress } from '../../client/index.ts';
import { refuse } from '../refusal.ts';

/** `to`: `tel:+34600000001` (RFC 3966) or `mailto:ana@example.test` (RFC 6068). `lang`: BCP 47. */
export type Message = { readonly to: string; readonly text: string; readonly lang: string };

/** The messaging gateway: the one peer that the SAM dials, and it only takes. */
export interface MessageGateway {
  /** Settles when the gateway has taken the message. Refuses with `module_unavailable`. */
  send(message: Message): Promise<void>;
  close(): void;
}

const deadline = 10_000;

/** `POST /messages {to, text, lang}`; any answer of 2xx says that it was taken. */
export function messageGateway(address: SamAddress): MessageGateway {
  const secure = 'url' in address;
  const agent = secure ? new HttpsAgent(tlsOptions(address.tls)) : new HttpAgent();
  const where = secure ? hostOf(address.url) : { socketPath: address.socket };
  const options = { ...where, agent, path: '/messages', method: 'POST', timeout: deadline };
  const send = secure ? httpsRequest : httpRequest;
  return {
    send: async (message) => {
      const status = await post(send, options, message).catch((cause: unknown) => unreachable(cause));
      if (status < 200 || status > 299) refuse('module_unavailable', `the messaging gateway answered ${status}`);
    },
    close: () => agent.destroy(),
  };
}

function hostOf(url: string): RequestOptions {
  const { hostname, port } = new URL(url);
  return { hostname, port: port || 443 };
}

// The gateway is who its certificate says, by an authority of this installation alone (EN 419 241-1, SRG_SO).
function tlsOptions(tls: { readonly key: string; readonly cert: string; readonly ca: string }) {
  const checkServerIdentity = (_host: string, { subjectaltname }: { subjectaltname?: string }) =>
    certificateNames(subjectaltname, 'messaging') ? undefined : new Error('the peer is not the messaging gateway');
  return { ...tls, minVersion: 'TLSv1.3' as const, checkServerIdentity };
}

function post(send: typeof httpRequest, options: RequestOptions, message: Message): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const body = Buffer.from(JSON.stringify(message));
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  const request = send({ ...options, headers }, (response) => {
    response.resume().on('error', reject);
    response.on('end', () => resolve(response.statusCode ?? 0));
  });
  request.on('timeout', () => request.destroy(new Error('no answer in time'))).on('error', reject);
  request.end(body);
  return promise;
}

function unreachable(cause: unknown): never {
  return refuse('module_unavailable', `the messaging gateway cannot be reached: ${(cause as Error).message}`, cause);
}

/** Pages that say one thing: what happened, whether anything was signed, what to do now. */
import type { FastifyReply } from 'fastify';

/** What may have to be told. */
export type MessageKind =
  | 'login-expired'
  | 'login-failed'
  | 'login-unavailable'
  | 'no-account'
  | 'logout-by-another'
  | 'logged-out'
  | 'released'
  | 'request-over'
  | 'request-refused';

export interface Message {
  readonly kind: MessageKind;
  readonly reference: string;
  /** Why a request was refused, for who wrote the application. */
  readonly reason?: string;
  /** The one thing to do now, and the address of this host where it is done. */
  /** Of the application for which the person is here, or the path she came from: whose look the page has. */
  readonly group?: string;
  readonly path?: string;
  readonly link?: { readonly href: string; readonly to: 'again' | 'somebody-else' | 'on' };
}

export interface MessageOptions {
  /** The whole page around a message, in the appearance of the installation and the language of the browser, as it says itself. */
  readonly messagePage: (message: Message, acceptLanguage: string | undefined) => string | Promise<string>;
}

/** No script, no inline style, nothing from elsewhere, in no frame. */
export const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export async function sendMessage(
  reply: FastifyReply,
  status: number,
  message: Omit<Message, 'reference'>,
  { messagePage }: MessageOptions,
): Promise<FastifyReply> {
  const reference = reply.request.id;
  reply.log.info({ reference, status }, message.kind);
  return reply
    .code(status)
    .header('content-security-policy', pagePolicy)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .type('text/html; charset=utf-8')
    .send(await messagePage({ ...message, reference }, reply.request.headers['accept-language']));
}

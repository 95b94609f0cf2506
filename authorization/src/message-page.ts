/** Pages that say one thing: what happened, whether anything was signed, what to do now. */
import type { FastifyReply } from 'fastify';

export interface Message {
  readonly title: string;
  readonly text: string;
  readonly reference: string;
  /** The one thing to do now; an address of this host. */
  readonly link?: { readonly href: string; readonly label: string };
}

export interface MessageOptions {
  /** The whole page around a message, in the appearance of the installation. */
  readonly messagePage: (message: Message) => string;
}

/** No script, no inline style, nothing from elsewhere, in no frame. */
export const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function sendMessage(
  reply: FastifyReply,
  status: number,
  message: Omit<Message, 'reference'>,
  { messagePage }: MessageOptions,
): FastifyReply {
  const reference = reply.request.id;
  reply.log.info({ reference, status }, message.title);
  return reply
    .code(status)
    .header('content-security-policy', pagePolicy)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .type('text/html; charset=utf-8')
    .send(messagePage({ ...message, reference }));
}

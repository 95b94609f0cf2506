import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Message } from '../factors/message-gateway.ts';

/** A messaging gateway on a Unix socket that keeps what it is given, or takes nothing. */
export class MessageSink {
  readonly messages: Message[] = [];
  readonly #server = createServer(async (request, response) => {
    const message = (await json(request)) as Message;
    if (!this.refusing) this.messages.push(message);
    response.writeHead(this.refusing ? 500 : 202).end();
  });
  refusing = false;

  async listen(socket: string): Promise<void> {
    this.#server.listen(socket);
    await once(this.#server, 'listening');
  }

  /** The password in the last message. */
  get otp(): string {
    return /#(\d{6})$/.exec(this.messages.at(-1)?.text ?? '')?.[1] ?? '';
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

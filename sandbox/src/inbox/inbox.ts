/** Where messages of the sandbox end: an address that takes them, and a page that shows them. Nothing leaves the machine. */
import { join } from 'node:path';
import { type Running, serveLoopback } from '../server/loopback-server.ts';
import { asset, html, type Markup, page } from '../server/page.ts';
import { type Asked, json, type Reply, readJson, refuseOtherPages, seeOther } from '../server/request.ts';
import { readOrCreate, writeState } from '../server/state-file.ts';
import { startGateway } from './gateway.ts';
import { type Message, readMessage } from './message.ts';

export interface InboxOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly origin?: string;
  /** Keeps the messages over a restart. */
  readonly folder?: string;
  /** A Unix socket at which it is the messaging gateway of a SAM. */
  readonly gateway?: string;
}

export interface Received extends Message {
  /** ISO 8601. */
  readonly received: string;
}

export interface RunningInbox extends Running {
  /** Newest first. */
  messages(): readonly Received[];
}

/** The last messages are kept, older ones forgotten. */
const most = 500;

export async function startInbox(options: InboxOptions): Promise<RunningInbox> {
  const file = options.folder === undefined ? undefined : join(options.folder, 'messages.json');
  let kept: readonly Received[] = file === undefined ? [] : readOrCreate<readonly Received[]>(file, () => []);
  const keep = (message: Message) => {
    kept = [{ ...message, received: new Date().toISOString() }, ...kept].slice(0, most);
    if (file !== undefined) writeState(file, kept);
  };
  const running = await serveLoopback({
    port: options.port,
    origin: options.origin,
    routes: (origin) => [
      { method: 'POST', path: '/messages', answer: (asked) => take(asked, origin, keep) },
      { method: 'GET', path: '/messages', answer: () => json({ messages: kept }) },
      { method: 'GET', path: '/inbox', answer: () => inboxPage(kept) },
      { method: 'GET', path: '/', answer: () => seeOther('/inbox') },
      asset('sandbox.css'),
      asset('inbox.svg'),
    ],
  });
  const gateway = options.gateway === undefined ? undefined : await startGateway(options.gateway, keep);
  const close = async () => {
    gateway?.close();
    await running.close();
  };
  return { ...running, close, messages: () => kept };
}

async function take(asked: Asked, origin: string, keep: (message: Message) => void): Promise<Reply> {
  refuseOtherPages(asked, origin);
  keep(readMessage(await readJson(asked)));
  return json({}, 202);
}

function inboxPage(messages: readonly Received[]): Reply {
  return page({
    site: 'inbox',
    brand: 'Sandbox Inbox',
    banner: 'Sandbox. Messages to everybody arrive here and go nowhere else.',
    title: 'Messages',
    main: html`<div class="one wide"><section class="card pad stack">
<h1>Messages</h1>
${messages.length === 0 ? html`<p class="quiet">Nothing has arrived yet. Messages appear here when the engine writes to somebody; then reload this page.</p>` : list(messages)}
</section></div>`,
  });
}

function list(messages: readonly Received[]): Markup {
  const rows = messages.map(
    ({
      to,
      text,
      lang,
      received,
    }) => html`<li class="tight"><div class="row"><h2 class="grow">${to.replace(/^[a-z]+:/, '')}</h2>
<time class="small quiet" datetime="${received}">${received.slice(0, 19).replace('T', ' ')} UTC</time></div>
<p class="message" lang="${lang}">${text}</p></li>`,
  );
  return html`<ul class="rows">${rows}</ul>`;
}

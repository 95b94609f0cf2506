import { setTimeout as wait } from 'node:timers/promises';
import { requestsToAsk } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { settleRequest } from '../sign/settle-request.ts';
import { beginDeliveries } from './deliver.ts';

/** Webhooks that one node serves at a time. */
const most = 64;

/** Begins with the first socket, and ends when what is under way is told. */
export function deliverWhileListening(app: FastifyInstance, deps: SsaDeps): void {
  const underWay = new Set<Promise<void>>();
  const failed = (error: unknown) => app.log.warn({ err: error }, 'webhooks were not told');
  const deliver = async () => {
    for (const work of await beginDeliveries(deps, most - underWay.size)) {
      const done = work.catch(failed).finally(() => underWay.delete(done));
      underWay.add(done);
    }
  };
  again(app, 1_000, () => deliver().catch(failed));
  again(app, 5_000, () => askForWebhooks(deps).catch(failed));
  app.addHook('onClose', async () => void (await Promise.all(underWay)));
}

/** `work` and a pause of so many milliseconds, in turn, until the server closes. */
function again(app: FastifyInstance, pause: number, work: () => Promise<void>): void {
  const stop = new AbortController();
  const paused = () => wait(pause, true, { ref: false, signal: stop.signal }).catch(() => false);
  const turn = async () => {
    while (await paused()) await work();
  };
  let done = Promise.resolve();
  app.addHook('onListen', async () => {
    done = turn();
  });
  app.addHook('preClose', async () => stop.abort());
  app.addHook('onClose', () => done);
}

const atOnce = 50;

/** An application that waits to be told asks for nothing: what its people decided, and whose time is over, is looked for here. */
async function askForWebhooks(deps: SsaDeps): Promise<void> {
  // The SAM may be away: then the next time.
  for (const request of await requestsToAsk(deps.store.db, deps.clock(), atOnce))
    await settleRequest(deps, request).catch(() => undefined);
}

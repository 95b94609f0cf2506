/** Whether the ports an engine needs are free, asked before anything is started. */
import { createServer } from 'node:net';
import { ProcessError } from './children.ts';

/** Rejects with one sentence that names the first taken port. */
export async function assertPortsFree(first: number, count: number): Promise<void> {
  for (let port = first; port < first + count; port++) {
    if (await isFree(port)) continue;
    throw new ProcessError(
      `Port ${port} is in use by another program. Stop it, or choose other ports with --port. Nothing was started.`,
    );
  }
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const probe = createServer();
  probe.once('error', () => resolve(false));
  probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  return promise;
}

import type { Logger } from 'pino';

const minute = 60_000;

/** Work that nobody waits for. What is returned ends it, when the last of it is over. */
export function everyMinute(work: () => Promise<unknown>, logger: Logger): () => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(work).catch((error: unknown) => logger.error({ err: error }, 'while tidying up'));
  }, minute).unref();
  return async () => {
    clearInterval(timer);
    await last;
  };
}

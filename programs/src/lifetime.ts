/** How long a process lives: until it is asked to stop, or until the process that started it is gone. */

type Closing = () => Promise<void>;

/** Tells the parent (if there is one) that the first socket is open; `facts` are what it must know. */
export function announceReady(facts: Record<string, unknown> = {}): void {
  process.send?.({ ready: true, ...facts });
}

/** Closes in order on SIGINT, SIGTERM or the loss of the parent; gives up waiting after 1.5 s. */
export function stopWith(close: Closing): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), 1500).unref();
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
}

/** How long a process lives: until its work is done, until it is asked to stop, or until the process that started it is gone. */

type Closing = () => Promise<void>;

/** Milliseconds that closing may take: a parent waits a second, an init system longer. */
let patience = process.connected ? 800 : 10_000;
const codeOf = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

const closings: Closing[] = [];
let ready = false;
let leaving = false;

/** Called before anything else, so that a parent that goes while this process is still starting leaves nobody behind. */
export function liveUntilAsked(): void {
  for (const [signal, code] of Object.entries(codeOf)) process.on(signal, () => void leave(ready ? 0 : code));
  process.on('disconnect', () => void leave(ready ? 0 : 1));
  process.channel?.unref();
  if (process.connected === false) void leave(1);
}

/** Closed before the process ends, the latest first, whatever the reason; given up after `longest` milliseconds. */
export function beforeLeaving(close: Closing, longest = patience): void {
  closings.push(close);
  patience = Math.max(patience, longest);
}

/** Tells the parent (if there is one) that the first socket is open; `facts` are what it must know. */
export function announceReady(facts: Record<string, unknown> = {}): void {
  ready = true;
  if (process.connected) process.send?.({ ready: true, ...facts });
}

/** Tells the parent in one sentence why this process will never be ready. */
export function announceFailure(sentence: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (process.connected) process.send?.({ failed: sentence }, undefined, undefined, () => resolve());
  else resolve();
  return promise;
}

/** Closes everything and ends the process; the first call decides the code. */
export async function leave(code: number): Promise<void> {
  if (leaving) return;
  leaving = true;
  setTimeout(() => process.exit(code), patience).unref();
  let failures = 0;
  for (const close of closings.reverse()) await close().catch(() => failures++);
  process.exit(code === 0 && failures > 0 ? 1 : code);
}

/** Whether it is only closing now: what goes wrong from here on is a consequence. */
export function isLeaving(): boolean {
  return leaving;
}

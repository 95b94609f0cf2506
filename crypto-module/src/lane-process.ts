import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import type { LaneCommand, LaneResult } from './command.ts';
import type { CryptoModuleErrorCode } from './crypto-module-error.ts';
import { CryptoModuleError } from './crypto-module-error.ts';

/** What a lane says about one command. */
export type LaneAnswer =
  | { readonly id: number; readonly result: unknown }
  | {
      readonly id: number;
      readonly code: CryptoModuleErrorCode;
      readonly message: string;
      readonly elsewhere: boolean;
    };

/** The first word of a lane: its keys are open, or why they are not. `forGood` may also be its last: it is not replaced. */
export type LaneStart = { readonly ready: true } | { readonly failed: string; readonly forGood: boolean };

/** What runs in the process of a lane. */
export interface LaneProgram {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Said over the channel, where no list of processes shows it. */
  readonly setup?: unknown;
}

export interface LaneLimits {
  /** A call waits this long at most; a command runs this long at most, then its lane is killed with what it had unwrapped. */
  readonly deadlineMs: number;
  /** Calls waiting or running in one lane; one more is refused at once. */
  readonly queueLimit: number;
}

interface Call {
  readonly id: number;
  timer?: NodeJS.Timeout;
  readonly command: LaneCommand;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: CryptoModuleError) => void;
}

const longestPauseMs = 5000;
/** A module that does not even log in within this time is one that does not answer. */
const longestStartMs = 60_000;

/** A lane that hangs would not notice that its parent is gone: a parent that ends in order takes its lanes with it. */
const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/**
 * The parent's side of one lane: one command at a time, in order. When the process dies, for whatever reason, every call
 * it had is answered `unavailable` once, and a new process takes its place.
 */
export class LaneProcess {
  readonly #program: LaneProgram;
  readonly #limits: LaneLimits;
  readonly #calls: Call[] = [];
  #child: ChildProcess | undefined;
  #ready = false;
  #running: Call | undefined;
  #lastId = 0;
  #failures = 0;
  #closed = false;
  #gone: string | undefined;
  #idle: (() => void) | undefined;

  private constructor(program: LaneProgram, limits: LaneLimits) {
    this.#program = program;
    this.#limits = limits;
  }

  /** Resolves when the lane has its keys. @throws CryptoModuleError `unavailable` when it cannot open them */
  static async start(program: LaneProgram, limits: LaneLimits): Promise<LaneProcess> {
    const lane = new LaneProcess(program, limits);
    const child = lane.#spawn();
    const start = await new Promise<LaneStart>((resolve) => {
      child.once('message', (message: LaneStart) => resolve(message));
      child.once('exit', () =>
        resolve({ failed: 'The lane of the cryptographic module did not start.', forGood: false }),
      );
    });
    if ('ready' in start) return lane;
    await lane.close();
    throw unavailable(start.failed);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Why this lane is not replaced any more. */
  get gone(): string | undefined {
    return this.#gone;
  }

  get outstanding(): number {
    return this.#calls.length + (this.#running === undefined ? 0 : 1);
  }

  call<C extends LaneCommand>(command: C): Promise<LaneResult<C>> {
    return new Promise<LaneResult<C>>((resolve, reject) => {
      if (this.#closed) return reject(unavailable('the module is closed'));
      if (this.#gone !== undefined) return reject(unavailable(this.#gone, true));
      if (this.outstanding >= this.#limits.queueLimit) return reject(unavailable('the queue is full'));
      this.#lastId += 1;
      const call: Call = { id: this.#lastId, command, resolve: (result) => resolve(result as LaneResult<C>), reject };
      call.timer = setTimeout(() => this.#waitedTooLong(call), this.#limits.deadlineMs);
      this.#calls.push(call);
      this.#next();
    });
  }

  /** Lets the calls it has finish, then ends the process. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.outstanding > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      if (child.connected) child.disconnect();
      else child.kill('SIGKILL');
      setTimeout(() => child.kill('SIGKILL'), 2000).unref();
    });
  }

  #spawn(): ChildProcess {
    const { file, arguments: given, environment = {}, setup } = this.#program;
    const child = fork(file, given, {
      execPath: process.execPath,
      execArgv: [],
      env: environment,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (message: LaneAnswer | LaneStart) => {
      if (child !== this.#child) return;
      if ('ready' in message) this.#started();
      else if ('failed' in message) this.#gone = message.forGood ? message.failed : undefined;
      else this.#answered(message);
    });
    const slow = setTimeout(() => child.kill('SIGKILL'), longestStartMs);
    for (const event of ['message', 'exit'] as const) child.once(event, () => clearTimeout(slow));
    child.send({ setup }, () => {});
    living.add(child);
    child.on('error', () => child.kill('SIGKILL'));
    child.once('exit', () => {
      living.delete(child);
      if (child === this.#child) this.#died();
    });
    this.#child = child;
    return child;
  }

  #started(): void {
    this.#ready = true;
    this.#failures = 0;
    this.#next();
  }

  #next(): void {
    if (!this.#ready || this.#running !== undefined) return;
    const call = this.#calls.shift();
    if (call === undefined) {
      this.#idle?.();
      return;
    }
    this.#running = call;
    clearTimeout(call.timer);
    call.timer = setTimeout(() => this.#child?.kill('SIGKILL'), this.#limits.deadlineMs);
    this.#child?.send({ id: call.id, command: call.command }, () => {});
  }

  #waitedTooLong(call: Call): void {
    const at = this.#calls.indexOf(call);
    if (at < 0) return;
    this.#calls.splice(at, 1);
    call.reject(unavailable('the lanes are too busy'));
  }

  #answered(answer: LaneAnswer): void {
    const call = this.#running;
    if (call === undefined || call.id !== answer.id) return;
    clearTimeout(call.timer);
    this.#running = undefined;
    if ('result' in answer) call.resolve(answer.result);
    else call.reject(new CryptoModuleError(answer.code, answer.message, { elsewhere: answer.elsewhere }));
    this.#next();
  }

  #died(): void {
    this.#failures = this.#ready ? 0 : this.#failures + 1;
    this.#ready = false;
    const lost = [...(this.#running === undefined ? [] : [this.#running]), ...this.#calls.splice(0)];
    this.#running = undefined;
    for (const call of lost) {
      clearTimeout(call.timer);
      call.reject(this.#gone === undefined ? unavailable('the lane died') : unavailable(this.#gone, true));
    }
    this.#idle?.();
    if (!this.#closed && this.#gone === undefined) setTimeout(() => this.#closed || this.#spawn(), this.#pauseMs());
  }

  #pauseMs(): number {
    return this.#failures === 0 ? 0 : Math.min(longestPauseMs, 100 * 2 ** this.#failures);
  }
}

function unavailable(why: string, elsewhere = false): CryptoModuleError {
  return new CryptoModuleError('unavailable', why, { elsewhere });
}

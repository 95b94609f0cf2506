import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { OptionalAlgorithm } from '@chancery/pki/notation';
import type { LaneCommand, LaneResult } from './command.ts';
import type { CryptoModuleErrorCode } from './crypto-module-error.ts';
import { CryptoModuleError } from './crypto-module-error.ts';

/** What a lane says about one command. */
export type LaneAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly code: CryptoModuleErrorCode; readonly message: string };

/** The first word of a lane: its keys are open, or why they are not. */
export type LaneStart = { readonly ready: true } | { readonly failed: string };

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

const program = join(import.meta.dirname, 'lane.ts');
const longestPauseMs = 5000;

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
  readonly #arguments: readonly string[];
  readonly #limits: LaneLimits;
  readonly #calls: Call[] = [];
  #child: ChildProcess | undefined;
  #ready = false;
  #running: Call | undefined;
  #lastId = 0;
  #failures = 0;
  #closed = false;
  #idle: (() => void) | undefined;

  private constructor(laneArguments: readonly string[], limits: LaneLimits) {
    this.#arguments = laneArguments;
    this.#limits = limits;
  }

  /** Resolves when the lane has its keys. @throws CryptoModuleError `unavailable` when it cannot open them */
  static async start(
    folder: string,
    limits: LaneLimits,
    switchedOn: readonly OptionalAlgorithm[] = [],
  ): Promise<LaneProcess> {
    const lane = new LaneProcess([folder, ...switchedOn], limits);
    const child = lane.#spawn();
    const start = await new Promise<LaneStart>((resolve) => {
      child.once('message', (message: LaneStart) => resolve(message));
      child.once('exit', () => resolve({ failed: 'The lane of the cryptographic module did not start.' }));
    });
    if ('ready' in start) return lane;
    await lane.close();
    throw unavailable(start.failed);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get outstanding(): number {
    return this.#calls.length + (this.#running === undefined ? 0 : 1);
  }

  call<C extends LaneCommand>(command: C): Promise<LaneResult<C>> {
    return new Promise<LaneResult<C>>((resolve, reject) => {
      if (this.#closed) return reject(unavailable('the module is closed'));
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
    const child = fork(program, this.#arguments, {
      execPath: process.execPath,
      execArgv: [],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (message: LaneAnswer | LaneStart) => {
      if (child !== this.#child || 'failed' in message) return;
      if ('ready' in message) this.#started();
      else this.#answered(message);
    });
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
    else call.reject(new CryptoModuleError(answer.code, answer.message));
    this.#next();
  }

  #died(): void {
    this.#failures = this.#ready ? 0 : this.#failures + 1;
    this.#ready = false;
    const lost = [...(this.#running === undefined ? [] : [this.#running]), ...this.#calls.splice(0)];
    this.#running = undefined;
    for (const call of lost) {
      clearTimeout(call.timer);
      call.reject(unavailable('the lane died'));
    }
    this.#idle?.();
    if (!this.#closed) setTimeout(() => this.#closed || this.#spawn(), this.#pauseMs());
  }

  #pauseMs(): number {
    return this.#failures === 0 ? 0 : Math.min(longestPauseMs, 100 * 2 ** this.#failures);
  }
}

function unavailable(why: string): CryptoModuleError {
  return new CryptoModuleError('unavailable', why);
}

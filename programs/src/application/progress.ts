/** How far it is: one line that changes on a terminal, one line for each stage elsewhere. Always beside the result, on stderr. */

export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const width = 24;

/** What `act` gives; afterwards the line is gone, so that whatever is said next begins one. */
export async function withProgress<T>(act: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = new Progress(process.stderr, () => performance.now());
  try {
    return await act(progress);
  } finally {
    progress.end();
  }
}

export class Progress {
  readonly #screen: Screen;
  readonly #clock: () => number;
  #stage = '';
  #since = 0;
  #drawn = 0;

  /** `clock` in milliseconds. */
  constructor(screen: Screen, clock: () => number) {
    this.#screen = screen;
    this.#clock = clock;
  }

  /** A line that stays. */
  say(line: string): void {
    this.#screen.write(`${this.#erased()}${line}\n`);
    this.#draw();
  }

  /** What is being done now. */
  stage(name: string): void {
    if (name !== this.#stage) this.#begin(name);
    this.#draw();
  }

  #begin(name: string): void {
    this.#stage = name;
    this.#since = this.#clock();
    if (!this.#screen.isTTY) this.#screen.write(`${name}\n`);
  }

  /** So much of a measured stage is done, from 0 to 1; drawn ten times a second at most. */
  done(part: number): void {
    if (part < 1 && this.#clock() - this.#drawn < 100) return;
    this.#draw(part);
  }

  /** Nothing changes any more. */
  end(): void {
    if (this.#stage !== '') this.#screen.write(this.#erased());
    this.#stage = '';
  }

  #erased(): string {
    return this.#screen.isTTY ? '\r\u001b[K' : '';
  }

  #draw(part?: number): void {
    if (!this.#screen.isTTY || this.#stage === '') return;
    this.#drawn = this.#clock();
    this.#screen.write(`${this.#erased()}${this.#stage} ${part === undefined ? this.#waited() : bar(part)}`);
  }

  #waited(): string {
    const seconds = Math.floor((this.#clock() - this.#since) / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
}

function bar(part: number): string {
  const full = Math.round(part * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.round(part * 100)).padStart(3)} %`;
}

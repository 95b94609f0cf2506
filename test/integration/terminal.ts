/** A bash that runs one block after the other, as a person pastes them: variables and functions stay. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class Terminal {
  readonly #bash;
  readonly #ended: Promise<unknown>;
  readonly #folder: string;
  #said = '';
  readonly #looks = new Set<() => void>();

  /** Its working folder is `cwd`; what is pasted is kept as a file in `folder`. */
  constructor(cwd: string, folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#bash = spawn('bash', ['--noprofile', '--norc'], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    for (const stream of [this.#bash.stdout, this.#bash.stderr]) stream.on('data', (data) => this.#take(data));
    this.#ended = once(this.#bash, 'close');
    this.#bash.stdin.on('error', () => undefined);
    this.#bash.stdin.write('set -eo pipefail\nexec 2>&1\n');
  }

  #take(data: Buffer): void {
    this.#said += data;
    for (const look of this.#looks) look();
  }

  /** What it said; rejects with that when a command of it failed, for then bash ends. */
  async run(block: string): Promise<string> {
    const file = join(this.#folder, `block-${randomUUID()}.sh`);
    writeFileSync(file, block);
    const mark = `-- ${file} --\n`;
    this.#said = '';
    this.#bash.stdin.write(`. '${file}' < /dev/null\necho '${mark.trim()}'\n`);
    const said = await this.said(new RegExp(mark));
    return said.slice(0, said.indexOf(mark));
  }

  /** Everything so far, as soon as it contains this. */
  said(words: RegExp): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const look = () => words.test(this.#said) && resolve(this.#said);
    this.#looks.add(look);
    void this.#ended.then(() => reject(new Error(`bash has ended: ${this.#said}`)));
    look();
    return promise.finally(() => this.#looks.delete(look));
  }

  close(): void {
    this.#bash.stdin.end();
  }
}

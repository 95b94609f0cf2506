/** Text on its way to octets: short strings are joined while they are near, and do not outlive their piece. */
export class Output {
  #open = '';
  readonly #pieces: Buffer[] = [];

  add(text: string): void {
    this.#open += text;
    if (this.#open.length > enough) this.#close();
  }

  /** UTF-8. */
  get octets(): Uint8Array {
    this.#close();
    return this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
  }

  #close(): void {
    if (this.#open !== '') this.#pieces.push(Buffer.from(this.#open));
    this.#open = '';
  }
}

const enough = 16_384;

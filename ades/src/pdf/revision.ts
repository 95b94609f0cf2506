import { damaged } from '../error.ts';
import type { PdfDocument } from './document.ts';
import { latin1 } from './lexer.ts';
import {
  array,
  integer,
  type PdfDictionary,
  type PdfReference,
  type PdfValue,
  reference,
  withEntries,
} from './value.ts';
import { writeValue } from './writer.ts';

/** One object as the next revision will write it; `body` stands between `n g obj` and `endobj`. */
export interface WrittenObject {
  readonly number: number;
  readonly generation: number;
  readonly body: string;
}

/** The changes of one incremental update (ISO 32000-2, 7.5.6), gathered before any byte is laid out. */
export class Revision {
  readonly document: PdfDocument;
  readonly #changes = new Map<number, PdfValue>();
  readonly #bodies = new Map<number, string>();
  #next: number;

  constructor(document: PdfDocument) {
    this.document = document;
    this.#next = document.nextObjectNumber;
  }

  /** What a reference stands for, with the changes made so far, and the last reference of the chain. */
  locate(value: PdfValue | undefined): { at?: PdfReference; value: PdfValue } {
    if (value?.kind !== 'reference') return { value: this.document.resolve(value) };
    const found = this.#changes.get(value.number) ?? this.document.direct(value);
    if (found.kind === 'reference') return this.locate(found);
    return { at: value, value: found };
  }

  dictionary(at: PdfReference, what: string): PdfDictionary {
    const { value } = this.locate(at);
    if (value.kind !== 'dictionary') throw damaged(`${what} is no dictionary`);
    return value;
  }

  replace(at: PdfReference, value: PdfValue): void {
    if (value.kind === 'stream') throw damaged('a stream stands where a dictionary should');
    this.#changes.set(at.number, value);
  }

  add(value: PdfValue): PdfReference {
    const at = reference(this.#next++);
    this.#changes.set(at.number, value);
    return at;
  }

  /** An object whose text is laid out by the caller, such as a signature dictionary with its gaps. */
  reserve(): PdfReference {
    return reference(this.#next++);
  }

  setBody(at: PdfReference, body: string): void {
    this.#bodies.set(at.number, body);
  }

  /** A value in the writing it has inside this object: encrypted where the document is. */
  write(at: PdfReference, value: PdfValue): string {
    return writeValue(this.document.encryption?.encrypted(at, value) ?? value);
  }

  addStream(entries: PdfDictionary, data: Uint8Array): PdfReference {
    const at = this.reserve();
    const encoded = this.document.encryption?.encryptedData(at, data) ?? data;
    const head = this.write(at, withEntries(entries, { Length: integer(encoded.length) }));
    this.setBody(at, `${head}\nstream\n${latin1(encoded)}\nendstream`);
    return at;
  }

  /** Appends to the array under `key`: to the array's own object if it has one, else in the owner, which is returned. */
  append(owner: PdfDictionary, key: string, ...items: readonly PdfValue[]): PdfDictionary {
    const found = this.locate(owner.entries.get(key));
    if (found.value.kind !== 'array' && found.value.kind !== 'null') throw damaged(`/${key} is no array`);
    const longer = array([...(found.value.kind === 'array' ? found.value.items : []), ...items]);
    if (found.at === undefined || found.value.kind === 'null') return withEntries(owner, { [key]: longer });
    this.replace(found.at, longer);
    return owner;
  }

  get nextObjectNumber(): number {
    return this.#next;
  }

  /** All written objects by number; each keeps the generation it has (7.3.10). */
  objects(): WrittenObject[] {
    const values = [...this.#changes].map(([number, value]) => [number, this.write(this.#at(number), value)] as const);
    return [...values, ...this.#bodies]
      .sort(([one], [other]) => one - other)
      .map(([number, body]) => ({ ...this.#at(number), body }));
  }

  #at(number: number): PdfReference {
    return reference(number, this.document.generation(number));
  }
}

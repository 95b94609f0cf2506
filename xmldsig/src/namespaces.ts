/** Namespaces in XML 1.0: which name a prefix stands for, while a document is read from top to bottom. */
import { XmlError } from './error.ts';
import { tooComplex } from './limits.ts';
import { type XmlDeclaration, xmlNamespace } from './tree.ts';

const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';

export class NamespaceScope {
  readonly #bound: Map<string, string | undefined>;
  readonly #undo: (readonly [prefix: string, before: string | undefined])[] = [];
  readonly #most: number;

  constructor(bound: ReadonlyMap<string, string>, most: number) {
    this.#bound = new Map([...bound, ['xml', xmlNamespace]]);
    this.#most = most;
  }

  declare({ prefix, uri }: XmlDeclaration): void {
    requireDeclarable(prefix, uri);
    if (this.#undo.length >= this.#most) throw tooComplex(`more than ${this.#most} namespaces in scope`);
    this.#undo.push([prefix, this.#bound.get(prefix)]);
    this.#bound.set(prefix, uri);
  }

  /** Takes back the last `count` declarations. */
  leave(count: number): void {
    for (let i = 0; i < count; i++) {
      this.#bound.set(...this.#undo.pop()!);
    }
  }

  /** Of an element: without prefix it is in the default namespace. */
  ofElement(prefix: string): string {
    if (prefix === '') return this.#bound.get('') ?? '';
    return this.#required(prefix);
  }

  /** Of an attribute: without prefix it is in none. */
  ofAttribute(prefix: string): string {
    return prefix === '' ? '' : this.#required(prefix);
  }

  #required(prefix: string): string {
    const uri = this.#bound.get(prefix);
    if (uri === undefined) throw new XmlError('malformed', `the prefix ${prefix} stands for nothing`);
    return uri;
  }
}

/** Section 3: `xml` and `xmlns` are fixed, and a prefix cannot be undeclared. */
function requireDeclarable(prefix: string, uri: string): void {
  const reserved = prefix === 'xmlns' || uri === xmlnsNamespace || (prefix === 'xml') !== (uri === xmlNamespace);
  if (reserved || (prefix !== '' && uri === ''))
    throw new XmlError('malformed', `the prefix ${prefix} is declared wrongly`);
}

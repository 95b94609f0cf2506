import { AdesError, damaged, tooComplex } from '../error.ts';
import type { PdfDocument } from './document.ts';
import type { PdfDictionary, PdfReference, PdfValue } from './value.ts';

const deepestTree = 64;
const mostNodes = 100_000;

/** A page and the nodes above it, nearest first: some entries are inherited from them (ISO 32000-2, 7.7.3.4). */
export interface Page {
  readonly at: PdfReference;
  readonly dictionary: PdfDictionary;
  readonly above: readonly PdfDictionary[];
}

/** The first page of the page tree (7.7.3), found without reading the others. */
export function firstPage(document: PdfDocument): PdfReference {
  for (const page of pages(document)) return page.at;
  throw damaged('the document has no page');
}

/** The page with this number, the first being 1. Throws AdesError `input` when there is none. */
export function pageNumbered(document: PdfDocument, number: number): Page {
  let count = 0;
  for (const page of pages(document)) if (++count === number) return page;
  throw new AdesError('input', `the document has ${count} pages, none with the number ${number}`);
}

/** The page that an annotation is on: the one it names, else the one that lists it (12.5.2). */
export function pageOf(document: PdfDocument, annotation: PdfDictionary, at: PdfReference): Page | undefined {
  const named = annotation.entries.get('P');
  const dictionary = document.resolve(named);
  if (named?.kind === 'reference' && dictionary.kind === 'dictionary') {
    return { at: named, dictionary, above: parents(document, dictionary) };
  }
  for (const page of pages(document)) if (lists(document, page, at)) return page;
  return undefined;
}

function lists(document: PdfDocument, { dictionary }: Page, { number }: PdfReference): boolean {
  const annotations = document.get(dictionary, 'Annots');
  return (
    annotations.kind === 'array' && annotations.items.some((one) => one.kind === 'reference' && one.number === number)
  );
}

function parents(document: PdfDocument, page: PdfDictionary): PdfDictionary[] {
  const above: PdfDictionary[] = [];
  for (let next = document.get(page, 'Parent'); next.kind === 'dictionary'; next = document.get(next, 'Parent')) {
    if (above.push(next) > deepestTree) throw tooComplex('the page tree');
  }
  return above;
}

/** All pages in their order, read one by one. */
function pages(document: PdfDocument): Generator<Page> {
  return leaves({ document, seen: new Set() }, document.catalog.entries.get('Pages'), []);
}

/** The value of an inheritable entry. */
export function inherited(document: PdfDocument, page: Page, key: string): PdfValue {
  const owner = [page.dictionary, ...page.above].find(({ entries }) => entries.has(key));
  return owner === undefined ? { kind: 'null' } : document.get(owner, key);
}

interface Walk {
  readonly document: PdfDocument;
  readonly seen: Set<number>;
}

interface Ancestor {
  readonly number: number;
  readonly dictionary: PdfDictionary;
}

function* leaves(walk: Walk, node: PdfValue | undefined, above: readonly Ancestor[]): Generator<Page> {
  if (node?.kind !== 'reference') throw damaged('a page is not an object of its own');
  if (walk.seen.has(node.number)) throw damaged(`the page tree visits object ${node.number} twice`);
  if (walk.seen.add(node.number).size > mostNodes || above.length > deepestTree) throw tooComplex('the page tree');
  const value = walk.document.resolve(node);
  if (value.kind !== 'dictionary') return;
  const kids = walk.document.get(value, 'Kids');
  if (kids.kind === 'array') yield* inKids(walk, kids.items, [{ number: node.number, dictionary: value }, ...above]);
  else yield leaf(value, node, above);
}

function leaf(dictionary: PdfDictionary, at: PdfReference, above: readonly Ancestor[]): Page {
  const type = dictionary.entries.get('Type');
  if (type?.kind === 'name' && type.value !== 'Page') throw damaged('a page is no page');
  return { at, dictionary, above: above.map((node) => node.dictionary) };
}

/** A kid that is one of its own ancestors is a loop, even behind the page asked for. */
function* inKids(walk: Walk, kids: readonly PdfValue[], path: readonly Ancestor[]): Generator<Page> {
  if (kids.some((kid) => kid.kind === 'reference' && path.some(({ number }) => number === kid.number)))
    throw damaged('the page tree is a loop');
  for (const kid of kids) yield* leaves(walk, kid, path);
}

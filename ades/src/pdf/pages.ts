import { damaged, tooComplex } from '../error.ts';
import type { PdfDocument } from './document.ts';
import type { PdfDictionary, PdfReference, PdfValue } from './value.ts';

const deepestTree = 64;
const mostNodes = 100_000;

/** The first page of the page tree (ISO 32000-2, 7.7.3), found without reading the others. */
export function firstPage(document: PdfDocument): PdfReference {
  const walk = { document, seen: new Set<number>() };
  const page = firstLeaf(walk, document.catalog.entries.get('Pages'), []);
  if (page === undefined) throw damaged('the document has no page');
  return page;
}

interface Walk {
  readonly document: PdfDocument;
  readonly seen: Set<number>;
}

function firstLeaf(walk: Walk, node: PdfValue | undefined, above: readonly number[]): PdfReference | undefined {
  if (node?.kind !== 'reference') throw damaged('a page is not an object of its own');
  if (walk.seen.has(node.number)) throw damaged(`the page tree visits object ${node.number} twice`);
  if (walk.seen.add(node.number).size > mostNodes || above.length > deepestTree) throw tooComplex('the page tree');
  const value = walk.document.resolve(node);
  if (value.kind !== 'dictionary') return undefined;
  const kids = walk.document.get(value, 'Kids');
  return kids.kind === 'array' ? inKids(walk, kids.items, [...above, node.number]) : leaf(value, node);
}

function leaf(value: PdfDictionary, node: PdfReference): PdfReference {
  const type = value.entries.get('Type');
  if (type?.kind === 'name' && type.value !== 'Page') throw damaged('the first page is no page');
  return node;
}

/** A kid that is one of its own ancestors is a loop, even behind the first page. */
function inKids(walk: Walk, kids: readonly PdfValue[], path: readonly number[]): PdfReference | undefined {
  if (kids.some((kid) => kid.kind === 'reference' && path.includes(kid.number)))
    throw damaged('the page tree is a loop');
  for (const kid of kids) {
    const found = firstLeaf(walk, kid, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

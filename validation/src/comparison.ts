import type { PdfDictionary, PdfDocument, PdfReference, PdfValue } from '@chancery/ades';

/** `pages`: what a page shows; `other`: anything unexplained elsewhere; `visible-signature`: explained, but seen. */
export type Difference = 'pages' | 'other' | 'visible-signature';

/**
 * Walks everything a signed revision leads to and finds what the current one has changed of it. First the pages with
 * all they draw, then the rest, so that an object both use counts as a page. New objects matter only where something
 * signed leads to them.
 */
export function compareRevisions(signed: PdfDocument, current: PdfDocument): ReadonlySet<Difference> {
  const walk: Walk = { signed, current, seen: new Set(), queue: [], annotations: [], found: new Set(), area: 'pages' };
  const [before, after] = [signed.catalog, current.catalog];
  if (signed.catalogReference.number !== current.catalogReference.number) walk.found.add('other');
  walk.seen.add(signed.catalogReference.number);
  compareValues(walk, before.entries.get('Pages'), after.entries.get('Pages'));
  drain(walk);
  walk.area = 'other';
  compareForm(walk, before, after);
  compareEntries(walk, before, after, [...explainedInCatalog, 'Pages', 'AcroForm']);
  for (const [was, is] of walk.annotations) compareMembers(walk, was, is);
  drain(walk);
  return walk.found;
}

interface Walk {
  readonly signed: PdfDocument;
  readonly current: PdfDocument;
  readonly seen: Set<number>;
  readonly queue: PdfReference[];
  readonly annotations: [PdfValue | undefined, PdfValue | undefined][];
  readonly found: Set<Difference>;
  area: 'pages' | 'other';
}

/** EN 319 142-1, 5.4.2 and ISO 32000-2, 12.8.2.2: additions that never count as a change. */
const explainedInCatalog = ['DSS', 'Extensions', 'Metadata'];

function drain(walk: Walk): void {
  for (let next = walk.queue.pop(); next !== undefined; next = walk.queue.pop()) compareObjects(walk, next);
}

function compareObjects(walk: Walk, reference: PdfReference): void {
  const { signed, current } = walk;
  const before = signed.direct(reference);
  const untouched = samePlace(walk, reference.number);
  compareValues(walk, before, untouched ? before : current.direct(reference));
}

/** The bytes of the signed revision are those of the file: an object at the same place is the same. */
function samePlace({ signed, current }: Walk, number: number): boolean {
  const [was, is] = [signed.entry(number), current.entry(number)];
  if (was.kind === 'offset' && is.kind === 'offset')
    return was.offset === is.offset && was.generation === is.generation;
  if (was.kind !== 'compressed' || is.kind !== 'compressed' || was.stream !== is.stream) return false;
  const [holder, holds] = [signed.entry(was.stream), current.entry(is.stream)];
  return holder.kind === 'offset' && holds.kind === 'offset' && holder.offset === holds.offset;
}

function compareValues(walk: Walk, before: PdfValue | undefined, after: PdfValue | undefined): void {
  if (before === undefined || after === undefined) differs(walk, before !== after);
  else if (before.kind === 'reference') compareReferences(walk, before, after);
  else if (before.kind === 'dictionary' && after.kind === 'dictionary') compareDictionaries(walk, before, after);
  else if (before.kind === 'array' && after.kind === 'array') compareArrays(walk, before.items, after.items);
  else if (before.kind === 'stream' && after.kind === 'stream') {
    differs(walk, before.dataStart !== after.dataStart);
    compareDictionaries(walk, before.dictionary, after.dictionary);
  } else differs(walk, !sameScalar(before, after));
}

function differs(walk: Walk, different: boolean): void {
  if (different) walk.found.add(walk.area);
}

function compareReferences(walk: Walk, before: PdfReference, after: PdfValue): void {
  const same = after.kind === 'reference' && after.number === before.number && after.generation === before.generation;
  differs(walk, !same);
  if (walk.seen.has(before.number)) return;
  walk.seen.add(before.number);
  walk.queue.push(before);
}

function compareArrays(walk: Walk, before: readonly PdfValue[], after: readonly PdfValue[]): void {
  differs(walk, before.length !== after.length);
  for (const [index, item] of before.entries()) compareValues(walk, item, after[index] ?? item);
}

function sameScalar(before: PdfValue, after: PdfValue): boolean {
  if (before.kind === 'number' && after.kind === 'number') return before.value === after.value;
  if (before.kind === 'name' && after.kind === 'name') return before.value === after.value;
  if (before.kind === 'boolean' && after.kind === 'boolean') return before.value === after.value;
  if (before.kind === 'string' && after.kind === 'string') return Buffer.from(before.bytes).equals(after.bytes);
  return before.kind === 'null' && after.kind === 'null';
}

function compareDictionaries(walk: Walk, before: PdfDictionary, after: PdfDictionary): void {
  if (before === after) descend(walk, before);
  else if (isEmptySignatureField(walk, before)) compareSignedField(walk, before, after);
  else compareChanged(walk, before, after);
}

function compareChanged(walk: Walk, before: PdfDictionary, after: PdfDictionary): void {
  const annotated = before.entries.has('Annots') || after.entries.has('Annots');
  if (annotated) walk.annotations.push([before.entries.get('Annots'), after.entries.get('Annots')]);
  compareEntries(walk, before, after, annotated ? ['Annots'] : []);
}

/** An object that was not touched still leads to others that may have been. */
function descend(walk: Walk, dictionary: PdfDictionary): void {
  for (const [key, value] of dictionary.entries) {
    if (key === 'Annots') walk.annotations.push([value, value]);
    else compareValues(walk, value, value);
  }
}

function compareEntries(walk: Walk, before: PdfDictionary, after: PdfDictionary, except: readonly string[]): void {
  const keys = new Set([...before.entries.keys(), ...after.entries.keys()].filter((key) => !except.includes(key)));
  for (const key of keys) compareValues(walk, before.entries.get(key), after.entries.get(key));
}

const setBySigning = ['V', 'AP', 'F', 'M'];

function isEmptySignatureField({ signed }: Walk, field: PdfDictionary): boolean {
  return isName(signed.get(field, 'FT'), 'Sig') && signed.get(field, 'V').kind === 'null';
}

function compareSignedField(walk: Walk, before: PdfDictionary, after: PdfDictionary): void {
  compareEntries(walk, before, after, setBySigning);
  noticeVisible(walk, after);
}

function compareForm(walk: Walk, before: PdfDictionary, after: PdfDictionary): void {
  const [was, is] = [walk.signed.get(before, 'AcroForm'), walk.current.get(after, 'AcroForm')];
  const at = before.entries.get('AcroForm');
  if (at?.kind === 'reference') walk.seen.add(at.number);
  if (was.kind !== 'dictionary' || is.kind !== 'dictionary') {
    differs(walk, was.kind !== is.kind);
    return;
  }
  compareEntries(walk, was, is, ['Fields', 'SigFlags']);
  compareMembers(walk, was.entries.get('Fields'), is.entries.get('Fields'));
}

/** Fields and annotations may only grow, and only by signatures. */
function compareMembers(walk: Walk, before: PdfValue | undefined, after: PdfValue | undefined): void {
  const [was, is] = [walk.signed.resolve(before), walk.current.resolve(after)];
  if (before?.kind === 'reference') walk.seen.add(before.number);
  const old = was.kind === 'array' ? was.items : [];
  const known = new Set(old.map((item) => (item.kind === 'reference' ? item.number : -1)));
  const now = is.kind === 'array' ? is.items : [];
  compareArrays(
    walk,
    old,
    now.filter((item) => !isNewSignature(walk, item, known)),
  );
}

function isNewSignature(walk: Walk, item: PdfValue, known: ReadonlySet<number>): boolean {
  if (item.kind !== 'reference' || known.has(item.number)) return false;
  const field = walk.current.resolve(item);
  if (field.kind !== 'dictionary' || !isName(walk.current.get(field, 'FT'), 'Sig')) return false;
  if (['A', 'AA', 'Kids'].some((key) => field.entries.has(key))) return false;
  noticeVisible(walk, field);
  return true;
}

function noticeVisible(walk: Walk, field: PdfDictionary): void {
  const place = walk.current.get(field, 'Rect');
  const corners = place.kind === 'array' ? place.items.map((item) => number(walk.current.resolve(item))) : [];
  if (corners[0] !== corners[2] && corners[1] !== corners[3]) walk.found.add('visible-signature');
}

function number(value: PdfValue): number {
  return value.kind === 'number' ? value.value : 0;
}

function isName(value: PdfValue, expected: string): boolean {
  return value.kind === 'name' && value.value === expected;
}

import { damaged, tooComplex } from '../error.ts';
import type { PdfDocument } from './document.ts';
import { decodeText } from './text.ts';
import { isName, type PdfDictionary, type PdfReference, type PdfValue } from './value.ts';

/** A field of the interactive form (ISO 32000-2, 12.7.4) with its inherited type and its own value. */
export interface FormField {
  /** Partial names joined by full stops. */
  readonly fullName: string;
  readonly at?: PdfReference;
  readonly dictionary: PdfDictionary;
  readonly isSignature: boolean;
  readonly value: PdfValue;
}

const deepestForm = 64;
const longestPartialName = 4096;
const mostNameCharacters = 10_000_000;

/** All fields that have a name or stand at the top; widgets without a name belong to their field. */
export function readFields(document: PdfDocument): FormField[] {
  const form = document.get(document.catalog, 'AcroForm');
  if (form.kind === 'null') return [];
  if (form.kind !== 'dictionary') throw damaged('the interactive form is no dictionary');
  const roots = document.get(form, 'Fields');
  if (roots.kind !== 'array' && roots.kind !== 'null') throw damaged('the fields of the interactive form are no array');
  const walk: Walk = { document, seen: new Set(), fields: [], characters: 0 };
  for (const root of roots.kind === 'array' ? roots.items : [])
    visit(walk, root, { names: [], type: undefined, depth: 0 });
  return walk.fields;
}

interface Walk {
  readonly document: PdfDocument;
  readonly seen: Set<number>;
  readonly fields: FormField[];
  characters: number;
}

interface Above {
  readonly names: readonly string[];
  readonly type: PdfValue | undefined;
  readonly depth: number;
}

function visit(walk: Walk, node: PdfValue, above: Above): void {
  if (above.depth > deepestForm) throw tooComplex('fields nested too deep');
  const dictionary = walk.document.resolve(node);
  if (dictionary.kind !== 'dictionary' || isKnown(walk, node)) return;
  const partial = partialName(walk.document, dictionary);
  const names = partial === undefined ? above.names : [...above.names, partial];
  const type = dictionary.entries.has('FT') ? walk.document.get(dictionary, 'FT') : above.type;
  if (partial !== undefined || above.depth === 0) {
    addField(walk, field(walk.document, node, dictionary, names.join('.'), type));
  }
  visitKids(walk, dictionary, { names, type, depth: above.depth + 1 });
}

function isKnown(walk: Walk, node: PdfValue): boolean {
  if (node.kind !== 'reference') return false;
  const known = walk.seen.has(node.number);
  walk.seen.add(node.number);
  return known;
}

function partialName(document: PdfDocument, dictionary: PdfDictionary): string | undefined {
  const value = document.get(dictionary, 'T');
  if (value.kind === 'string' && value.bytes.length > longestPartialName) throw tooComplex('a field with a long name');
  return decodeText(value);
}

function addField(walk: Walk, found: FormField): void {
  walk.characters += found.fullName.length;
  if (walk.characters > mostNameCharacters) throw tooComplex('field names of too many characters');
  walk.fields.push(found);
}

function visitKids(walk: Walk, dictionary: PdfDictionary, above: Above): void {
  const kids = walk.document.get(dictionary, 'Kids');
  if (kids.kind !== 'array') return;
  for (const kid of kids.items) visit(walk, kid, above);
}

function field(
  document: PdfDocument,
  node: PdfValue,
  dictionary: PdfDictionary,
  fullName: string,
  type: PdfValue | undefined,
): FormField {
  const at = node.kind === 'reference' ? { at: node } : {};
  return { ...at, fullName, dictionary, isSignature: isName(type, 'Sig'), value: document.get(dictionary, 'V') };
}

import { AdesError } from '../error.ts';
import type { FormField } from '../pdf/form.ts';
import { firstPage } from '../pdf/pages.ts';
import type { Revision } from '../pdf/revision.ts';
import { encodeText } from '../pdf/text.ts';
import {
  array,
  dictionary,
  integer,
  isInteger,
  name,
  type PdfDictionary,
  type PdfReference,
  withEntries,
} from '../pdf/value.ts';

/** The field a signature goes to: an empty one of the document, or one to be made. */
export type TargetField = { readonly fullName: string; readonly existing?: FormField & { readonly at: PdfReference } };

/** Throws AdesError `field-name` when the named field is taken or is none for signatures. */
export function chooseField(fields: readonly FormField[], wanted: string | undefined): TargetField {
  if (wanted === undefined) return { fullName: freeName(fields) };
  const found = fields.find((field) => field.fullName === wanted);
  if (found === undefined) return { fullName: newName(wanted) };
  if (!found.isSignature) throw new AdesError('field-name', `${JSON.stringify(wanted)} is no signature field`);
  if (found.value.kind !== 'null') throw new AdesError('field-name', `${JSON.stringify(wanted)} is signed already`);
  if (found.at === undefined) throw new AdesError('field-name', `${JSON.stringify(wanted)} is no object of its own`);
  return { fullName: wanted, existing: { ...found, at: found.at } };
}

function freeName(fields: readonly FormField[]): string {
  const taken = new Set(fields.map((field) => field.fullName.split('.')[0]));
  for (let number = 1; ; number++) {
    if (!taken.has(`Signature${number}`)) return `Signature${number}`;
  }
}

/** ISO 32000-2, 12.7.4.2: a full stop separates the names of a path, so no partial name has one. */
function newName(wanted: string): string {
  if (wanted !== '' && !wanted.includes('.')) return wanted;
  throw new AdesError('field-name', `${JSON.stringify(wanted)} cannot name a new field`);
}

/** Puts the signature into the field and tells the form (12.7.3) that there are signatures and only appending is safe. */
export function placeSignature(revision: Revision, target: TargetField, signature: PdfReference): void {
  if (target.existing !== undefined) {
    const { at, dictionary: found } = target.existing;
    revision.replace(at, withEntries(found, { V: signature }));
    reviseForm(revision, (form) => form);
  } else {
    const field = addField(revision, target.fullName, signature);
    reviseForm(revision, (form) => revision.append(form, 'Fields', field));
  }
}

const printAndLocked = 132;

/** Field and widget in one (12.5.6.19): invisible, on the first page. */
function addField(revision: Revision, fullName: string, signature: PdfReference): PdfReference {
  const page = firstPage(revision.document);
  const field = revision.add(
    dictionary({
      Type: name('Annot'),
      Subtype: name('Widget'),
      FT: name('Sig'),
      T: encodeText(fullName),
      V: signature,
      F: integer(printAndLocked),
      Rect: array([integer(0), integer(0), integer(0), integer(0)]),
      P: page,
    }),
  );
  const before = revision.dictionary(page, 'the first page');
  const after = revision.append(before, 'Annots', field);
  if (after !== before) revision.replace(page, after);
  return field;
}

const signaturesExistAndAppendOnly = 3;

function reviseForm(revision: Revision, change: (form: PdfDictionary) => PdfDictionary): void {
  const root = revision.document.catalogReference;
  const catalog = revision.dictionary(root, 'the catalog');
  const { at, value } = revision.locate(catalog.entries.get('AcroForm'));
  const known = value.kind === 'dictionary';
  const form = withFlags(revision, change(known ? value : dictionary({})));
  if (known && at !== undefined) revision.replace(at, form);
  else revision.replace(root, withEntries(catalog, { AcroForm: known ? form : revision.add(form) }));
}

function withFlags(revision: Revision, form: PdfDictionary): PdfDictionary {
  const before = revision.document.get(form, 'SigFlags');
  const flags = (isInteger(before) ? before.value : 0) | signaturesExistAndAppendOnly;
  return withEntries(form, { SigFlags: integer(flags) });
}

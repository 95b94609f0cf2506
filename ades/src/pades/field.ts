import { emptyAppearance } from '../appearance/appearance.ts';
import { AdesError } from '../error.ts';
import type { FormField } from '../pdf/form.ts';
import { firstPage } from '../pdf/pages.ts';
import { pdfAPart } from '../pdf/pdf-a.ts';
import type { Revision } from '../pdf/revision.ts';
import { encodeText } from '../pdf/text.ts';
import {
  array,
  dictionary,
  integer,
  isInteger,
  name,
  number,
  type PdfDictionary,
  type PdfReference,
  withEntries,
} from '../pdf/value.ts';
import type { FieldPlace, PadesOptions } from './options.ts';
import { type FieldOptions, type NewWidget, newWidget, showIn } from './widget.ts';

/** The field a signature goes to: an empty one of the document, or one to be made. */
export interface TargetField {
  readonly fullName: string;
  readonly existing?: FormField & { readonly at: PdfReference };
  /** Of a new field that is to be seen. */
  readonly place?: FieldPlace;
}

export interface FieldWish extends Pick<PadesOptions, 'fieldName' | 'place'> {
  /** How a field without a name is called, before its number. */
  readonly newName?: string;
}

/** Throws AdesError `field-name` when the named field is taken, is none for signatures, or has another place already. */
export function chooseField(fields: readonly FormField[], wish: FieldWish): TargetField {
  const { fieldName: wanted, place, newName: prefix = 'Signature' } = wish;
  const found = wanted === undefined ? undefined : fields.find((field) => field.fullName === wanted);
  if (found !== undefined) return emptyField(found, place);
  return { fullName: wanted === undefined ? freeName(fields, prefix) : newName(wanted), ...(place && { place }) };
}

function emptyField(found: FormField, place: FieldPlace | undefined): TargetField {
  const wanted = found.fullName;
  if (!found.isSignature) throw new AdesError('field-name', `${JSON.stringify(wanted)} is no signature field`);
  if (found.value.kind !== 'null') throw new AdesError('field-name', `${JSON.stringify(wanted)} is signed already`);
  if (found.at === undefined) throw new AdesError('field-name', `${JSON.stringify(wanted)} is no object of its own`);
  if (place !== undefined) throw new AdesError('field-name', `${JSON.stringify(wanted)} has its place already`);
  return { fullName: wanted, existing: { ...found, at: found.at } };
}

function freeName(fields: readonly FormField[], prefix: string): string {
  const taken = new Set(fields.map((field) => field.fullName.split('.')[0]));
  for (let number = 1; ; number++) {
    if (!taken.has(`${prefix}${number}`)) return `${prefix}${number}`;
  }
}

/** ISO 32000-2, 12.7.4.2: a full stop separates the names of a path, so no partial name has one. */
function newName(wanted: string): string {
  if (wanted !== '' && !wanted.includes('.')) return wanted;
  throw new AdesError('field-name', `${JSON.stringify(wanted)} cannot name a new field`);
}

/** Puts the signature into the field and tells the form (12.7.3) that there are signatures and only appending is safe. */
export function placeSignature(
  revision: Revision,
  target: TargetField,
  signature: PdfReference,
  options?: FieldOptions,
): void {
  if (target.existing !== undefined) {
    const { at, dictionary: found } = target.existing;
    revision.replace(at, withEntries(found, { V: signature }));
    if (options?.appearance !== undefined) showIn(revision, at, options.appearance, options);
    reviseForm(revision, (form) => form);
  } else {
    const field = addField(revision, target, signature, options);
    reviseForm(revision, (form) => revision.append(form, 'Fields', field));
  }
}

const printAndLocked = 132;

/** Field and widget in one (12.5.6.19). A signature that is not to be seen has no area (12.7.5.5), on the first page. */
function addField(
  revision: Revision,
  { fullName, place }: TargetField,
  signature: PdfReference,
  options: FieldOptions | undefined,
): PdfReference {
  const shown = place && options && newWidget(revision, place, options);
  const page = shown?.page ?? firstPage(revision.document);
  const rectangle = shown?.rectangle ?? [0, 0, 0, 0];
  const field = revision.add(
    dictionary({
      Type: name('Annot'),
      Subtype: name('Widget'),
      FT: name('Sig'),
      T: encodeText(fullName),
      TU: options?.accessibleName === undefined ? undefined : encodeText(options.accessibleName),
      V: signature,
      F: integer(printAndLocked),
      Rect: array(rectangle.map(number)),
      P: page,
      AP: appearanceOf(revision, shown),
    }),
  );
  const before = revision.dictionary(page, 'the page');
  const after = revision.append(before, 'Annots', field);
  if (after !== before) revision.replace(page, after);
  return field;
}

/** PDF/A-1 wants an appearance even of what has no area (ISO 19005-1, 6.9); the later parts and PDF itself do not. */
function appearanceOf(revision: Revision, shown: NewWidget | undefined): PdfDictionary | undefined {
  if (shown !== undefined) return dictionary({ N: shown.form });
  return pdfAPart(revision.document) === 1 ? dictionary({ N: emptyAppearance(revision, [0, 0]) }) : undefined;
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

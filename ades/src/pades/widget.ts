import { type Appearance, drawAppearance, emptyAppearance, type Size } from '../appearance/appearance.ts';
import type { Claims } from '../appearance/template.ts';
import { AdesError } from '../error.ts';
import { type Box, box, type PageGeometry, pageGeometry, toUserSpace } from '../pdf/page-geometry.ts';
import { pageNumbered, pageOf } from '../pdf/pages.ts';
import type { Revision } from '../pdf/revision.ts';
import { dictionary, isName, type PdfDictionary, type PdfReference, type PdfValue, withEntries } from '../pdf/value.ts';
import type { FieldPlace } from './options.ts';

/** What a field shows of its signature. */
export interface FieldOptions extends Claims {
  readonly appearance?: Appearance;
  readonly accessibleName?: string;
}

/** Where a new widget (ISO 32000-2, 12.5.6.19) lies, and what it shows. */
export interface NewWidget {
  readonly page: PdfReference;
  readonly rectangle: Box;
  readonly form: PdfReference;
}

export function newWidget(revision: Revision, place: FieldPlace, options: FieldOptions): NewWidget {
  const page = pageNumbered(revision.document, place.page);
  const geometry = pageGeometry(revision.document, page);
  const rectangle = toUserSpace(geometry, place);
  const size: Size = [place.width, place.height];
  const form =
    options.appearance === undefined
      ? emptyAppearance(revision, size)
      : drawAppearance(revision, options.appearance, options, size, geometry.rotation);
  return { page: page.at, rectangle, form };
}

/** Gives all widgets of an existing field the appearance. Throws AdesError `input` when none has an area. */
export function showIn(revision: Revision, field: PdfReference, appearance: Appearance, claims: Claims): void {
  const shown = widgets(revision, field).filter((widget) => show(revision, widget, appearance, claims));
  if (shown.length === 0) throw new AdesError('input', 'the field has no place for an appearance');
}

/** The field itself, or the kids that are nothing but its widgets. */
function widgets(revision: Revision, field: PdfReference): PdfReference[] {
  const own = revision.dictionary(field, 'the field');
  if (own.entries.has('Rect')) return [field];
  const kids = revision.document.get(own, 'Kids');
  return kids.kind === 'array' ? kids.items.filter((kid) => isWidget(revision, kid)) : [];
}

function isWidget({ document }: Revision, kid: PdfValue): kid is PdfReference {
  const found = document.resolve(kid);
  return kid.kind === 'reference' && found.kind === 'dictionary' && isName(document.get(found, 'Subtype'), 'Widget');
}

function show(revision: Revision, at: PdfReference, appearance: Appearance, claims: Claims): boolean {
  const { document } = revision;
  const widget = revision.dictionary(at, 'the widget');
  const rectangle = box(document, document.get(widget, 'Rect')) ?? [0, 0, 0, 0];
  const page = pageOf(document, widget, at);
  if (page === undefined || rectangle[0] === rectangle[2] || rectangle[1] === rectangle[3]) return false;
  const geometry = pageGeometry(document, page);
  const form = drawAppearance(revision, appearance, claims, seenSize(rectangle, geometry), geometry.rotation);
  revision.replace(at, withNormal(widget, form));
  return true;
}

/** Only the normal appearance stays: PDF/A allows no other (ISO 19005-2, 6.3.3), and they would show something else. */
function withNormal(widget: PdfDictionary, form: PdfReference): PdfDictionary {
  const { AS: _, ...entries } = Object.fromEntries(widget.entries);
  return withEntries(dictionary(entries), { AP: dictionary({ N: form }) });
}

/** In points, turned with the page. */
function seenSize([left, bottom, right, top]: Box, { rotation, unit }: PageGeometry): Size {
  const [width, height] = [(right - left) * unit, (top - bottom) * unit];
  return rotation % 180 === 0 ? [width, height] : [height, width];
}

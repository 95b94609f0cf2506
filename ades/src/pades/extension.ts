import type { Revision } from '../pdf/revision.ts';
import { dictionary, integer, isInteger, name, type PdfDictionary, withEntries } from '../pdf/value.ts';

/** Levels of the ESIC developer extension: ETSI.RFC3161 and the security store, and ETSI.CAdES.detached (EN 319 142-1, annex A). */
export const timestampLevel = 1;
export const cadesLevel = 2;
/** Adobe's extension level that already had PAdES signatures. */
const adobeLevel = 8;

/** Declares the extension in PDF 1.7 documents; PDF 2.0 has these signatures, older versions have no extensions. */
export function declareExtension(revision: Revision, needed: number): void {
  const { document } = revision;
  if (document.version !== '1.7') return;
  const root = document.catalogReference;
  const catalog = revision.dictionary(root, 'the catalog');
  const { at, value } = revision.locate(catalog.entries.get('Extensions'));
  const known = value.kind === 'dictionary' ? value : dictionary({});
  if (level(revision, known, 'ESIC') >= needed || level(revision, known, 'ADBE') >= adobeLevel) return;
  const extended = withEntries(known, { ESIC: esic(needed) });
  if (at !== undefined && value.kind === 'dictionary') revision.replace(at, extended);
  else revision.replace(root, withEntries(catalog, { Extensions: extended }));
}

function level(revision: Revision, extensions: PdfDictionary, prefix: string): number {
  const entry = revision.document.get(extensions, prefix);
  if (entry.kind !== 'dictionary') return 0;
  const value = revision.document.get(entry, 'ExtensionLevel');
  return isInteger(value) ? value.value : 0;
}

function esic(level: number): PdfDictionary {
  return dictionary({ BaseVersion: name('1.7'), ExtensionLevel: integer(level) });
}

import { AdesError } from '../error.ts';
import type { PdfDocument } from '../pdf/document.ts';
import type { Revision } from '../pdf/revision.ts';
import { encodeText } from '../pdf/text.ts';
import {
  array,
  dictionary,
  integer,
  name,
  type PdfDictionary,
  type PdfReference,
  type PdfValue,
  withEntries,
} from '../pdf/value.ts';
import type { Certification, FieldLock } from './options.ts';

/** What the signature is to restrict: by the caller's wish, and by the lock its field already has. */
export interface Restrictions {
  readonly certification: Certification | undefined;
  readonly lock: FieldLock | undefined;
  /** Undefined for a field that is made now. */
  readonly field: PdfDictionary | undefined;
}

/**
 * The signature reference dictionaries (ISO 32000-2, 12.8.2). Throws AdesError `locked` when the caller's lock would
 * stand beside the one the author of the field prescribed.
 */
export function signatureReferences(document: PdfDocument, wanted: Restrictions): PdfDictionary[] {
  const data = document.catalogReference;
  const prescribed = wanted.field === undefined ? undefined : prescribedLock(document, wanted.field);
  if (prescribed !== undefined && wanted.lock !== undefined) {
    throw new AdesError('locked', 'the field prescribes its own lock');
  }
  const lock = prescribed ?? (wanted.lock === undefined ? undefined : lockParameters(wanted.lock));
  return [
    ...(wanted.certification === undefined ? [] : [docMdp(wanted.certification)]),
    ...(lock === undefined ? [] : [reference('FieldMDP', lock, data)]),
  ];
}

/** 12.8.6: the catalog says which signature certifies. */
export function declareCertification(revision: Revision, signature: PdfReference): void {
  const root = revision.document.catalogReference;
  const catalog = revision.dictionary(root, 'the catalog');
  const { at, value } = revision.locate(catalog.entries.get('Perms'));
  const permissions = withEntries(value.kind === 'dictionary' ? value : dictionary({}), { DocMDP: signature });
  if (at !== undefined && value.kind === 'dictionary') revision.replace(at, permissions);
  else revision.replace(root, withEntries(catalog, { Perms: permissions }));
}

function docMdp(permission: Certification): PdfDictionary {
  return reference('DocMDP', { P: integer(permission) });
}

function reference(method: string, parameters: Parameters, data?: PdfReference): PdfDictionary {
  return dictionary({
    Type: name('SigRef'),
    TransformMethod: name(method),
    Data: data,
    TransformParams: dictionary({ Type: name('TransformParams'), ...parameters, V: name('1.2') }),
  });
}

type Parameters = Readonly<Record<string, PdfValue | undefined>>;

/** 12.7.5.5: the lock of a field takes effect by being copied into its signature. */
function prescribedLock(document: PdfDocument, field: PdfDictionary): Parameters | undefined {
  const lock = document.get(field, 'Lock');
  if (lock.kind !== 'dictionary') return undefined;
  const copied = (key: string) => (lock.entries.has(key) ? document.get(lock, key) : undefined);
  return { Action: copied('Action'), Fields: copied('Fields'), P: copied('P') };
}

const actions = { all: 'All', include: 'Include', exclude: 'Exclude' } as const;

function lockParameters(lock: FieldLock): Parameters {
  const fields = lock.action === 'all' ? undefined : array(lock.fields.map(encodeText));
  return { Action: name(actions[lock.action]), Fields: fields };
}

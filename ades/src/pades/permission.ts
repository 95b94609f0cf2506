import { AdesError } from '../error.ts';
import type { PdfDocument } from '../pdf/document.ts';
import type { FormField } from '../pdf/form.ts';
import { decodeText } from '../pdf/text.ts';
import { isInteger, isName, type PdfDictionary } from '../pdf/value.ts';

/** What is about to be added: the field it goes to, whether that is new and seen, whether it certifies. */
export interface Intended {
  readonly fieldName: string;
  readonly newAndVisible: boolean;
  readonly certifies: boolean;
}

/**
 * What earlier signatures forbid (ISO 32000-2, 12.8.2). Throws AdesError `locked` when a certification allows no
 * change (DocMDP with P 1) or nothing new to be seen, when a signed field's lock covers the field to be signed, and
 * when a certification would not be the first signature.
 */
export function requireSigningAllowed(document: PdfDocument, fields: readonly FormField[], intended: Intended): void {
  const signatures = signatureDictionaries(document, fields);
  if (intended.certifies && signatures.length > 0) {
    throw new AdesError('locked', 'a certification must be the first signature of its document');
  }
  for (const signature of signatures) {
    for (const transform of transforms(document, signature)) requireAllowedBy(document, transform, intended);
  }
}

/** What the author of an encrypted document allows who opens it with the user's password (7.6.4.2, table 22). */
export function requireEncryptionAllows({ encryption }: PdfDocument, newField: boolean): void {
  if (encryption === undefined || (newField ? encryption.mayAddField : encryption.maySign)) return;
  const what = newField ? 'a new signature field' : 'a signature';
  throw new AdesError('locked', `the permissions of the encrypted document do not allow ${what}`);
}

function signatureDictionaries(document: PdfDocument, fields: readonly FormField[]): PdfDictionary[] {
  const permissions = document.get(document.catalog, 'Perms');
  const certification = permissions.kind === 'dictionary' ? [document.get(permissions, 'DocMDP')] : [];
  const values = fields.filter((field) => field.isSignature).map((field) => field.value);
  return [...certification, ...values].filter((value) => value.kind === 'dictionary');
}

interface Transform {
  readonly method: 'DocMDP' | 'FieldMDP';
  readonly parameters: PdfDictionary;
}

function transforms(document: PdfDocument, signature: PdfDictionary): Transform[] {
  const references = document.get(signature, 'Reference');
  if (references.kind !== 'array') return [];
  return references.items.flatMap((item) => {
    const reference = document.resolve(item);
    return reference.kind === 'dictionary' ? transform(document, reference) : [];
  });
}

function transform(document: PdfDocument, reference: PdfDictionary): Transform[] {
  const parameters = document.get(reference, 'TransformParams');
  const method = document.get(reference, 'TransformMethod');
  if (parameters.kind !== 'dictionary') return [];
  if (isName(method, 'DocMDP')) return [{ method: 'DocMDP', parameters }];
  return isName(method, 'FieldMDP') ? [{ method: 'FieldMDP', parameters }] : [];
}

function requireAllowedBy(document: PdfDocument, { method, parameters }: Transform, intended: Intended): void {
  const permission = document.get(parameters, 'P');
  if (isInteger(permission) && permission.value === 1) {
    throw new AdesError('locked', 'an earlier signature allows no further change (P 1)');
  }
  // 12.8.2.2.2: P 2 and 3 allow signing; something new to be seen would be a change of what was certified.
  if (method === 'DocMDP' && intended.newAndVisible) {
    throw new AdesError('locked', 'a certified document takes no new field that can be seen');
  }
  if (method === 'FieldMDP' && locks(document, parameters, intended.fieldName)) {
    throw new AdesError('locked', `an earlier signature locks the field ${JSON.stringify(intended.fieldName)}`);
  }
}

/** 12.8.2.4: `Sig1` names itself and its descendants `Sig1.x`, not `Sig10`. */
function locks(document: PdfDocument, lock: PdfDictionary, fieldName: string): boolean {
  const action = document.get(lock, 'Action');
  if (isName(action, 'All')) return true;
  const listed = document.get(lock, 'Fields');
  const names = listed.kind === 'array' ? listed.items.map((item) => decodeText(document.resolve(item))) : [];
  const named = names.some((name) => name !== undefined && (fieldName === name || fieldName.startsWith(`${name}.`)));
  return isName(action, 'Exclude') ? !named : named;
}

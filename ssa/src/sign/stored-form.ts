import type { SignatureForm as Wanted } from '@chancery/api';
import type { SignatureForm } from '@chancery/sca';
import type { SignatureRequest, StoredDocument } from '@chancery/store';
import { decodeBase64 } from '../api/base64.ts';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';

/** Kept with the documents, encrypted as they are: a form may hold the password of a PDF. */
function formName(position: number): string {
  return `${position}.form`;
}

type Kept = Pick<SignatureRequest, 'id' | 'document_key'>;

export async function keepForm(deps: SsaDeps, request: Kept, position: number, form: Wanted): Promise<void> {
  await deps.documents.put(request.document_key, request.id, formName(position), Buffer.from(JSON.stringify(form)));
}

/** What the application asked for, before the person has chosen anything. */
export async function wantedForm(deps: SsaDeps, { document_key, id }: Kept, position: number): Promise<Wanted> {
  const kept = await deps.documents.find(document_key, id, formName(position));
  return kept === undefined ? { format: 'pades' } : JSON.parse(Buffer.from(kept).toString('utf8'));
}

/** How the document is to be signed: as a PDF where nothing else was asked for. `name` is what a signature beside it calls it. */
export async function formOf(
  deps: SsaDeps,
  request: SignatureRequest,
  { position, name }: Pick<StoredDocument, 'position' | 'name'>,
): Promise<SignatureForm> {
  const { reason, location, choices } = request;
  const asked = await wantedForm(deps, request, position);
  const place = choices?.places[String(position)];
  const wanted = asked.format === 'pades' && place !== undefined ? { ...asked, place } : asked;
  const claims = { ...(reason === null ? {} : { reason }), ...(location === null ? {} : { location }) };
  const form = readForm(wanted, claims, deps.signatureFonts);
  if ('container' in form) return { ...form, fileName: nameInContainer(name) };
  return form.format === 'xades' || form.format === 'jades' ? { ...form, fileName: name } : form;
}

/** One that every system can unpack, and that the container does not need itself. */
export function nameInContainer(name: string): string {
  const plain = name.replace(/[\p{Cc}/\\:]/gu, '_');
  return /^(mimetype|meta-inf|\.{1,2})$/i.test(plain) ? `_${plain}` : plain;
}

/** What the sca makes of a form of the API. Throws SsaError `invalid_request`. */
export function readForm(
  wanted: Wanted,
  claims: { readonly reason?: string; readonly location?: string },
  fonts: readonly Uint8Array[],
): SignatureForm {
  if (wanted.format !== 'pades') return readOther(wanted);
  const { field: fieldName, sub_filter: subFilter, appearance, lock, rewrite: _, choose_place: __, ...same } = wanted;
  return {
    ...claims,
    ...same,
    ...(fieldName === undefined ? {} : { fieldName }),
    ...(subFilter === undefined ? {} : { subFilter }),
    ...(lock === undefined ? {} : { lock: readLock(lock) }),
    ...(appearance === undefined ? {} : { appearance: readAppearance(appearance, fonts) }),
  };
}

function readOther(wanted: Exclude<Wanted, Pades>): SignatureForm {
  const { mime_type, ...form } = wanted;
  const described = mime_type === undefined ? {} : { mimeType: mime_type };
  if ('container' in form || form.format === 'jades') return { ...form, ...described };
  const { content_time_stamp: contentTimeStamp = false, ...plain } = form;
  if (contentTimeStamp && plain.format === 'xades' && plain.profile === 'xmldsig')
    throw new SsaError('invalid_request', 'A plain XML signature states nothing: it has no content_time_stamp.');
  return { ...plain, ...described, contentTimeStamp };
}

type Pades = Extract<Wanted, { format: 'pades' }>;

function readLock({ action, fields = [] }: NonNullable<Pades['lock']>) {
  return action === 'all' ? { action } : { action, fields };
}

function readAppearance({ text, image }: NonNullable<Pades['appearance']>, fonts: readonly Uint8Array[]) {
  return {
    fonts,
    ...(text === undefined ? {} : { text }),
    ...(image === undefined ? {} : { image: decodeBase64(image, 'appearance.image') }),
  };
}

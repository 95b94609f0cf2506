/** What the visible part of a signature can say in the fonts that there are: it is known before anybody is asked to sign. */
import type { NewSignatureRequest, SignatureForm } from '@chancery/api';
import { unshowable } from '@chancery/sca';
import { SsaError } from '../ssa-error.ts';

type Claims = Pick<NewSignatureRequest, 'reason' | 'location'>;

/** Only the name comes later. Throws SsaError `invalid_request` that names the document and the first character no font has. */
export function requireShowable(
  wanted: SignatureForm | undefined,
  claims: Claims,
  fonts: readonly Uint8Array[],
  position: number,
): void {
  if (wanted?.format !== 'pades' || wanted.appearance?.text === undefined) return;
  const { reason = '', location = '' } = claims;
  const values: Readonly<Record<string, string>> = { reason, location, contact: wanted.contact ?? '', date: '0-:GMT+' };
  const said = wanted.appearance.text.map((line) =>
    line.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
  );
  const missing = unshowable(said.join(' '), fonts);
  if (missing === undefined) return;
  const where = `documents[${position}].signature.appearance.text`;
  throw new SsaError('invalid_request', `No font of this service has ${missing}, which ${where} would show.`);
}

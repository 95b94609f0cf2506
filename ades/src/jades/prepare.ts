import { digestOf } from '@chancery/pki';
import { AdesError } from '../error.ts';
import { requireSignerOptions, requireTexts } from '../xades/options.ts';
import { type JadesContent, signedContent } from './content.ts';
import { base64url } from './jws.ts';
import type { PreparedJades } from './prepared.ts';
import { type JadesOptions, protectedHeader } from './protected-header.ts';

/**
 * Step 1 of a JAdES baseline B signature (TS 119 182-1, 6.3): the protected header, and the octets whose digest is to be signed.
 * Throws AdesError `input`, `not-a-jws`, `unsupported`, `too-complex`.
 */
export function prepareJades(content: JadesContent, options: JadesOptions): PreparedJades {
  requireSignerOptions(options);
  requireTexts([options.mimeType]);
  const { digest } = options;
  const signed = signedContent(content, digest);
  if (signed.files.length > 0 && options.mimeType !== undefined)
    throw new AdesError('input', 'a media type of a payload that is not there');
  const header = Buffer.from(JSON.stringify(protectedHeader(signed, options)));
  const { packaging } = content;
  const payloadSha256 = digestOf('sha256', Buffer.from(signed.payload));
  const dtbsr = digestOf(digest, jwsSigningInput(header, signed.payload));
  return { packaging, digest, protectedHeader: header, payloadSha256, dtbsr };
}

/** RFC 7515, 5.1; `payload` is in base64url. */
export function jwsSigningInput(protectedHeader: Uint8Array, payload: string): Uint8Array {
  return Buffer.from(`${base64url(protectedHeader)}.${payload}`);
}

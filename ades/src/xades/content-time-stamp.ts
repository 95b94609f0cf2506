/** Time-stamps over what will be signed, made before it is (EN 319 132-1, 5.2.8.1: AllDataObjectsTimeStamp). */
import { type DigestName, digestOf } from '@chancery/pki';
import { readToken } from '../cades/time-stamp-imprint.ts';
import { AdesError } from '../error.ts';
import type { XadesContent, XadesReference } from './content.ts';

/** What each reference digests, in their order; undefined where its digest was given. */
type Referenced = readonly (Uint8Array | undefined)[];

/**
 * The digest such a time-stamp is over: of all that the references lead to, one after the other. Of a single file its digest is
 * enough, where it is of this kind. Throws AdesError `input`.
 */
export function contentImprint({ references }: XadesContent, referenced: Referenced, digest: DigestName): Uint8Array {
  const [only, ...more] = references;
  if (only?.kind === 'file' && 'value' in only && more.length === 0 && only.digest === digest) return only.value;
  return digestOf(digest, ...references.map((one, at) => octetsOf(one, referenced[at])));
}

function octetsOf(reference: XadesReference, referenced: Uint8Array | undefined): Uint8Array {
  if (referenced !== undefined) return referenced;
  if ('octets' in reference) return reference.octets;
  throw new AdesError('input', 'a time-stamp over a file needs the file, or its digest of the same kind');
}

/** Throws AdesError `time-stamp` for a token over something else. */
export function requireContentTimeStamps(
  tokens: readonly Uint8Array[],
  content: XadesContent,
  referenced: Referenced,
): void {
  for (const token of tokens) {
    const { digest, value } = readToken(token).imprint;
    if (!digest || !Buffer.from(value).equals(contentImprint(content, referenced, digest)))
      throw new AdesError('time-stamp', 'a content time-stamp is over something else');
  }
}

/** What the protected header of a JSON Web Signature says of the document (TS 119 182-1, 5.2.8; RFC 7515, RFC 7797). */
import { fromBase64url } from './base64url.ts';
import type { DigestName } from './digest.ts';
import { demand, VerifyError } from './verify-error.ts';

/** The document is the payload, or it is listed by its digest and there is none. */
export type OverDocument = 'payload' | { readonly digest: DigestName; readonly value: Uint8Array<ArrayBuffer> };

const objectIdByUriHash = 'http://uri.etsi.org/19182/ObjectIdByURIHash';
const digests: Readonly<Record<string, DigestName>> = { S256: 'SHA-256', S384: 'SHA-384', S512: 'SHA-512' };

/** Throws VerifyError header-malformed for anything a verifier could read otherwise, or that this page could not show. */
export function readProtectedHeader(octets: Uint8Array): OverDocument {
  const header = parsed(octets);
  const { sigD, b64 } = header;
  if (sigD === undefined) {
    // RFC 7797: without it the payload is signed in base64url.
    demand(b64 === undefined, 'header-malformed');
    return 'payload';
  }
  demand(b64 === false && isObject(sigD), 'header-malformed');
  return listed(sigD);
}

function listed({ mId, pars, hashM, hashV }: Readonly<Record<string, unknown>>): OverDocument {
  demand(mId === objectIdByUriHash && typeof hashM === 'string', 'header-malformed');
  const digest = Object.hasOwn(digests, hashM) ? digests[hashM] : undefined;
  demand(digest !== undefined && isOne(pars) && isOne(hashV), 'header-malformed');
  return { digest, value: fromText(hashV[0]) };
}

function isOne(value: unknown): value is readonly [string] {
  return Array.isArray(value) && value.length === 1 && typeof value[0] === 'string';
}

/** In the one spelling that says each member once. */
function parsed(octets: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
    const value: unknown = JSON.parse(text);
    if (isObject(value) && JSON.stringify(value) === text) return value;
  } catch (cause) {
    throw new VerifyError('header-malformed', cause);
  }
  throw new VerifyError('header-malformed');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fromText(text: string): Uint8Array<ArrayBuffer> {
  try {
    return fromBase64url(text);
  } catch (cause) {
    throw new VerifyError('header-malformed', cause);
  }
}

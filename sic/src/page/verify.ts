/**
 * What this page checks before anyone may approve (EN 419 241-1, "what you see is what you sign"): that the SAM made the
 * statement, and that the terms shown are the ones in it; of documents see `verify-document.ts`. Pure: bytes and WebCrypto,
 * no network, no clock, no page.
 */
import { fromBase64url } from './base64url.ts';
import { canonicalJson } from './canonical-json.ts';
import { digest, same } from './digest.ts';
import { type Intent, readIntent, type Terms } from './intent.ts';
import { demand, VerifyError } from './verify-error.ts';

/** A P-256 key of the SAM, RFC 7517. */
export interface StatementKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
}

export interface Statement {
  readonly intent: Intent;
  /** ih, 32 bytes: the challenge of every proof. */
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly kid: string;
}

/**
 * The statement, if one of the pinned keys signed it for this request and this host. Throws VerifyError.
 * @param jws compact serialization, RFC 7515, type chancery-intent+jwt, ES256
 */
export async function verifyStatement(
  jws: string,
  keys: readonly StatementKey[],
  expected: { readonly chal: string; readonly host: string },
): Promise<Statement> {
  const { header, payload, signed, signature } = parseJws(jws);
  const key = keys.find((candidate) => candidate.kid === header['kid']);
  demand(key !== undefined, 'statement-key');
  demand(await verifyEs256(key, signed, signature), 'statement-signature');
  const intent = readIntent(payload);
  demand(intent.chal === expected.chal, 'statement-request');
  demand(intent.rpId === expected.host, 'statement-host');
  return { intent, hash: await intentHash(payload), kid: key.kid };
}

/** ih = SHA-256("chancery-intent-v1" || 0x00 || JCS(intent)). */
export async function intentHash(payload: unknown): Promise<Uint8Array<ArrayBuffer>> {
  return digest('SHA-256', new TextEncoder().encode(`chancery-intent-v1\0${canonicalJson(payload)}`));
}

/** Throws VerifyError unless these are the terms whose digest the SAM put into the intent. */
export async function verifyTerms(text: Uint8Array<ArrayBuffer>, terms: Terms): Promise<void> {
  demand(same(await digest('SHA-256', text), terms.sha256), 'terms-digest');
}

function parseJws(jws: string) {
  const [header, payload, signature, ...more] = jws.split('.');
  demand(
    header !== undefined && payload !== undefined && signature !== undefined && more.length === 0,
    'statement-malformed',
  );
  try {
    const fields = parseJson(header) as Readonly<Record<string, unknown>>;
    demand(fields['alg'] === 'ES256' && fields['typ'] === 'chancery-intent+jwt', 'statement-malformed');
    demand(fields['crit'] === undefined && fields['b64'] === undefined, 'statement-malformed');
    const signed = new TextEncoder().encode(`${header}.${payload}`);
    return { header: fields, payload: parseJson(payload), signed, signature: fromBase64url(signature) };
  } catch (cause) {
    throw new VerifyError('statement-malformed', cause);
  }
}

function parseJson(part: string): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64url(part)));
}

/** RFC 7518 3.4: r and s, 32 octets each, which is the form WebCrypto takes. */
async function verifyEs256(
  { kty, crv, x, y }: StatementKey,
  signed: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'verify',
  ]);
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, signed);
}

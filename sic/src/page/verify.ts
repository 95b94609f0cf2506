/**
 * What this page checks before anyone may approve (EN 419 241-1, "what you see is what you sign"): that the SAM made the
 * statement, and that the document shown, the message digest inside the signed attributes and the DTBS/R the SAM will sign
 * belong together. Pure: bytes and WebCrypto, no network, no clock, no page.
 */
import { fromBase64url } from './base64url.ts';
import { canonicalJson } from './canonical-json.ts';
import { type Intent, readIntent, type SignIntent, type Terms } from './intent.ts';
import { messageDigestOf } from './signed-attributes.ts';
import { type VerifyCode, VerifyError } from './verify-error.ts';

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
 * What the SSA says about the prepared document; believed in nothing that is not recomputed here. A PDF signed within
 * itself has a byte range; of a document signed as it came all is covered, and there is none.
 */
export interface Proof {
  readonly originalSize: number;
  readonly byteRange?: readonly number[];
  /** DER, SET OF Attribute. */
  readonly signedAttributes: Uint8Array<ArrayBuffer>;
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

/** Throws VerifyError unless the file, shown to the signer, leads to exactly `dtbsr[index]` of the intent. */
export async function verifyDocument(
  file: Uint8Array<ArrayBuffer>,
  proof: Proof,
  intent: SignIntent,
  index: number,
): Promise<void> {
  const item = intent.display[index];
  demand(item !== undefined && proof.originalSize === item.size && item.size <= file.length, 'original-size');
  const original = await digest('SHA-256', file.subarray(0, proof.originalSize));
  demand(same(original, item.docSha256), 'original-digest');
  const covered = item.type === 'file' ? wholeFile(file, proof) : rangedBytes(file, proof);
  const inside = messageDigestOf(proof.signedAttributes);
  demand(equal(await digest(intent.hash, covered), inside), 'message-digest');
  demand(same(await digest(intent.hash, proof.signedAttributes), intent.dtbsr[index]), 'dtbsr');
}

/** Throws VerifyError unless these are the terms whose digest the SAM put into the intent. */
export async function verifyTerms(text: Uint8Array<ArrayBuffer>, terms: Terms): Promise<void> {
  demand(same(await digest('SHA-256', text), terms.sha256), 'terms-digest');
}

/** RFC 5652 5.4: the content as it came, attached or beside the signature. Nothing before, behind or left out. */
function wholeFile(file: Uint8Array<ArrayBuffer>, { byteRange, originalSize }: Proof): Uint8Array<ArrayBuffer> {
  demand(byteRange === undefined, 'range-unasked');
  demand(file.length === originalSize, 'original-size');
  return file;
}

/**
 * ISO 32000-2 12.8.1: everything but the value of Contents. The range must begin with the file, end with the file, keep
 * every byte of the original, and leave out nothing but a hexadecimal string of zeros: a wider gap could hide words.
 */
function rangedBytes(file: Uint8Array, { byteRange = [], originalSize }: Proof): Uint8Array<ArrayBuffer> {
  const [start, before, after, length, ...more] = byteRange;
  demand(start === 0 && before !== undefined && before >= originalSize, 'range-start');
  demand(
    after !== undefined &&
      length !== undefined &&
      after > before &&
      after + length === file.length &&
      more.length === 0,
    'range-end',
  );
  demand(isEmptyHexString(file.subarray(before, after)), 'range-gap');
  const covered = new Uint8Array(before + length);
  covered.set(file.subarray(0, before));
  covered.set(file.subarray(after), before);
  return covered;
}

function isEmptyHexString(gap: Uint8Array): boolean {
  return gap.length > 2 && gap[0] === 0x3c && gap.at(-1) === 0x3e && gap.subarray(1, -1).every((byte) => byte === 0x30);
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

async function digest(name: SignIntent['hash'], bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest(name, bytes));
}

function same(digested: Uint8Array, expected: string | undefined): boolean {
  try {
    return expected !== undefined && equal(digested, fromBase64url(expected));
  } catch {
    return false;
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function demand(condition: boolean, code: VerifyCode): asserts condition {
  if (!condition) throw new VerifyError(code);
}

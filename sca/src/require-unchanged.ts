import { createHash, type Hash } from 'node:crypto';
import { jwsSigningInput, type PreparedPades, readManifest } from '@chancery/ades';
import {
  attributeOids,
  der,
  PkiError,
  signingCertificateAttribute,
  splitAttribute,
  type WrittenDigest,
} from '@chancery/pki';
import { translated } from './format-refusal.ts';
import type { PreparedJws } from './jws.ts';
import type { PreparedDocument, PreparedSignature } from './prepare-document.ts';
import { ScaError } from './sca-error.ts';
import type { DocumentSource } from './signature-form.ts';

/**
 * The last check before harm, apart from the code that prepared: everything is computed again from the stored octets and
 * compared with what the signer approved. `source` is the original as stored, `approved` the DTBS/R that was sent to
 * the signature activation module, `certificate` the signer's (DER). Throws ScaError `changed` or `not-approved`.
 */
export async function requireUnchanged(
  source: DocumentSource,
  { originalSize, docSha256, signature }: PreparedDocument,
  approved: Uint8Array,
  certificate: Uint8Array,
): Promise<void> {
  const { digest } = signature.prepared;
  const [whole, covered] = [createHash('sha256'), createHash(digest)];
  for await (const piece of source.stream()) for (const hash of [whole, covered]) hash.update(piece);
  const now = whole.digest();
  if (source.size !== originalSize || !same(now, docSha256)) changed('the document');
  if (signature.format === 'pades') coverAppendix(source.size, signature.prepared, covered);
  if (signature.format === 'jades') requireJws(signature, covered.digest(), certificate);
  else if (signature.format === 'xades') requireXml(signature, { now, beside: covered.digest() }, certificate);
  else requireCms(signature.prepared, signedDigest(signature, covered.digest()), certificate);
  if (!same(createHash(digest).update(signedOctets(signature, source)).digest(), approved))
    throw new ScaError('not-approved', 'the signer approved something else');
}

/** What the DTBS/R is the digest of; of a JWS with a payload that is part of it, so the document is needed. Throws ScaError `input`. */
export function signedOctets(signature: PreparedSignature, source?: DocumentSource): Uint8Array {
  if (signature.format === 'xades') return signature.prepared.signedInfo;
  if (signature.format !== 'jades') return signature.prepared.signedAttributes;
  return jwsSigningInput(signature.prepared.protectedHeader, payloadOf(signature, source));
}

function payloadOf({ packaging }: PreparedJws, source: DocumentSource | undefined): string {
  if (packaging.packaging === 'detached') return '';
  if (source === undefined) throw new ScaError('input', 'the payload of the signature is missing');
  return base64url(source.read(0, source.size));
}

/** The header names the certificate, and lists the document where it is not the payload (TS 119 182-1, 5.1.7, 5.2.8). */
function requireJws({ prepared, packaging }: PreparedJws, now: Uint8Array, certificate: Uint8Array): void {
  const header = headerOf(prepared.protectedHeader);
  const { hashV } = Object(header['sigD']) as { readonly hashV?: unknown };
  const listed = packaging.packaging === 'attached' ? undefined : JSON.stringify([base64url(now)]);
  if (JSON.stringify(hashV) !== listed) changed('the octets that are signed');
  if (header['x5t#S256'] !== base64url(createHash('sha256').update(certificate).digest())) changed('the certificate');
}

function headerOf(octets: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(Buffer.from(octets).toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) return changed('the protected header');
    throw error;
  }
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url');
}

/** What the message digest must be: that of the document, or in a container of the manifest that lists it and nothing else. */
function signedDigest(
  signature: Extract<PreparedSignature, { format: 'pades' | 'cades' }>,
  now: Uint8Array,
): Uint8Array {
  const { digest } = signature.prepared;
  const manifest = signature.format === 'cades' ? signature.container?.manifest : undefined;
  if (manifest === undefined) return now;
  const [listed, ...more] = translated(() => readManifest(manifest)).entries;
  if (listed?.digest !== digest || more.length > 0 || !same(listed.value, now)) changed('the manifest');
  return createHash(digest).update(manifest).digest();
}

type Cms = Pick<PreparedPades, 'digest' | 'messageDigest' | 'signedAttributes'>;

function requireCms({ digest, messageDigest, signedAttributes }: Cms, now: Uint8Array, certificate: Uint8Array): void {
  if (!same(now, messageDigest)) changed('the octets that are signed');
  requireAttributes(signedAttributes, { digest, messageDigest, certificate });
}

/** Inside an XML signature stands the document as it was prepared, or the digest of one beside it; and the certificate by its digest. */
function requireXml(
  { prepared, packaging }: Extract<PreparedSignature, { format: 'xades' }>,
  { now, beside }: { readonly now: Uint8Array; readonly beside: Uint8Array },
  certificate: Uint8Array,
): void {
  const listed = `>${Buffer.from(beside).toString('base64')}</ds:DigestValue>`;
  const there =
    packaging.packaging === 'detached'
      ? Buffer.from(prepared.signedInfo).includes(listed)
      : prepared.originals.some((one) => same(one, now));
  if (!there) changed('the octets that are signed');
  const named = createHash(prepared.digest).update(certificate).digest();
  if (!same(named, prepared.certificateDigest)) changed('the certificate');
}

/** The byte range covers everything but the placeholder (EN 319 142-1, 6.3). */
function coverAppendix(originalSize: number, prepared: PreparedPades, covered: Hash): void {
  const { byteRange, contentsOffset, contentsLength, appendix } = prepared;
  const [start, before, after, rest] = byteRange;
  const size = originalSize + appendix.length;
  const whole = start === 0 && before === contentsOffset && after === contentsOffset + contentsLength;
  if (!whole || after + rest !== size || contentsOffset < originalSize) changed('the byte range');
  const gap = contentsOffset - originalSize;
  covered.update(appendix.subarray(0, gap)).update(appendix.subarray(gap + contentsLength));
}

interface Bound {
  readonly digest: WrittenDigest;
  readonly messageDigest: Uint8Array;
  readonly certificate: Uint8Array;
}

/** What the attributes must say, exactly once each: the content's digest and the signer's certificate (EN 319 122-1, 6.3). */
function requireAttributes(attributes: Uint8Array, { digest, messageDigest, certificate }: Bound): void {
  const all = readAttributes(attributes);
  const only = (type: string) => all.filter((one) => one.type === type);
  const named = splitAttribute(signingCertificateAttribute(certificate, digest));
  const expected = [{ type: attributeOids.messageDigest, values: [der.octetString(messageDigest)] }, named];
  for (const { type, values } of expected) {
    const [found, ...more] = only(type);
    const right = found?.values.length === 1 && same(found.values[0] as Uint8Array, values[0] as Uint8Array);
    if (!right || more.length > 0) changed('the signed attributes');
  }
}

function readAttributes(attributes: Uint8Array) {
  try {
    return der.decode(attributes, 0x31).children.map(({ bytes }) => splitAttribute(bytes));
  } catch (error) {
    if (error instanceof PkiError) return changed('the signed attributes');
    throw error;
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a).equals(b);
}

function changed(what: string): never {
  throw new ScaError('changed', `${what} changed after preparation`);
}

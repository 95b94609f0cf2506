import { digestOf } from '@chancery/pki';
import { signatureValue, verifyValue } from '@chancery/xmldsig';
import type { CadesSignature } from '../cades/embed.ts';
import { AdesError } from '../error.ts';
import { jwsAlgorithm, parsedCertificate } from './algorithm.ts';
import { type JadesContent, signedContent } from './content.ts';
import { base64url, type Jws, objectOf, parseJws, type Serialization, writeJws } from './jws.ts';
import { jwsSigningInput } from './prepare.ts';
import type { PreparedJades } from './prepared.ts';

/**
 * Step 3 of a JAdES signature: the JWS, of a parallel one in the general form. The last check before it is called signed is that
 * of any verifier: the content is the one prepared for, the certificate the one the header names, the value verifies with its
 * key. Throws AdesError `input`, `certificate-changed`, `signature-invalid`.
 */
export function embedJades(
  prepared: PreparedJades,
  signed: CadesSignature,
  content: JadesContent,
  serialization: Serialization = 'flattened',
): Uint8Array {
  const { digest, protectedHeader } = prepared;
  const { payload, files } = signedContent(content, digest);
  const header = objectOf(Buffer.from(protectedHeader).toString('utf8'));
  requireSame(prepared, content.packaging, payload);
  requireFiles(
    header,
    files.map(({ value }) => base64url(value)),
  );
  requireCertificate(header, signed);
  const signature = base64url(verifiedValue(jwsSigningInput(protectedHeader, payload), signed));
  const own = { protected: base64url(protectedHeader), signature };
  return content.packaging === 'parallel'
    ? writeJws(beside(parseJws(content.jws), own))
    : writeJws({ serialization, payload, signatures: [own] });
}

function beside({ payload, signatures }: Jws, own: Jws['signatures'][number]): Jws {
  return { serialization: 'general', payload, signatures: [...signatures, own] };
}

function requireSame(prepared: PreparedJades, packaging: JadesContent['packaging'], payload: string): void {
  const { digest, protectedHeader, dtbsr } = prepared;
  if (packaging !== prepared.packaging || !isSame(digestOf('sha256', Buffer.from(payload)), prepared.payloadSha256))
    throw changed();
  if (isSame(digestOf(digest, jwsSigningInput(protectedHeader, payload)), dtbsr)) return;
  throw new AdesError('input', 'the stored preparation contradicts itself');
}

/** The payload does not hold them; the header lists their digests. */
function requireFiles({ sigD }: ReturnType<typeof objectOf>, values: readonly string[]): void {
  const { hashV = [] } = (sigD ?? {}) as { readonly hashV?: readonly string[] };
  if (JSON.stringify(hashV) !== JSON.stringify(values)) throw changed();
}

/** The header names the certificate by its digest, and the algorithm: another one needs a new preparation. */
function requireCertificate(header: ReturnType<typeof objectOf>, { certificates, scheme }: CadesSignature): void {
  const [certificate] = certificates;
  if (certificate === undefined) throw new AdesError('input', 'the certificate of the signer is missing');
  if (header['x5t#S256'] !== base64url(digestOf('sha256', certificate)))
    throw new AdesError('certificate-changed', 'the certificate is not the one the signature was prepared for');
  if (header['alg'] === jwsAlgorithm(scheme, certificate)) return;
  throw new AdesError('input', 'another scheme was used than the one prepared for');
}

/** As JSON carries it: ECDSA as two numbers of fixed length (RFC 7518, 3.4), which XML has in common. */
function verifiedValue(input: Uint8Array, { certificates, scheme, signature }: CadesSignature): Uint8Array {
  const { spki } = parsedCertificate(certificates[0]!);
  const value = signatureValue(spki, scheme, signature);
  if (value !== undefined && verifyValue(spki, scheme, input, value)) return value;
  throw new AdesError('signature-invalid', 'the signature value does not verify with the key of the certificate');
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a).equals(b);
}

function changed(): AdesError {
  return new AdesError('input', 'the content is not the one the signature was prepared for');
}

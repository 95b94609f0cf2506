import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  buildCertificationRequest,
  buildOcspRequest,
  buildOcspResponse,
  buildPath,
  buildSignedData,
  type Certificate,
  type CertificateProfile,
  certificateId,
  der,
  digestOf,
  encodeName,
  estimateSignedDataSize,
  issueCertificate,
  nameToString,
  PkiError,
  parseCertificate,
  parseOcspRequest,
  parseOcspResponse,
  parsePssParams,
  parseSignedData,
  type SignatureScheme,
  signedAttributes,
  toPem,
  verifyCertificationRequest,
  verifyOcspResponse,
  verifySignedData,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'pki-'));
after(() => rmSync(folder, { recursive: true }));
const at = new Date('2026-06-01T12:00:00Z');

type Key = { spki: Uint8Array; privateKey: KeyObject; scheme: SignatureScheme };

function key(scheme: SignatureScheme, size: number | string): Key {
  const pair =
    typeof size === 'number'
      ? generateKeyPairSync('rsa', { modulusLength: size })
      : generateKeyPairSync('ec', { namedCurve: size });
  return {
    spki: new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' })),
    privateKey: pair.privateKey,
    scheme,
  };
}

function signWith({ privateKey, scheme }: Key, message: Uint8Array): Uint8Array {
  if (scheme.kind !== 'rsa-pss') return new Uint8Array(sign(scheme.digest, message, privateKey));
  return new Uint8Array(sign(scheme.digest, message, { key: privateKey, padding: 6, saltLength: scheme.saltLength }));
}

async function certify(
  subject: string,
  owner: Key,
  issuer: Key,
  issuerName: Uint8Array,
  profile: CertificateProfile,
): Promise<Certificate> {
  const content = {
    serial: randomBytes(12),
    issuer: issuerName,
    subject: encodeName({ country: 'ES', commonName: subject }),
    spki: owner.spki,
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2056-01-01T00:00:00Z'),
    profile,
    issuerSpki: issuer.spki,
  };
  return parseCertificate(await issueCertificate(content, issuer.scheme, (tbs) => signWith(issuer, tbs)));
}

const caKey = key({ kind: 'ecdsa', digest: 'sha256' }, 'P-256');
const rootName = encodeName({ country: 'ES', commonName: 'Root' });
const root = await certify('Root', caKey, caKey, rootName, { kind: 'root' });

function file(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function openssl(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout + stderr;
}

test('truncated, overlong and deeply nested octets end with PkiError', () => {
  const certificate = Buffer.from(root.der);
  for (let length = 0; length < certificate.length; length += 3) {
    assert.throws(() => parseCertificate(certificate.subarray(0, length)), PkiError);
  }
  const nested = Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.from([0x30, 0x80])));
  assert.throws(() => der.decode(nested), { code: 'too-large' });
  assert.throws(() => der.decode(Uint8Array.of(0x30, 0x86, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)), { code: 'malformed' });
});

test('octets changed at random never end with anything but PkiError', () => {
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.from(root.der);
    bytes[Math.floor(Math.random() * bytes.length)] = Math.floor(Math.random() * 256);
    try {
      parseCertificate(bytes);
    } catch (error) {
      assert.ok(error instanceof PkiError, String(error));
    }
  }
});

test('PSS parameters: the salt is what stands there, defaults are SHA-1 and so refused', () => {
  const pyhanko = 'MDWgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIEAgIA3g==';
  const csctester = 'MDmgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgEgowMCAQE=';
  assert.equal(parsePssParams(Buffer.from(pyhanko, 'base64')).saltLength, 222);
  assert.equal(parsePssParams(Buffer.from(csctester, 'base64')).saltLength, 32);
  assert.throws(() => parsePssParams(der.sequence()), { code: 'unsupported' });
});

test('names become RFC 4514 texts that keep every character', () => {
  const name = parseCertificate(root.der).subject;
  assert.equal(nameToString(name), 'CN=Root,C=ES');
});

for (const [label, scheme, size] of [
  ['RSA-2048 PKCS#1', { kind: 'rsa-pkcs1', digest: 'sha256' }, 2048],
  ['RSA-3072 PSS with salt 222', { kind: 'rsa-pss', digest: 'sha256', saltLength: 222 }, 3072],
  ['RSA-2048 PSS SHA-512', { kind: 'rsa-pss', digest: 'sha512', saltLength: 64 }, 2048],
  ['ECDSA P-256', { kind: 'ecdsa', digest: 'sha256' }, 'P-256'],
  ['ECDSA P-384 SHA-384', { kind: 'ecdsa', digest: 'sha384' }, 'P-384'],
] as const) {
  test(`${label}: request, certificate and CMS satisfy openssl, and a changed content does not`, async () => {
    const owner = key(scheme, size);
    const request = await buildCertificationRequest(
      { subject: encodeName({ commonName: 'Ana' }), spki: owner.spki },
      scheme,
      (info) => signWith(owner, info),
    );
    assert.ok(verifyCertificationRequest(request));
    openssl('req', '-inform', 'DER', '-in', file('r.der', request), '-verify', '-noout');
    const signer = await certify('Ana', owner, caKey, rootName, { kind: 'signer' });
    const rootFile = file('root.pem', toPem('CERTIFICATE', root.der));
    openssl('verify', '-CAfile', rootFile, file('a.pem', toPem('CERTIFICATE', signer.der)));
    const content = Buffer.from('to be signed');
    const attributes = signedAttributes({
      messageDigest: digestOf(scheme.digest, content),
      digest: scheme.digest,
      signingCertificate: signer.der,
    });
    const parts = { certificates: [signer.der, root.der], digest: scheme.digest, scheme, signedAttributes: attributes };
    const cms = buildSignedData({ ...parts, signature: signWith(owner, attributes) });
    assert.ok(cms.length <= estimateSignedDataSize(parts));
    const output = openssl(
      'cms',
      '-verify',
      '-binary',
      '-content',
      file('c', content),
      '-inform',
      'DER',
      '-in',
      file('c.p7s', cms),
      '-CAfile',
      rootFile,
      '-purpose',
      'any',
      '-cades',
      '-out',
      '/dev/null',
    );
    assert.match(output, /successful/);
    assert.equal(verifySignedData(parseSignedData(cms), (digest) => digestOf(digest, content)).ok, true);
    assert.equal(
      verifySignedData(parseSignedData(cms), (digest) => digestOf(digest, Buffer.from('else'))).reason,
      'digest-mismatch',
    );
    const other = buildSignedData({ ...parts, signature: signWith(owner, content) });
    assert.equal(
      verifySignedData(parseSignedData(other), (digest) => digestOf(digest, content)).reason,
      'signature-mismatch',
    );
  });
}

test('a path is refused for expiry, a false issuer, an end entity as issuer; and found otherwise', async () => {
  const owner = key({ kind: 'ecdsa', digest: 'sha256' }, 'P-256');
  const leaf = await certify('Ana', owner, caKey, rootName, { kind: 'signer' });
  assert.deepEqual(buildPath(leaf, [], [], at), { ok: false, reason: 'no-path-to-root' });
  assert.deepEqual(buildPath(leaf, [], [root], new Date('2057-01-01')), { ok: false, reason: 'expired' });
  assert.deepEqual(buildPath(leaf, [], [root], new Date('2025-01-01')), { ok: false, reason: 'not-yet-valid' });
  const impostor = await certify('Root', owner, owner, rootName, { kind: 'root' });
  assert.deepEqual(buildPath(leaf, [], [impostor], at), { ok: false, reason: 'signature' });
  const below = await certify('Eve', owner, owner, leaf.subject.der, { kind: 'signer' });
  assert.deepEqual(buildPath(below, [leaf], [root], at), { ok: false, reason: 'not-a-ca' });
  assert.equal(buildPath(leaf, [], [root], at).ok, true);
});

test('OCSP: openssl reads our request and believes our answer; a stranger cannot answer', async () => {
  const responderKey = key({ kind: 'ecdsa', digest: 'sha256' }, 'P-256');
  const responder = await certify('Responder', responderKey, caKey, rootName, { kind: 'ocsp' });
  const leaf = await certify('Ana', responderKey, caKey, rootName, { kind: 'signer' });
  const nonce = randomBytes(16);
  const request = buildOcspRequest({ certificate: leaf, issuer: root, nonce });
  assert.deepEqual(Buffer.from(parseOcspRequest(request).nonce ?? []), nonce);
  openssl('ocsp', '-reqin', file('q.der', request), '-req_text');
  const now = new Date();
  const answer = {
    id: certificateId(leaf, root),
    status: { kind: 'good' } as const,
    producedAt: now,
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + 3600_000),
    nonce,
    responder,
    certificates: [responder.der],
  };
  const response = await buildOcspResponse(answer, responderKey.scheme, (data) => signWith(responderKey, data));
  const rootFile = file('root.pem', toPem('CERTIFICATE', root.der));
  const output = openssl(
    'ocsp',
    '-no_nonce',
    '-reqin',
    file('q.der', request),
    '-respin',
    file('r.ocr', response),
    '-issuer',
    rootFile,
    '-cert',
    file('a.pem', toPem('CERTIFICATE', leaf.der)),
    '-CAfile',
    rootFile,
  );
  assert.match(output, /Response verify OK/);
  assert.match(output, /good/);
  assert.equal(verifyOcspResponse(parseOcspResponse(response), root, at), true);
  const stranger = key({ kind: 'ecdsa', digest: 'sha256' }, 'P-256');
  const forged = await buildOcspResponse(answer, stranger.scheme, (data) => signWith(stranger, data));
  assert.equal(verifyOcspResponse(parseOcspResponse(forged), root, at), false);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildRevocationList } from './build-revocation-list.ts';
import {
  concat,
  decode,
  element,
  enumerated,
  explicit,
  integer,
  nil,
  octetString,
  oid,
  sequence,
  toDer,
} from './der.ts';
import { digestOf } from './digest.ts';
import { PkiError } from './error.ts';
import { extendSignedData } from './extend-signed-data.ts';
import { parseSignedData } from './parsed-signed-data.ts';
import { readRevocationInfo } from './revocation-info.ts';
import { encodeAttribute, signedAttributes } from './signed-attributes.ts';
import { buildSignedData } from './signed-data.ts';
import {
  joinSignedData,
  joinSignerInfo,
  type SignedDataParts,
  splitAttribute,
  splitContent,
  splitSignedData,
  splitSignerInfo,
} from './signed-data-parts.ts';
import { absent, signedDataIn } from './testing/corpus.test.ts';
import { file, keyFile, openssl, opensslFile, pem } from './testing/openssl.test.ts';
import { at, below, type Holder, newKey, sampleRoot, signWith } from './testing/sample-authority.ts';
import { verifySignedData } from './verify-signed-data.ts';

const root = await sampleRoot('Root');
const ana = await below(root, 'Ana');
const luis = await below(root, 'Luis', { key: newKey({ kind: 'ecdsa', digest: 'sha384' }, 'P-384') });
const content = Buffer.alloc(10_000, 'what is signed. ');
const attribute = encodeAttribute('1.2.3', octetString(content.subarray(0, 20)), integer(1));
const answer = sequence(enumerated(0), explicit(0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octetString(nil()))));
const list = await buildRevocationList(
  { issuer: root.certificate, number: 1n, thisUpdate: at, revoked: [] },
  root.key.scheme,
  (tbs) => signWith(root.key, tbs),
);

/** What openssl makes of it: in BER with pieces, or in DER. */
function foreign(...options: readonly string[]): Uint8Array {
  const identity = ['-signer', pem(ana.certificate), '-inkey', keyFile(ana.key), '-nosmimecap'];
  return opensslFile(
    '-out',
    'cms',
    '-sign',
    '-binary',
    '-in',
    file(content),
    '-outform',
    'DER',
    ...identity,
    ...options,
  );
}

const ber = foreign('-nodetach', '-stream');
const plain = foreign();

/** A SignerInfo over the content alone. */
function signerInfo(holder: Holder): Uint8Array {
  const { digest } = holder.key.scheme;
  const attributes = signedAttributes({
    messageDigest: digestOf(digest, content),
    digest,
    signingCertificate: holder.certificate.der,
  });
  const cms = buildSignedData({
    certificates: [holder.certificate.der],
    digest,
    scheme: holder.key.scheme,
    signedAttributes: attributes,
    signature: signWith(holder.key, attributes),
  });
  return splitSignedData(cms).signerInfos[0]!;
}

function opensslVerifies(cms: Uint8Array, ...options: readonly string[]): void {
  const trust = ['-CAfile', pem(root.certificate), '-purpose', 'any'];
  openssl('cms', '-verify', '-binary', '-inform', 'DER', '-in', file(cms), ...trust, ...options, '-out', file());
}

/** Every element of `before` stands in `now` as it was and in its order. */
function assertKept(now: SignedDataParts, before: SignedDataParts): void {
  for (const member of ['digestAlgorithms', 'certificates', 'crls'] as const)
    assert.deepEqual(now[member].slice(0, before[member].length), before[member]);
  assert.deepEqual(now.encapContentInfo, before.encapContentInfo);
  const [infos, earlier] = [now, before].map((parts) => parts.signerInfos.map(splitSignerInfo)) as [Infos, Infos];
  for (const [i, info] of earlier.entries()) {
    assert.deepEqual(infos[i]?.fields, info.fields);
    assert.deepEqual(infos[i]?.unsignedAttributes.slice(0, info.unsignedAttributes.length), info.unsignedAttributes);
  }
}
type Infos = ReturnType<typeof splitSignerInfo>[];

describe('what is no SignedData', () => {
  const info = (...data: readonly Uint8Array[]) =>
    sequence(oid('1.2.840.113549.1.7.2'), explicit(0, sequence(...data)));
  const inside = sequence(oid('1.2.840.113549.1.7.1'));
  const set = (tag = 0x31) => element(tag);
  for (const [what, octets] of [
    ['nothing', new Uint8Array()],
    ['another content', sequence(oid('1.2.840.113549.1.7.1'), explicit(0, sequence()))],
    ['no content', sequence(oid('1.2.840.113549.1.7.2'))],
    ['no signers', info(integer(1), set(), inside)],
    ['certificates behind the lists', info(integer(1), set(), inside, set(0xa1), set(0xa0), set())],
    ['a version that is none', info(nil(), set(), inside, set())],
  ] as const) {
    test(what, () => assert.throws(() => splitSignedData(octets), { name: 'PkiError', code: 'malformed' }));
  }
  test('anything truncated', () => {
    for (const whole of [ber, plain])
      for (let length = 0; length < whole.length; length += 7)
        assert.throws(() => splitSignedData(whole.subarray(0, length)), PkiError);
  });
  test('a signer of too few parts, of too many, and one that is not there', () => {
    assert.throws(() => splitSignerInfo(sequence(integer(1), sequence(), sequence(), sequence())), {
      code: 'malformed',
    });
    const { fields } = splitSignerInfo(splitSignedData(plain).signerInfos[0]!);
    assert.throws(() => splitSignerInfo(sequence(...fields, nil())), { code: 'malformed' });
    assert.throws(() => extendSignedData(plain, { signer: 1, unsignedAttributes: [attribute] }), { code: 'malformed' });
  });
  test('an attribute without values, a content without any', () => {
    assert.throws(() => splitAttribute(sequence(oid('1.2.3'))), { code: 'malformed' });
    assert.throws(() => splitContent(sequence(oid('1.2.3'), explicit(0, new Uint8Array()))), { code: 'malformed' });
  });
});

describe('taking apart', () => {
  test('and putting together gives DER back octet for octet', () => {
    assert.deepEqual(joinSignedData(splitSignedData(plain)), plain);
    const info = splitSignedData(plain).signerInfos[0]!;
    assert.deepEqual(joinSignerInfo(splitSignerInfo(info)), info);
  });
  test('passes over the padding of a PDF', () => {
    assert.deepEqual(splitSignedData(concat(plain, new Uint8Array(500))), splitSignedData(plain));
  });
  test('loses nothing of BER, and writes definite lengths around it', () => {
    assert.equal(ber[1], 0x80);
    const joined = joinSignedData(splitSignedData(ber));
    assert.notEqual(joined[1], 0x80);
    assertKept(splitSignedData(joined), splitSignedData(ber));
    assert.deepEqual(toDer(decode(joined)), toDer(decode(ber)));
  });
});

describe('a signature of openssl', () => {
  for (const [what, cms, options] of [
    ['attached, in BER', ber, []],
    ['detached, in DER', plain, ['-content', file(content)]],
  ] as const) {
    const additions = {
      unsignedAttributes: [attribute],
      certificates: [ana.certificate.der, luis.certificate.der],
      crls: [list],
      signerInfos: [signerInfo(luis)],
    };
    const extended = extendSignedData(cms, additions);
    const [before, now] = [splitSignedData(cms), splitSignedData(extended)];

    test(`${what}: every earlier element keeps its octets`, () => {
      assertKept(now, before);
      assert.deepEqual(splitSignerInfo(now.signerInfos[0]!).unsignedAttributes, [attribute]);
    });
    test(`${what}: what is there already is not added again, a new digest is named`, () => {
      assert.deepEqual(now.certificates, [ana.certificate.der, luis.certificate.der]);
      assert.deepEqual(now.crls, [list]);
      assert.equal(now.digestAlgorithms.length, 2);
      const again = splitSignedData(extendSignedData(extended, { ...additions, signerInfos: [signerInfo(luis)] }));
      assert.deepEqual([again.certificates, again.crls], [now.certificates, now.crls]);
      assert.equal(again.digestAlgorithms.length, 2);
    });
    test(`${what}: openssl and we verify the old signer and the new one`, () => {
      opensslVerifies(extended, ...options);
      const parsed = parseSignedData(extended);
      for (const index of [0, 1])
        assert.ok(verifySignedData(parsed, (digest) => digestOf(digest, content), index).ok, String(index));
    });
  }

  test('with an OCSP answer is of version 5 and verifies', () => {
    const extended = extendSignedData(plain, { ocspResponses: [answer] });
    assert.deepEqual([splitSignedData(plain).version, splitSignedData(extended).version], [1, 5]);
    opensslVerifies(extended, '-content', file(content));
    assert.deepEqual(readRevocationInfo(parseSignedData(extended).crls), { lists: [], ocspResponses: [answer] });
  });
});

test('a version is never less than the contents ask for (RFC 5652 5.1), nor than it was', () => {
  const parts = splitSignedData(plain);
  const version = (change: Partial<SignedDataParts>) =>
    splitSignedData(extendSignedData(joinSignedData({ ...parts, ...change }), {})).version;
  const { fields } = splitSignerInfo(parts.signerInfos[0]!);
  assert.equal(version({}), 1);
  assert.equal(version({ version: 3 }), 3);
  assert.equal(version({ encapContentInfo: sequence(oid('1.2.3')) }), 3);
  assert.equal(version({ signerInfos: [sequence(integer(3), ...fields.slice(1))] }), 3);
  assert.equal(version({ certificates: [element(0xa1)] }), 3);
  assert.equal(version({ certificates: [element(0xa2)] }), 4);
  assert.equal(version({ certificates: [element(0xa3)] }), 5);
});

describe('revocation information', () => {
  test('is told apart; a basic answer alone becomes a whole one, other forms are passed over', () => {
    const basic = element(0xa1, oid('1.3.6.1.5.5.7.48.1.1'), nil());
    const unknown = element(0xa1, oid('1.2.3'), nil());
    assert.deepEqual(readRevocationInfo([list, basic, unknown]), { lists: [list], ocspResponses: [answer] });
  });
  test('without a form is malformed', () => {
    assert.throws(() => readRevocationInfo([element(0xa1)]), { name: 'PkiError', code: 'malformed' });
  });
  test('may be a list of more entries than anybody would make objects for', async () => {
    const revoked = Array.from({ length: 100_000 }, (_, i) => ({ serialHex: (0x1000000 + i).toString(16), at }));
    const long = await buildRevocationList(
      { issuer: root.certificate, number: 1n, thisUpdate: at, revoked },
      root.key.scheme,
      (tbs) => signWith(root.key, tbs),
    );
    const extended = extendSignedData(plain, { crls: [long] });
    assert.deepEqual(readRevocationInfo(parseSignedData(extended).crls).lists, [long]);
  });
});

test('signatures and tokens of others are extended, and hold or fail as before', (t) => {
  if (absent(t)) return;
  let count = 0;
  for (const [name, cms] of signedDataIn('cades', 'asic-cades', 'pades')) {
    const before = splitSignedData(cms);
    if (before.signerInfos.length === 0) continue;
    const additions = {
      unsignedAttributes: [attribute],
      certificates: [luis.certificate.der],
      ocspResponses: [answer],
    };
    const extended = extendSignedData(cms, additions);
    assertKept(splitSignedData(extended), before);
    assert.deepEqual(verdict(extended), verdict(cms), name);
    count++;
  }
  assert.ok(count > 100, `${count} signatures`);
});

/** With whatever digest it states: here only the octets of the attributes and the certificate count. */
function verdict(cms: Uint8Array): unknown {
  const data = parseSignedData(cms);
  const stated = data.signerInfos[0]?.attributes?.find(({ oid }) => oid === '1.2.840.113549.1.9.4')?.values[0];
  const digest = stated ? decode(stated).value : new Uint8Array();
  const { ok, reason } = verifySignedData(data, () => digest);
  return { ok, reason };
}

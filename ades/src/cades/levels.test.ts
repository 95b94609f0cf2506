import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  attributeOids,
  type DigestName,
  der,
  digestOf,
  joinSignedData,
  joinSignerInfo,
  parseSignedData,
  parseTimeStampToken,
  readRevocationInfo,
  splitAttribute,
  splitSignedData,
  splitSignerInfo,
  type TimeStampToken,
} from '@chancery/pki';
import { sampleSigner } from '../pades/sample-signer.test.ts';
import { addArchiveTimeStamp, archiveCoverage, archiveTimeStampInput } from './archive-time-stamp.ts';
import type { CadesContent, DetachedContent } from './content.ts';
import { embedCades } from './embed.ts';
import { file, openssl, opensslVerifies, pem } from './openssl-cms.test.ts';
import { prepareCades } from './prepare.ts';
import { sampleTime } from './sample-time.test.ts';
import { addSignatureTimeStamp, signatureTimeStampInput } from './signature-time-stamp.ts';
import { addValidationData } from './validation-data.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const other = await sampleSigner({ kind: 'rsa', bits: 2048 });
const time = await sampleTime();
const octets = Buffer.from('what is signed');
const attached = sign({ packaging: 'attached', octets });
const detached = sign({ packaging: 'detached', content: { octets } });
const { list } = time;
// Nobody reads it here.
const answer = der.sequence(der.enumerated(0), der.explicit(0, der.sequence()));
const data = { certificates: [time.root, signer.root], crls: [list], ocspResponses: [answer] };

function sign(content: CadesContent, one = signer): Uint8Array {
  const options = {
    digest: 'sha256',
    certificates: one.certificates,
    scheme: one.scheme('sha256'),
    signingTime: new Date('2026-06-01T12:00:00Z'),
  } as const;
  const prepared = prepareCades(content, options);
  return embedCades(prepared, { ...options, signature: one.sign('sha256', prepared.signedAttributes) }, content);
}

const levelT = async (cms: Uint8Array, index = 0) =>
  addSignatureTimeStamp(cms, await time.stamp(signatureTimeStampInput(cms, index)), index);

interface Stamped {
  readonly digest?: DigestName;
  readonly content?: DetachedContent;
  readonly signer?: number;
}

async function archived(cms: Uint8Array, { digest = 'sha256', ...more }: Stamped = {}): Promise<Uint8Array> {
  const options = { digest, ...more };
  return addArchiveTimeStamp(cms, await time.stamp(archiveTimeStampInput(cms, options), digest), options);
}

function tokensOf(cms: Uint8Array, type: string, index = 0): TimeStampToken[] {
  const { unsignedAttributes } = parseSignedData(cms).signerInfos[index]!;
  return unsignedAttributes.filter(({ oid }) => oid === type).flatMap(({ values }) => values.map(parseTimeStampToken));
}

const coverage = (cms: Uint8Array, content?: DetachedContent, index = 0) =>
  tokensOf(cms, attributeOids.archiveTimeStampV3, index).map((token) =>
    archiveCoverage(cms, token, { signer: index, ...(content ? { content } : {}) }),
  );
const whole = { imprint: true, indexVersion: 3, strayHashes: 0 };

/** The unsigned attributes and sets of `before` stand in `now`, octet for octet and in their order. */
function assertKept(now: Uint8Array, before: Uint8Array): void {
  const [later, earlier] = [now, before].map(splitSignedData) as [Parts, Parts];
  for (const member of ['certificates', 'crls'] as const)
    assert.deepEqual(later[member].slice(0, earlier[member].length), earlier[member]);
  for (const [i, info] of earlier.signerInfos.map(splitSignerInfo).entries()) {
    const { fields, unsignedAttributes } = splitSignerInfo(later.signerInfos[i]!);
    assert.deepEqual(fields, info.fields);
    assert.deepEqual(unsignedAttributes.slice(0, info.unsignedAttributes.length), info.unsignedAttributes);
  }
}
type Parts = ReturnType<typeof splitSignedData>;

describe('level T', () => {
  test('is refused for a token over something else, for none, and for a signer that is not there', async () => {
    const token = await time.stamp(octets);
    assert.throws(() => addSignatureTimeStamp(attached, token), { code: 'time-stamp' });
    assert.throws(() => addSignatureTimeStamp(attached, octets), { code: 'time-stamp' });
    assert.throws(() => signatureTimeStampInput(attached, 1), { code: 'input' });
    assert.throws(() => signatureTimeStampInput(octets), { code: 'not-a-cms' });
  });

  test('is a token over the signature value that openssl verifies, in a signature that it still verifies', async () => {
    const cms = await levelT(attached);
    assertKept(cms, attached);
    opensslVerifies(cms, [signer.root]);
    const [token] = tokensOf(cms, attributeOids.signatureTimeStamp);
    const stamped = ['-in', file(token!.der), '-token_in', '-data', file(signatureTimeStampInput(attached))];
    assert.match(openssl('ts', '-verify', ...stamped, '-CAfile', pem(time.root)), /Verification: OK/);
  });

  test('is reached by one signer of several alone', async () => {
    const two = sign({ packaging: 'parallel', cms: attached }, other);
    const cms = await levelT(two, 1);
    assert.deepEqual(
      [0, 1].map((index) => tokensOf(cms, attributeOids.signatureTimeStamp, index).length),
      [0, 1],
    );
    opensslVerifies(cms, [signer.root, other.root]);
  });
});

test('level LT: validation data stands beside the signers, each once', async () => {
  const before = await levelT(detached);
  const cms = addValidationData(addValidationData(before, data), data);
  assertKept(cms, before);
  opensslVerifies(cms, [signer.root], octets);
  const { certificates, crls, version } = splitSignedData(cms);
  assert.deepEqual(certificates, [...splitSignedData(before).certificates, time.root]);
  assert.deepEqual(readRevocationInfo(crls), { lists: [list], ocspResponses: [answer] });
  assert.equal(version, 5);
});

describe('level LTA', () => {
  test('is refused for a token over something else or of another digest, and without the content', async () => {
    const options = { digest: 'sha256' } as const;
    const token = await time.stamp(archiveTimeStampInput(attached, options));
    const sha512 = await time.stamp(archiveTimeStampInput(attached, options), 'sha512');
    assert.throws(() => addArchiveTimeStamp(addValidationData(attached, data), token, options), { code: 'time-stamp' });
    assert.throws(() => addArchiveTimeStamp(attached, sha512, options), { code: 'time-stamp' });
    assert.throws(() => archiveTimeStampInput(detached, options), { code: 'input' });
    const content = { digest: 'sha512', value: digestOf('sha512', octets) } as const;
    assert.throws(() => archiveTimeStampInput(detached, { ...options, content }), { code: 'input' });
  });

  for (const digest of ['sha256', 'sha384', 'sha512'] as const) {
    test(`covers everything with ${digest}, attached, detached and by a digest alone`, async () => {
      const value = digestOf(digest, octets);
      for (const [cms, content, beside] of [
        [attached, undefined, undefined],
        [detached, { octets }, octets],
        [detached, { digest, value }, octets],
      ] as const) {
        const before = addValidationData(await levelT(cms), data);
        const after = await archived(before, { digest, ...(content ? { content } : {}) });
        assertKept(after, before);
        opensslVerifies(after, [signer.root], beside);
        assert.deepEqual(coverage(after, content), [whole]);
      }
    });
  }

  test('is renewed over the time-stamp before it and what was added since, and the first stays whole', async () => {
    const first = await archived(addValidationData(await levelT(attached), data));
    const second = await archived(addValidationData(first, { ...data, certificates: other.certificates }), {
      digest: 'sha512',
    });
    assertKept(second, first);
    assert.deepEqual(coverage(second), [whole, whole]);
    const [, last] = tokensOf(second, attributeOids.archiveTimeStampV3);
    assert.equal(hashesIn(last!), [...splitSignedData(second).certificates, 'list', 'answer', 'T', 'archive'].length);
  });

  test('stays whole when one more person signs beside', async () => {
    const before = await archived(await levelT(attached));
    const after = sign({ packaging: 'parallel', cms: before }, other);
    assert.deepEqual(coverage(after), [whole]);
    opensslVerifies(after, [signer.root, other.root]);
  });

  test('is not whole when something it covers is gone or was changed', async () => {
    const cms = await archived(addValidationData(await levelT(attached), data));
    const parts = splitSignedData(cms);
    const broken = (change: Partial<Parts>) => coverage(joinSignedData({ ...parts, ...change }))[0];
    const stray = { ...whole, strayHashes: 1 };
    assert.deepEqual(broken({ certificates: parts.certificates.slice(1) }), stray);
    assert.deepEqual(broken({ crls: parts.crls.slice(1) }), stray);
    const { fields, unsignedAttributes } = splitSignerInfo(parts.signerInfos[0]!);
    const withoutT = joinSignerInfo({ fields, unsignedAttributes: unsignedAttributes.slice(1) });
    assert.deepEqual(broken({ signerInfos: [withoutT] }), stray);
    const { encapContentInfo } = splitSignedData(sign({ packaging: 'attached', octets: Buffer.from('else') }));
    assert.deepEqual(broken({ encapContentInfo }), { ...whole, imprint: false });
    const [, ...rest] = fields;
    const changed = joinSignerInfo({ fields: [der.integer(3), ...rest], unsignedAttributes });
    assert.deepEqual(broken({ signerInfos: [changed] }), { ...whole, imprint: false });
  });

  test('without an index is nothing that can be told', async () => {
    const token = parseTimeStampToken(await time.stamp(octets));
    assert.equal(archiveCoverage(attached, token, {}), undefined);
  });
});

function hashesIn(token: TimeStampToken): number {
  const [index] = token.signedData.signerInfos[0]!.unsignedAttributes[0]!.values;
  return der
    .decode(index!)
    .children.slice(1)
    .reduce((sum, part) => sum + part.children.length, 0);
}

test('an archive time-stamp of an old kind closes the sets: data goes into it, and nobody signs beside', async () => {
  const token = await time.stamp(octets);
  const parts = splitSignedData(attached);
  const { fields } = splitSignerInfo(parts.signerInfos[0]!);
  const old = der.sequence(der.oid(attributeOids.archiveTimeStampV2), der.setOf(token));
  const cms = joinSignedData({ ...parts, signerInfos: [joinSignerInfo({ fields, unsignedAttributes: [old] })] });
  assert.throws(() => sign({ packaging: 'parallel', cms }, other), { code: 'locked' });

  const extended = splitSignedData(addValidationData(cms, data));
  assert.deepEqual([extended.certificates, extended.crls], [parts.certificates, []]);
  const [attribute] = splitSignerInfo(extended.signerInfos[0]!).unsignedAttributes;
  const inside = splitSignedData(splitAttribute(attribute!).values[0]!);
  assert.ok(inside.certificates.some((one) => Buffer.from(one).equals(time.root)));
  assert.deepEqual(readRevocationInfo(inside.crls), { lists: [list], ocspResponses: [answer] });

  const two = joinSignedData({ ...parts, signerInfos: [...parts.signerInfos, ...splitSignedData(cms).signerInfos] });
  assert.throws(() => addValidationData(two, data, 0), { code: 'locked' });
});

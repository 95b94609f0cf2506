import assert from 'node:assert/strict';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { type DigestName, digestOf, messageScheme, parseTimeStampToken } from '@chancery/pki';
import { compactVerify, flattenedVerify, generalVerify } from 'jose';
import { sampleTime } from '../cades/sample-time.test.ts';
import { isOver } from '../cades/time-stamp-imprint.ts';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { type SampleSigner, sampleSigner } from '../pades/sample-signer.test.ts';
import { corpusFiles, readCorpus, requireCorpus } from '../testing/corpus.test.ts';
import { carriedByJades } from './carried.ts';
import type { JadesContent } from './content.ts';
import { embedJades } from './embed.ts';
import { type Jws, parseJws, type Serialization, writeJws } from './jws.ts';
import {
  addJadesArchiveTimeStamp,
  addJadesSignatureTimeStamp,
  addJadesValidationData,
  jadesArchiveTimeStampInput,
  jadesSignatureTimeStampInput,
} from './levels.ts';
import { jwsSigningInput, prepareJades } from './prepare.ts';
import { type PreparedJades, parsePreparedJades, serializePreparedJades } from './prepared.ts';
import type { JadesOptions } from './protected-header.ts';
import { derOf, readJades } from './unsigned.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const other = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const rsa = await sampleSigner({ kind: 'rsa', bits: 2048 });
const time = await sampleTime();
const octets = Buffer.from('{"total":"12.00 EUR"}');
const files = [
  { name: 'an order ñ/1.json', octets, mimeType: 'application/json' },
  { name: 'seal.png', octets: Buffer.from([1, 2, 3]) },
] as const;
const attached: JadesContent = { packaging: 'attached', octets };
const detached: JadesContent = { packaging: 'detached', files };

function optionsOf(by: SampleSigner = signer, digest: DigestName = 'sha256'): JadesOptions {
  const signingTime = new Date('2026-06-01T10:00:00.900Z');
  return { digest, certificates: by.certificates, scheme: by.scheme(digest), signingTime };
}

function payloadOf(content: JadesContent): string {
  if (content.packaging === 'parallel') return parseJws(content.jws).payload;
  return content.packaging === 'attached' ? Buffer.from(content.octets).toString('base64url') : '';
}

function signedBy(prepared: PreparedJades, content: JadesContent, by: SampleSigner = signer) {
  const { digest, protectedHeader } = prepared;
  const signature = by.sign(digest, jwsSigningInput(protectedHeader, payloadOf(content)));
  return { certificates: by.certificates, scheme: by.scheme(digest), signature };
}

function sign(content: JadesContent, serialization?: Serialization, more: Partial<JadesOptions> = {}): Uint8Array {
  const prepared = prepareJades(content, { ...optionsOf(), ...more });
  return embedJades(prepared, signedBy(prepared, content), content, serialization);
}

const key = createPublicKey(
  new X509Certificate(signer.certificates[0]!).publicKey.export({ type: 'spki', format: 'pem' }),
);
const understood = { crit: { sigD: true } };
const text = (jws: Uint8Array) => Buffer.from(jws).toString('utf8');

function refuses(act: () => unknown, code: AdesErrorCode): void {
  assert.throws(
    act,
    (error: unknown) => error instanceof AdesError && error.code === code && error.message.length > 10,
  );
}

test('a curve with another digest than its own has no name, and is refused', () => {
  refuses(() => prepareJades(attached, optionsOf(signer, 'sha512')), 'input');
  prepareJades(attached, optionsOf(rsa, 'sha512'));
});

test('a scheme that JSON has no name for is unsupported: a salt of another length, Ed25519, ML-DSA', () => {
  const pss = { kind: 'rsa-pss', digest: 'sha256', saltLength: 20 } as const;
  for (const scheme of [pss, messageScheme('ed25519'), messageScheme('ml-dsa-44')])
    assert.throws(() => prepareJades(attached, { ...optionsOf(rsa), digest: scheme.digest, scheme }), {
      code: 'unsupported',
      message: /JSON/,
    });
});

test('certificates that cannot be read or are missing, no time and another digest than that of the scheme are refused', () => {
  for (const change of [
    { certificates: [] },
    { certificates: [octets] },
    { signingTime: new Date(Number.NaN) },
    { digest: 'sha384' },
    { mimeType: '' },
    { claimedRoles: [''] },
  ] as const)
    for (const by of [signer, rsa]) refuses(() => prepareJades(attached, { ...optionsOf(by), ...change }), 'input');
});

test('no files, two of one name, a digest of another kind and a media type of no payload are refused', () => {
  const value = digestOf('sha512', octets);
  for (const wrong of [
    [],
    [files[0], files[0]],
    [{ name: '', octets }],
    Array.from({ length: 501 }, (_, at) => ({ name: `file ${at}`, octets })),
    [{ name: 'a', digest: 'sha512', value }],
  ] as const)
    refuses(() => prepareJades({ packaging: 'detached', files: wrong }, optionsOf()), 'input');
  refuses(() => prepareJades(detached, { ...optionsOf(), mimeType: 'text/plain' }), 'input');
});

for (const [name, content] of Object.entries({ attached, detached })) {
  test(`${name}: other content, another value, certificate or scheme than those prepared for are refused`, () => {
    const prepared = prepareJades(content, optionsOf());
    const signed = signedBy(prepared, content);
    const changed: JadesContent =
      content.packaging === 'detached'
        ? { packaging: 'detached', files: [{ name: files[0].name, octets: Buffer.from('else') }, files[1]] }
        : { packaging: 'attached', octets: Buffer.from('else') };
    assert.throws(() => embedJades(prepared, signed, changed), {
      code: 'input',
      message: /not the one .* prepared for/,
    });
    refuses(() => embedJades(prepared, { ...signed, certificates: [] }, content), 'input');
    refuses(() => embedJades(prepared, signed, content === attached ? detached : attached), 'input');
    const value = other.sign('sha256', jwsSigningInput(prepared.protectedHeader, payloadOf(content)));
    refuses(() => embedJades(prepared, { ...signed, signature: value }, content), 'signature-invalid');
    refuses(() => embedJades(prepared, signedBy(prepared, content, other), content), 'certificate-changed');
    refuses(() => embedJades({ ...prepared, dtbsr: digestOf('sha256', octets) }, signed, content), 'input');
  });

  test(`${name}: what was prepared and stored is embedded another day`, () => {
    const prepared = parsePreparedJades(serializePreparedJades(prepareJades(content, optionsOf())));
    const again = embedJades(prepared, signedBy(prepared, content), content);
    assert.equal(parseJws(again).payload, payloadOf(content));
  });
}

test('a stored preparation that is not ours is refused', () => {
  const stored = JSON.parse(serializePreparedJades(prepareJades(attached, optionsOf()))) as object;
  for (const change of [{ version: 2 }, { packaging: 'x' }, { digest: 'sha1' }, { protectedHeader: 7 }])
    refuses(() => parsePreparedJades(JSON.stringify({ ...stored, ...change })), 'input');
});

test('a signature that was prepared by itself is not put beside others, even over the same content', () => {
  const prepared = prepareJades(attached, optionsOf());
  const beside: JadesContent = { packaging: 'parallel', jws: sign(attached) };
  refuses(() => embedJades(prepared, signedBy(prepared, attached), beside), 'input');
});

test('jose verifies each serialization, and reads what was signed', async () => {
  const compact = await compactVerify(text(sign(attached, 'compact')), key);
  assert.deepEqual(Buffer.from(compact.payload), octets);
  assert.equal(compact.protectedHeader.alg, 'ES256');
  assert.equal(compact.protectedHeader['iat'], Math.floor(Date.parse('2026-06-01T10:00:00Z') / 1000));
  const flattened = JSON.parse(text(sign(attached, 'flattened')));
  assert.deepEqual(Buffer.from((await flattenedVerify(flattened, key)).payload), octets);
  const general = JSON.parse(text(sign(attached, 'general')));
  assert.deepEqual(Buffer.from((await generalVerify(general, key)).payload), octets);
});

test('jose refuses a detached signature whose critical headers it was not told of, and verifies it when it was', async () => {
  const jws = { ...JSON.parse(text(sign(detached))), payload: '' };
  await assert.rejects(flattenedVerify(jws, key), /not recognized|sigD/);
  const { protectedHeader } = await flattenedVerify(jws, key, understood);
  assert.deepEqual(protectedHeader?.['sigD'], {
    mId: 'http://uri.etsi.org/19182/ObjectIdByURIHash',
    pars: ['an%20order%20%C3%B1/1.json', 'seal.png'],
    hashM: 'S256',
    hashV: files.map((file) => Buffer.from(digestOf('sha256', file.octets)).toString('base64url')),
    ctys: ['json', 'octet-stream'],
  });
});

test('what a signer states stands in the protected header', async () => {
  const jws = sign(attached, 'compact', {
    mimeType: 'application/json',
    commitments: ['proofOfApproval', 'urn:example:why'],
    claimedRoles: ['Geschäftsführer'],
    place: { city: 'Sevilla', country: 'ES' },
    policy: {
      identifier: '1.3.6.1.4.1.32473.1',
      digest: 'sha256',
      value: digestOf('sha256', octets),
      uri: 'urn:rules',
    },
  });
  const { protectedHeader } = await compactVerify(text(jws), key);
  assert.equal(protectedHeader.cty, 'json');
  assert.deepEqual(protectedHeader['srCms'], [
    { commId: { id: 'http://uri.etsi.org/01903/v1.2.2#ProofOfApproval' } },
    { commId: { id: 'urn:example:why' } },
  ]);
  assert.deepEqual(protectedHeader['sigPl'], { addressCountry: 'ES', addressLocality: 'Sevilla' });
  assert.deepEqual(protectedHeader['srAts'], {
    claimed: [{ mediaType: 'text/plain', encoding: 'UTF-8', qVals: ['Geschäftsführer'] }],
  });
  const digVal = Buffer.from(digestOf('sha256', octets)).toString('base64url');
  const id = { id: 'urn:oid:1.3.6.1.4.1.32473.1' };
  assert.deepEqual(protectedHeader['sigPId'], { id, digAlg: 'S256', digVal, sigPQuals: [{ spURI: 'urn:rules' }] });
});

test('one more signature stands beside the first in the general form, whose strings stay', async () => {
  for (const serialization of ['compact', 'flattened', 'general'] as const) {
    const first = sign(attached, serialization);
    const both = parseJws(sign({ packaging: 'parallel', jws: first }));
    assert.deepEqual(both.signatures[0], parseJws(first).signatures[0]);
    assert.deepEqual([both.serialization, both.signatures.length], ['general', 2]);
    for (const one of both.signatures) await flattenedVerify({ payload: both.payload, ...one }, key);
  }
  const first = sign(detached);
  refuses(() => prepareJades({ packaging: 'parallel', jws: first }, optionsOf()), 'input');
  refuses(() => prepareJades({ packaging: 'parallel', jws: sign(attached), files }, optionsOf()), 'input');
  assert.equal(parseJws(sign({ packaging: 'parallel', jws: first, files })).signatures.length, 2);
});

test('beside a signature over the payload as it stands there is no other, which would take it as base64url', () => {
  const header = { alg: 'ES256', b64: false, crit: ['b64'] };
  const protectedHeader = Buffer.from(JSON.stringify(header)).toString('base64url');
  const jws = Buffer.from(JSON.stringify({ payload: 'paid', protected: protectedHeader, signature: 'AA' }));
  refuses(() => prepareJades({ packaging: 'parallel', jws }, optionsOf()), 'unsupported');
});

test('what is no JWS, or one that cannot be written again, is refused', () => {
  const signature = { protected: 'e30', signature: 'AA' };
  for (const wrong of ['', 'a.b', '[]', '{}', '7', 'null']) refuses(() => parseJws(Buffer.from(wrong)), 'not-a-jws');
  for (const signatures of [[], [7], [null], {}, 7])
    refuses(() => parseJws(Buffer.from(JSON.stringify({ signatures }))), 'not-a-jws');
  for (const change of [{ protected: 'é' }, { signature: '' }, { signature: '+' }, { header: 7 }, { header: [] }])
    refuses(() => parseJws(Buffer.from(JSON.stringify({ ...signature, ...change }))), 'not-a-jws');
  refuses(() => parseJws(Buffer.from(JSON.stringify({ ...signature, payload: 7 }))), 'not-a-jws');
  refuses(() => parseJws(Buffer.alloc(64 * 1024 * 1024 + 1, ' ')), 'too-complex');
  const many = { payload: '', signatures: Array.from({ length: 101 }, () => signature) };
  refuses(() => parseJws(Buffer.from(JSON.stringify(many))), 'too-complex');
  refuses(() => parseJws(Buffer.from(`{"header":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)), 'too-complex');
  refuses(() => parseJws(Buffer.from(JSON.stringify({ ...signature, payload: 'not base64' }))), 'unsupported');
});

test('unsigned components in the clear are refused: no time-stamp could be over their octets', () => {
  const { header: _, ...signature } = { ...(JSON.parse(text(sign(attached))) as Record<string, unknown>), header: 0 };
  const clear = Buffer.from(JSON.stringify({ ...signature, header: { etsiU: [{ xVals: [] }] } }));
  refuses(() => jadesArchiveTimeStampInput(clear), 'unsupported');
  const empty = Buffer.from(JSON.stringify({ ...signature, header: { etsiU: ['e30'] } }));
  refuses(() => jadesArchiveTimeStampInput(empty), 'not-a-jws');
});

test('a signature that is not there and a file that was not handed over are refused', () => {
  refuses(() => jadesSignatureTimeStampInput(sign(attached), { signature: 1 }), 'input');
  refuses(() => jadesArchiveTimeStampInput(sign(detached)), 'input');
});

test('from compact at B-B to B-LTA and its renewal no string of the signature changes', async () => {
  const signed = sign(attached, 'compact');
  const before = parseJws(signed).signatures[0];
  await assert.rejects(async () => addJadesSignatureTimeStamp(signed, await time.stamp(octets)), {
    code: 'time-stamp',
  });
  const stamped = addJadesSignatureTimeStamp(signed, await time.stamp(jadesSignatureTimeStampInput(signed)));
  const data = {
    certificates: [time.root, signer.root],
    crls: [time.list],
    ocspResponses: [Buffer.from('3000', 'hex')],
  };
  const long = addJadesValidationData(stamped, data);
  await assert.rejects(async () => addJadesArchiveTimeStamp(long, await time.stamp(octets)), { code: 'time-stamp' });
  const archived = addJadesArchiveTimeStamp(long, await time.stamp(jadesArchiveTimeStampInput(long)));
  const renewed = addJadesValidationData(archived, { ...data, certificates: [] });
  const names = (jws: Uint8Array) => readJades(jws).components.map(({ name }) => name);
  assert.deepEqual(names(renewed), ['sigTst', 'xVals', 'rVals', 'arcTst', 'tstVD']);
  assert.deepEqual(readJades(renewed).written.slice(0, 4), readJades(archived).written);
  const { header: _, ...after } = parseJws(renewed).signatures[0] as Jws['signatures'][number];
  assert.deepEqual(after, before);
  const carried = carriedByJades(renewed);
  assert.deepEqual(carried.signers.map(Buffer.from), [Buffer.from(signer.certificates[0]!)]);
  assert.deepEqual(
    carried.timeStamps.map(({ kind }) => kind),
    ['signature', 'archive'],
  );
  assert.ok(carried.crls.length >= 2 && carried.ocspResponses.length >= 2);
  assert.equal(addJadesValidationData(renewed, { certificates: [], crls: [], ocspResponses: [] }), renewed);
  await flattenedVerify(JSON.parse(text(renewed)), key);
});

test('another scheme than the one the header names is refused, whatever its value', () => {
  const pss = (saltLength: number) => ({ kind: 'rsa-pss', digest: 'sha256', saltLength }) as const;
  const prepared = prepareJades(attached, { ...optionsOf(rsa), scheme: pss(32) });
  const signed = signedBy(prepared, attached, rsa);
  refuses(() => embedJades(prepared, signed, attached), 'input');
  // RFC 7518, 3.5: the salt is as long as the digest.
  refuses(() => embedJades(prepared, { ...signed, scheme: pss(20) }, attached), 'input');
});

test('a JWS that is of two forms at once is refused', () => {
  const general = JSON.parse(text(sign(attached, 'general')));
  refuses(() => parseJws(Buffer.from(JSON.stringify({ ...general, signature: 'AA' }))), 'not-a-jws');
});

test('a certificate that is named by the digest of no name is not the one of the signer', () => {
  for (const digAlg of ['S1', 'toString']) {
    const header = { 'x5t#o': { digAlg, digVal: '' }, x5c: [Buffer.from(signer.certificates[0]!).toString('base64')] };
    const jws = JSON.stringify({
      protected: Buffer.from(JSON.stringify(header)).toString('base64url'),
      signature: 'AA',
    });
    assert.equal(carriedByJades(Buffer.from(jws)).unnamed, 1);
  }
});

test('an archive time-stamp of a detached signature is over the files it lists', () => {
  const handed = new Map<string, Uint8Array>(files.map((file) => [file.name, file.octets]));
  const input = jadesArchiveTimeStampInput(sign(detached), { files: handed });
  assert.ok(
    Buffer.from(input)
      .subarray(0, octets.length + 4)
      .equals(Buffer.concat([octets, Buffer.from([1, 2, 3, 0x2e])])),
  );
});

requireCorpus();

/** Components in the clear, and time-stamps that their makers broke. */
const unread: Readonly<Record<string, AdesErrorCode>> = {
  'jades/jades-double-sig-different-etsiU.json': 'unsupported',
};
const broken: readonly string[] = ['jades/jades-lta-broken-arcTst.json', 'jades/jades-two-sigs-copied-tst.json'];

for (const file of corpusFiles('jades'))
  test(`${file}: each time-stamp is over what we would ask one for`, () => {
    const octets = readCorpus(file);
    if (file in unread) return refuses(() => allRight(octets), unread[file] as AdesErrorCode);
    return assert.equal(allRight(octets), !broken.includes(file));
  });

function allRight(octets: Uint8Array): boolean {
  const jws = parseJws(octets);
  return jws.signatures.every((_, signature) => {
    const { components, written } = readJades(octets, signature);
    return components.every(({ name, value }, at) => {
      const input = inputs[name];
      const { tstTokens } = value as { readonly tstTokens?: unknown };
      return (
        input === undefined ||
        derOf(tstTokens).every((token) =>
          isOver(parseTimeStampToken(token).imprint, input(until(jws, signature, written.slice(0, at)), { signature })),
        )
      );
    });
  });
}

const inputs: Readonly<Record<string, typeof jadesArchiveTimeStampInput>> = {
  sigTst: jadesSignatureTimeStampInput,
  arcTst: jadesArchiveTimeStampInput,
};

/** As it was before the component that follows these. */
function until(jws: Jws, index: number, etsiU: readonly string[]): Uint8Array {
  const signature = jws.signatures[index] as Jws['signatures'][number];
  return writeJws({ ...jws, signatures: jws.signatures.with(index, { ...signature, header: { etsiU } }) });
}

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { digestOf, parseSignedData, splitSignedData, verifySignedData } from '@chancery/pki';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { type SampleSigner, sampleSigner } from '../pades/sample-signer.test.ts';
import type { CadesContent } from './content.ts';
import { embedCades } from './embed.ts';
import { file, openssl, opensslFile, opensslVerifies } from './openssl-cms.test.ts';
import type { CadesOptions } from './options.ts';
import { prepareCades } from './prepare.ts';
import { parsePreparedCades, serializePreparedCades } from './prepared.ts';
import { sampleTime } from './sample-time.test.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const other = await sampleSigner({ kind: 'rsa', bits: 2048 });
const time = await sampleTime();
const octets = Buffer.alloc(100_000, 'what is signed. ');
const attached = { packaging: 'attached', octets } as const;
const detached = { packaging: 'detached', content: { octets } } as const;

const optionsOf = (one: SampleSigner, change: Partial<CadesOptions> = {}): CadesOptions => ({
  digest: 'sha256',
  certificates: one.certificates,
  scheme: one.scheme(change.digest ?? 'sha256'),
  signingTime: new Date('2026-06-01T12:00:00Z'),
  ...change,
});

/** All three steps; between them everything goes through the store. */
function sign(content: CadesContent, one = signer, change: Partial<CadesOptions> = {}): Uint8Array {
  const options = optionsOf(one, change);
  const prepared = parsePreparedCades(serializePreparedCades(prepareCades(content, options)));
  const signature = one.sign(options.digest, prepared.signedAttributes);
  return embedCades(prepared, { ...options, signature }, content);
}

const refused = (what: string, code: AdesErrorCode, act: () => unknown) =>
  test(what, () =>
    assert.throws(act, (error) => {
      assert.ok(error instanceof AdesError, String(error));
      assert.equal(error.code, code, error.message);
      return true;
    }),
  );

describe('nothing is prepared', () => {
  const prepare =
    (change: Partial<CadesOptions>, content: CadesContent = attached) =>
    () =>
      prepareCades(content, optionsOf(signer, change));
  refused('without a certificate', 'input', prepare({ certificates: [] }));
  refused('with a certificate that is none', 'input', prepare({ certificates: [octets.subarray(0, 9)] }));
  refused('with two digests', 'input', prepare({ scheme: signer.scheme('sha512') }));
  refused('without a time', 'input', prepare({ signingTime: new Date(Number.NaN) }));
  refused('with a media type and content hints', 'input', prepare({ mimeType: 'text/plain', contentHints: {} }));
  refused('with a media type of nothing', 'input', prepare({ mimeType: '' }));
  refused('with a role of a thousand words', 'input', prepare({ claimedRoles: ['x'.repeat(1025)] }));
  refused('with forty roles', 'input', prepare({ claimedRoles: Array(40).fill('clerk') }));
  refused('with a commitment nobody can name', 'input', prepare({ commitments: ['proofOfNothing'] }));
  for (const named of ['toString', '2', '3.1', '1.40', '01.2', '1.02', '1.2.', '2.01'])
    refused(`with the commitment ${named}`, 'input', prepare({ commitments: [named] }));
  refused('with content of a type nobody can name', 'input', prepare({ contentHints: { contentType: 'text/plain' } }));
  refused('with a description of nothing', 'input', prepare({ contentHints: { description: '' } }));
  refused('with half a character', 'input', prepare({ claimedRoles: ['\ud800'] }));
  refused('with forty commitments', 'input', prepare({ commitments: Array(40).fill('proofOfOrigin') }));
  refused('with forty content time-stamps', 'input', prepare({ contentTimeStamps: Array(40).fill(octets) }));
  refused('before there was time', 'input', prepare({ signingTime: new Date('1969-12-31T23:59:59Z') }));
  refused('at no place', 'input', prepare({ location: {} }));
  refused('in a country of nothing', 'input', prepare({ location: { country: '', locality: 'Vigo' } }));
  refused('at a locality of nothing', 'input', prepare({ location: { country: 'ES', locality: '' } }));
  refused('at an address with an empty line', 'input', prepare({ location: { postalAddress: ['a', ''] } }));
  refused('at an address of seven lines', 'input', prepare({ location: { postalAddress: Array(7).fill('a') } }));
  const policy = { oid: '1.2.3', digest: 'sha256', value: digestOf('sha256', octets) } as const;
  refused('under a policy without a digest', 'input', prepare({ policy: { ...policy, value: octets } }));
  refused('under a policy without a name', 'input', prepare({ policy: { ...policy, oid: 'https://policy.example' } }));
  refused('under a policy at an address of nothing', 'input', prepare({ policy: { ...policy, uri: '' } }));
  refused('under a policy at no URI', 'input', prepare({ policy: { ...policy, uri: 'https://ñ.example' } }));
  for (const value of [digestOf('sha512', octets), digestOf('sha256', octets)])
    refused(
      `over a digest of another algorithm, of ${value.length} octets`,
      'input',
      prepare({}, { packaging: 'detached', content: { digest: 'sha512', value } }),
    );
  refused(
    'over a digest of another length',
    'input',
    prepare({}, { packaging: 'detached', content: { digest: 'sha256', value: octets } }),
  );
  refused('beside something that is no CMS', 'not-a-cms', prepare({}, { packaging: 'parallel', cms: octets }));
  const beside = sign(detached);
  refused(
    'beside a detached signature without its content',
    'input',
    prepare({}, { packaging: 'parallel', cms: beside }),
  );
  refused(
    'beside others with a media type',
    'input',
    prepare({ mimeType: 'text/plain' }, { packaging: 'parallel', cms: sign(attached) }),
  );
  refused('with a content time-stamp that is none', 'time-stamp', prepare({ contentTimeStamps: [octets] }));
  test('with a content time-stamp over something else', async () => {
    const token = await time.stamp(Buffer.from('else'));
    assert.throws(prepare({ contentTimeStamps: [token] }), { code: 'time-stamp' });
  });
  test('beside a token, which is no AdES signature', async () => {
    const cms = await time.stamp(octets);
    assert.throws(prepare({}, { packaging: 'parallel', cms }), { code: 'unsupported' });
  });
});

describe('nothing is embedded', () => {
  const options = optionsOf(signer);
  const prepared = prepareCades(attached, options);
  const signature = signer.sign('sha256', prepared.signedAttributes);
  const good = { ...options, signature };
  refused('with the certificate of another', 'certificate-changed', () =>
    embedCades(prepared, { ...good, certificates: other.certificates, scheme: other.scheme('sha256') }, attached),
  );
  refused('without a certificate', 'input', () => embedCades(prepared, { ...good, certificates: [] }, attached));
  refused('with another scheme', 'input', () =>
    embedCades(prepared, { ...good, scheme: signer.scheme('sha512') }, attached),
  );
  refused('with a value over something else', 'signature-invalid', () =>
    embedCades(prepared, { ...good, signature: signer.sign('sha256', octets) }, attached),
  );
  refused('over a content that has changed', 'input', () =>
    embedCades(prepared, good, { packaging: 'attached', octets: octets.subarray(1) }),
  );
  refused('in another packaging', 'input', () => embedCades(prepared, good, detached));
  refused('when what was stored contradicts itself', 'input', () =>
    embedCades({ ...prepared, dtbsr: digestOf('sha256', octets) }, good, attached),
  );
  const stored = JSON.parse(serializePreparedCades(prepared));
  for (const [what, text] of [
    ['no JSON', 'x'],
    ['another version', JSON.stringify({ ...stored, version: 2 })],
    ['another packaging', JSON.stringify({ ...stored, packaging: 'inside' })],
    ['another digest', JSON.stringify({ ...stored, digest: 'sha1' })],
    ['octets that are none', JSON.stringify({ ...stored, dtbsr: '!' })],
  ] as const)
    refused(`when what was stored is ${what}`, 'input', () => parsePreparedCades(text));
});

describe('a signature, judged by openssl,', () => {
  for (const key of [
    { kind: 'ec', curve: 'P-256' },
    { kind: 'ec', curve: 'P-384' },
    { kind: 'ec', curve: 'P-521' },
    { kind: 'rsa', bits: 2048 },
  ] as const) {
    for (const digest of ['sha256', 'sha384', 'sha512'] as const) {
      test(`by ${key.kind === 'rsa' ? 'RSA' : key.curve} with ${digest}, attached and detached`, async () => {
        const one = await sampleSigner(key);
        opensslVerifies(sign(attached, one, { digest }), [one.root]);
        opensslVerifies(sign(detached, one, { digest }), [one.root], octets);
      });
    }
  }

  test('holds the content, or does not, and is DER', () => {
    assert.deepEqual(Buffer.from(parseSignedData(sign(attached)).content!), octets);
    assert.equal(parseSignedData(sign(detached)).content, undefined);
  });

  test('over a digest alone is the same as over the octets', () => {
    const content = {
      packaging: 'detached',
      content: { digest: 'sha256', value: digestOf('sha256', octets) },
    } as const;
    assert.deepEqual(prepareCades(content, optionsOf(signer)), prepareCades(detached, optionsOf(signer)));
    opensslVerifies(sign(content), [signer.root], octets);
  });

  test('says what it was told to say', async () => {
    const token = await time.stamp(octets, 'sha512');
    const cms = sign(detached, signer, {
      commitments: ['proofOfApproval', '1.3.6.1.4.1.32473.7'],
      location: { country: 'ES', locality: 'Vigo', postalAddress: ['Rúa 1', '36201'] },
      claimedRoles: ['notary', 'clerk'],
      policy: {
        oid: '1.3.6.1.4.1.32473.8',
        digest: 'sha512',
        value: digestOf('sha512', octets),
        uri: 'https://p.example',
      },
      contentHints: { description: 'a contract' },
      contentTimeStamps: [token],
    });
    opensslVerifies(cms, [signer.root], octets);
    const text = openssl('cms', '-cmsout', '-print', '-noout', '-inform', 'DER', '-in', file(cms));
    for (const said of [
      /signingTime[\s\S]*Jun {2}1 12:00:00 2026 GMT/,
      /id-smime-aa-ets-commitmentType[\s\S]*1\.3\.6\.1\.4\.1\.32473\.7[\s\S]*id-smime-cti-ets-proofOfApproval/,
      /id-smime-aa-ets-signerLocation[\s\S]*UTF8STRING +:ES[\s\S]*:Vigo[\s\S]*:36201/,
      /0\.4\.0\.19122\.1\.1[\s\S]*:notary[\s\S]*:clerk/,
      /id-smime-aa-ets-sigPolicyId[\s\S]*1\.3\.6\.1\.4\.1\.32473\.8[\s\S]*id-smime-spq-ets-sqt-uri[\s\S]*https:\/\/p\.example/,
      /id-smime-aa-contentHint[\s\S]*:a contract[\s\S]*pkcs7-data/,
      /id-smime-aa-ets-contentTimestamp[\s\S]*id-smime-ct-TSTInfo/,
      /1\.2\.840\.113549\.1\.9\.52[\s\S]*sha256[\s\S]*ecdsa-with-SHA256/,
    ])
      assert.match(text, said);
  });

  test('tells a media type where there are no hints', () => {
    const cms = file(sign(attached, signer, { mimeType: 'text/plain' }));
    const text = openssl('cms', '-cmsout', '-print', '-noout', '-inform', 'DER', '-in', cms);
    assert.match(text, /0\.4\.0\.1733\.2\.1[\s\S]*:text\/plain/);
  });
});

describe('parallel signatures', () => {
  const identity = opensslIdentity();
  const signing = ['cms', '-sign', '-binary', '-cades', '-outform', 'DER', '-in', file(octets), ...identity.args];
  const ber = opensslFile(...signing, '-nodetach', '-stream');
  const foreign = opensslFile(...signing);

  for (const [what, cms, beside] of [
    ['on BER of openssl, attached', ber, undefined],
    ['on DER of openssl, detached', foreign, octets],
    ['on ours', sign(detached, other, { digest: 'sha384' }), octets],
  ] as const) {
    test(`${what}: all are verified by openssl, the first ones octet for octet`, () => {
      const content = { packaging: 'parallel', cms, ...(beside ? { content: { octets: beside } } : {}) } as const;
      const signed = sign(content, other, { digest: 'sha512' });
      const again = sign({ ...content, cms: signed }, signer);
      opensslVerifies(again, [identity.certificate, other.root, signer.root], beside);
      const [before, after] = [splitSignedData(cms), splitSignedData(again)];
      assert.deepEqual(after.signerInfos.slice(0, 1), before.signerInfos);
      assert.deepEqual(after.encapContentInfo, before.encapContentInfo);
      assert.equal(after.signerInfos.length, 3);
    });
  }

  test('over the digest of what lies beside', () => {
    const value = digestOf('sha256', octets);
    const signed = sign({ packaging: 'parallel', cms: foreign, content: { digest: 'sha256', value } });
    opensslVerifies(signed, [identity.certificate, signer.root], octets);
    assert.ok(verifySignedData(parseSignedData(signed), (digest) => digestOf(digest, octets), 1).ok);
  });
});

function opensslIdentity() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = file(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const subject = ['-subj', '/CN=Foreign', '-days', '3650'];
  const der = opensslFile('req', '-x509', '-new', '-key', key, ...subject, '-outform', 'DER');
  const certificate = opensslFile('x509', '-inform', 'DER', '-in', file(der));
  return { certificate: der, args: ['-signer', file(certificate), '-inkey', key] };
}

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { type GeneralJWSInput, generalVerify } from 'jose';
import { hashOf, judgeProtocol, type ProtocolQuestion } from './judge-protocol.ts';
import { readOfficerKey } from './officer-key.ts';
import type { CeremonyProtocol, ProtocolFile } from './protocol.ts';
import { addSignature, signingDigest } from './protocol-signature.ts';
import { module, type TestOfficer, testKeys, testOfficer, testProtocol } from './testing/ceremony-facts.ts';

const [ada, ben] = [testOfficer('Ada Officer'), testOfficer('Ben Officer', 'RSA')];
const whole = testProtocol([ada, ben]);
const canonicalize = (value: unknown) => JSON.stringify(value);

function fileOf(protocol: CeremonyProtocol): ProtocolFile {
  return { payload: Buffer.from(canonicalize(protocol)).toString('base64url'), signatures: [] };
}

function signed(protocol: CeremonyProtocol, signers: readonly TestOfficer[] = [module, ada, ben]): ProtocolFile {
  return signers.reduce((file, signer) => signer.sign(file), fileOf(protocol));
}

/** The findings on a protocol that everybody signed as it is. */
function findings(changes: Partial<CeremonyProtocol>, more: Partial<ProtocolQuestion> = {}): string[] {
  const protocol = { ...whole, ...changes };
  const question = { protocol, file: signed(protocol), canonicalize, officers: [ada.known, ben.known], ...more };
  return judgeProtocol(question).map(({ finding, what }) => `${finding}: ${what}`);
}

function withKey(label: string, changes: object, which: readonly number[] = [0, 1]): Partial<CeremonyProtocol> {
  const tokens = whole.tokens.map((token, at) => ({
    ...token,
    keys: token.keys.map((key) => (key.label === label && which.includes(at) ? { ...key, ...changes } : key)),
  }));
  return { tokens };
}

describe('a protocol', () => {
  test('that two officers and the module signed is whole, whatever their keys are', () => {
    assert.deepEqual(findings({}), []);
    const carl = testOfficer('Carl Officer', 'P-384');
    const three = testProtocol([ada, ben, carl]);
    const file = signed(three, [module, ada, ben, carl]);
    assert.deepEqual(judgeProtocol({ protocol: three, file, canonicalize }), []);
  });

  test('is a JWS that a foreign library verifies with each key', async () => {
    for (const { known } of [module, ada, ben]) {
      const { payload } = await generalVerify(signed(whole) as GeneralJWSInput, known.key);
      assert.equal(Buffer.from(payload).toString(), canonicalize(whole));
    }
  });

  test('without one signature, with a wrong one, or one of somebody else is refused', () => {
    const judge = (file: ProtocolFile) =>
      judgeProtocol({ protocol: whole, file, canonicalize }).map(({ finding }) => finding);
    assert.deepEqual(judge(signed(whole, [module, ada])), ['not-signed']);
    assert.deepEqual(judge(signed(whole, [ada, ben])), ['not-attested']);
    assert.deepEqual(judge(signed(whole, [module, ada, ben, testOfficer('Eve')])), ['foreign-signature']);
    const file = signed(whole);
    assert.deepEqual(judge({ ...file, signatures: [...file.signatures, ...file.signatures] }).length, 3);
    const other = signed({ ...whole, place: 'elsewhere' });
    assert.deepEqual(judge({ ...file, signatures: other.signatures }), ['not-signed', 'not-signed', 'not-attested']);
  });

  test('that says more than its canonical form is refused', () => {
    const payload = Buffer.from(`${canonicalize(whole)} `).toString('base64url');
    const file = [module, ada, ben].reduce((each, signer) => signer.sign(each), {
      payload,
      signatures: [],
    } as ProtocolFile);
    const found = judgeProtocol({ protocol: whole, file, canonicalize });
    assert.deepEqual(found, [{ finding: 'not-canonical', what: 'the payload' }]);
  });

  test('of one officer, of one key twice, of an officer who is also the witness is refused', () => {
    const [first, second] = whole.officers;
    assert.ok(first && second);
    assert.deepEqual(findings({ officers: [first] }), ['officers: Ada Officer', 'foreign-signature: a signature']);
    const twice = findings({ officers: [first, { ...first, name: 'Ben Officer' }] });
    assert.deepEqual(twice, ['officers: Ada Officer, Ben Officer', 'foreign-signature: a signature']);
    assert.deepEqual(findings({ officers: [first, { ...second, name: ' ada officer' }] }).length, 1);
    assert.deepEqual(findings({ witnesses: [{ name: 'Ben Officer', role: 'auditor' }] }).length, 1);
  });

  test('of officers whom the verifier does not know is refused', () => {
    assert.deepEqual(findings({}, { officers: [ada.known] }), ['other-officers: Ben Officer']);
    assert.deepEqual(findings({}, { officers: [] }).length, 2);
  });

  for (const [what, change, finding] of [
    ['a key that can leave', withKey('chancery-pepper', { flags: { extractable: true } }), 'key-weak'],
    ['a key-encryption key that decrypts', kekFlags({ decrypt: true }), 'key-weak'],
    ['a key-encryption key that is not trusted', kekFlags({ trusted: false }), 'key-weak'],
    ['an attribute that the token does not tell', kekFlags({ sensitive: undefined }), 'key-weak'],
    [
      'an attempt that succeeded',
      withKey('chancery-kek-2', { attempts: [{ attempt: 'read it', refused: false }] }),
      'key-weak',
    ],
    ['a key-encryption key that was not tried', withKey('chancery-kek-2', { attempts: [] }), 'key-weak'],
    ['a key of no use', withKey('chancery-otp', { label: 'chancery-other' }), 'keys-missing'],
    ['a generation that was not made', { made: [{ label: 'chancery-kek-2', generation: 2 }] }, 'keys-missing'],
    ['no token', { tokens: [] }, 'keys-missing'],
    ['a key that it says was destroyed', { destroyed: [{ label: 'chancery-kek-2', generation: 1 }] }, 'not-destroyed'],
    ['tokens with another MAC key', withKey('chancery-row-mac', { checkValue: '00' }, [1]), 'tokens-differ'],
    ['tokens with another pair', withKey('chancery-sad', { point: testKeys()[7]?.point }, [1]), 'tokens-differ'],
    ['an end before its begin', { ended: '2026-11-25T08:00:00.000Z' }, 'times'],
    ['a time that is none', { started: 'yesterday' }, 'times'],
  ] as const) {
    test(`with ${what} is refused, though everybody signed it`, () => {
      assert.ok(findings(change).some((each) => each.startsWith(finding)));
    });
  }

  test('follows the one before it, in which the keys were the same', () => {
    const previous = { protocol: whole, file: signed(whole) };
    const next: Partial<CeremonyProtocol> = { what: 'kek', previous: hashOf(previous.file) };
    assert.deepEqual(findings(next, { previous }), []);
    assert.deepEqual(findings({ ...next, previous: null }, { previous }), ['previous: the protocol before it']);
    const superseded = { ...withKey('chancery-kek-2', { generation: 2 }), made: [], previous: hashOf(previous.file) };
    const old = { label: 'chancery-kek-2', generation: 1 };
    assert.deepEqual(findings({ ...superseded, what: 'destroy', destroyed: [old] }, { previous }), []);
    assert.deepEqual(findings(superseded, { previous }), ['previous: chancery-kek-2, generation 1']);
    const changed = withKey('chancery-pepper', { checkValue: '00' });
    assert.deepEqual(findings({ ...next, ...changed }, { previous }), ['previous: chancery-pepper, generation 1']);
  });

  function kekFlags(change: object) {
    const flags = whole.tokens[0]?.keys.find(({ label }) => label === 'chancery-kek-2')?.flags;
    return withKey('chancery-kek-2', { flags: { ...flags, ...change } });
  }
});

describe('a signature by an officer', () => {
  test('of another key, over another protocol, cut off or empty is not taken', () => {
    const file = fileOf(whole);
    const [{ signature = '' } = {}] = ben.sign(fileOf({ ...whole, place: 'elsewhere' })).signatures;
    for (const wrong of [
      Buffer.from(signature, 'base64url'),
      Buffer.alloc(0),
      Buffer.alloc(256),
      Buffer.of(0x30, 0x06, 2),
    ])
      for (const { known } of [ada, ben]) assert.throws(() => addSignature(file, known, wrong), { code: 'input' });
  });

  test('given again takes the place of the one before', () => {
    assert.equal(ada.sign(ada.sign(fileOf(whole))).signatures.length, 1);
  });

  test('is over a digest of 32 or 48 octets, for cards that sign digests', () => {
    const lengths = [ada, ben, testOfficer('Carl', 'P-384')].map(
      ({ known }) => signingDigest(fileOf(whole), known).length,
    );
    assert.deepEqual(lengths, [32, 32, 48]);
  });

  test('comes from a certificate or a public key of a kind that is strong enough', () => {
    assert.equal(readOfficerKey(ada.pem).kid, ada.known.kid);
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' });
    assert.throws(() => readOfficerKey(String(weak)), { code: 'algorithm' });
    assert.throws(() => readOfficerKey('nothing'), { code: 'input' });
    assert.throws(() => readOfficerKey('-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----'), {
      code: 'input',
    });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DeleteIntent, type EnrolIntent, type KeyIntent, readIntent, type SignIntent } from './intent.ts';

type Fields = Readonly<Record<string, unknown>>;

const common = {
  v: 1,
  chal: 'c-1',
  client: 'sp-1',
  group: 'g-1',
  client_name: 'Banco Norte',
  sub: 's-1',
  policy: 'scal2-webauthn',
  factors: ['webauthn'],
  rp_id: 'sic.localhost',
  iat: 1,
  exp: 2,
};
const item = { label: 'Loan.pdf', type: 'file', size: 1, docSha256: 'AAAA', viewUrl: 'https://ssa/view/1/0' };
const terms = { version: '1', lang: 'en', sha256: 'AAAA', url: 'https://ssa/terms' };
const certificate = { signer_name: 'Ana', cert_issuer: 'Example Trust Services', cert_exp: 3 };
const signing = { hash: '2.16.840.1.101.3.4.2.1', dtbsr: ['AAAA'], n: 1, display: [item] };

const intents: Readonly<Record<string, Fields>> = {
  sign: { ...common, ...certificate, ...signing, purpose: 'sign' },
  'key.create': {
    ...common,
    purpose: 'key.create',
    signer_name: 'Ana',
    terms,
    kgen: { algorithm: { kind: 'ec', curve: 'P-256' } },
  },
  'key.delete': { ...common, purpose: 'key.delete', signer_name: 'Ana', key: 'k-1' },
  enrol: { ...common, purpose: 'enrol', idp: { issuer: 'https://idp', subject: 'x' } },
};

function refuses(value: unknown, why: string): void {
  assert.throws(() => readIntent(value), { code: 'statement-content' }, why);
}

/** One field after the other is left out. */
function refusesEachUnsaid(fields: Fields, within: (fields: Fields) => unknown): void {
  for (const name of Object.keys(fields)) refuses(within({ ...fields, [name]: undefined }), name);
}

describe('an intent', () => {
  for (const [purpose, whole] of Object.entries(intents)) {
    it(`to ${purpose} is read, and refused when it leaves out anything`, () => {
      assert.equal(readIntent(whole).purpose, purpose);
      refusesEachUnsaid(whole, (fields) => fields);
    });
  }
  it('names the organisation whose seal it is, or is refused', () => {
    const seal = { of: 'o-1', organization: 'Talleres Ruiz, S.L.', identifier: 'VATES-B12345678' };
    for (const whole of Object.values(intents)) {
      assert.equal(readIntent(whole).seal, undefined);
      assert.deepEqual(readIntent({ ...whole, seal }).seal, {
        organization: seal.organization,
        identifier: seal.identifier,
      });
      for (const wrong of [null, 'seal', {}, { ...seal, organization: '' }, { ...seal, identifier: undefined }])
        refuses({ ...whole, seal: wrong }, JSON.stringify(wrong));
    }
  });
  it('says whether a key is for one signature, on both of its pages', () => {
    const { sign, 'key.create': create } = intents as { sign: Fields; 'key.create': Fields };
    const once = (fields: Fields) => (readIntent(fields) as { once?: boolean }).once;
    assert.deepEqual([once(sign), once({ ...sign, parent: 'c_1' })], [false, true]);
    const kgen = { ...(create['kgen'] as Fields), once: true };
    assert.deepEqual([once(create), once({ ...create, kgen })], [false, true]);
  });
  it('says who an officer has before him, by name and number, or is refused', () => {
    const person = { subject: 'R-7', loa: 'high', attributes: { commonName: 'Mei Tan' } };
    const { idp: _login, ...asked } = intents['enrol'] as Fields;
    const { by } = readIntent({ ...asked, person }) as EnrolIntent;
    assert.deepEqual(by, { kind: 'officer', name: 'Mei Tan', number: 'R-7' });
    for (const wrong of [null, {}, { ...person, subject: '' }, { ...person, attributes: {} }])
      refuses({ ...asked, person: wrong }, JSON.stringify(wrong));
  });
  it('names the certificate that is over with a key, whole or not at all', () => {
    const read = (more: Fields) => (readIntent({ ...intents['key.delete'], ...more }) as DeleteIntent).certificate;
    assert.equal(read({}), undefined);
    assert.deepEqual(read(certificate), { name: 'Ana', issuer: 'Example Trust Services', exp: 3 });
    for (const half of [{ cert_issuer: 'Example Trust Services' }, { cert_exp: 3 }])
      refuses({ ...intents['key.delete'], ...half }, JSON.stringify(half));
  });
  it('is refused when it says nothing where it must say something', () => {
    for (const wrong of [{ client_name: '' }, { client_name: 7 }, { exp: -1 }, { exp: 1.5 }, { exp: '2' }])
      refuses({ ...intents['sign'], ...wrong }, JSON.stringify(wrong));
    for (const wrong of [undefined, null, 'text', []]) refuses(wrong, String(wrong));
  });
  it('names the algorithm of a key in words, and is refused for one that this page does not know', () => {
    const named = (algorithm: Fields) => readIntent({ ...intents['key.create'], kgen: { algorithm } });
    for (const [algorithm, words] of [
      [{ kind: 'rsa', bits: 3072 }, 'RSA 3072'],
      [{ kind: 'ec', curve: 'P-384' }, 'ECDSA P-384'],
      [{ kind: 'ed25519' }, 'Ed25519'],
      [{ kind: 'ml-dsa-44' }, 'ML-DSA-44'],
      [{ kind: 'ml-dsa-65' }, 'ML-DSA-65'],
      [{ kind: 'ml-dsa-87' }, 'ML-DSA-87'],
    ] as const)
      assert.equal((named(algorithm) as KeyIntent).algorithm, words);
    for (const algorithm of [{ kind: 'ed448' }, { kind: 'ml-dsa-99' }, { kind: 'dsa', bits: 1024 }, {}])
      refuses({ ...intents['key.create'], kgen: { algorithm } }, JSON.stringify(algorithm));
  });
  it('is refused when its terms leave out anything', () =>
    refusesEachUnsaid(terms, (fields) => ({ ...intents['key.create'], terms: fields })));
  it('is refused when a document leaves out anything', () =>
    refusesEachUnsaid(item, (fields) => ({ ...intents['sign'], display: [fields] })));
  it('says of a document what kind it is and where it is read, of a fingerprint alone neither', () => {
    const { viewUrl: _, ...unseen } = { ...item, type: 'hash' };
    const display = [unseen, { ...item, mediaType: 'text/plain' }];
    const two = { ...intents['sign'], dtbsr: ['AAAA', 'AAAA'], n: 2, display };
    assert.deepEqual((readIntent(two) as SignIntent).display, display);
  });
  it('is refused with a digest by the name of a method', () =>
    refuses({ ...intents['sign'], hash: 'constructor' }, 'constructor'));
  it('is refused when hashes, documents and their number are not as many', () => {
    for (const wrong of [{ n: 2 }, { dtbsr: ['AAAA', 'AAAA'], n: 2 }, { dtbsr: [], display: [], n: 0 }])
      refuses({ ...intents['sign'], ...wrong }, JSON.stringify(wrong));
  });
});

it('tells an enrolment that officers allowed to who has lost everything apart from a first one', () => {
  const enrol = intents['enrol'] ?? {};
  const read = (fields: Fields) => readIntent(fields) as { readonly anew?: boolean };
  assert.deepEqual([read(enrol).anew, read({ ...enrol, recovery: 'op_1' }).anew], [false, true]);
});

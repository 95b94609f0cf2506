import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Certificate } from './certificate.ts';
import { oid, sequence, setOf, utf8 } from './der.ts';
import { legalPerson, parseOrganizationIdentifier, signatureKind } from './legal-person.ts';
import { encodeName, type NameAttributes, parseName } from './name.ts';
import type { QcType } from './qc-statements.ts';

const refused = { name: 'PkiError', code: 'malformed' };

describe('an organization identifier (EN 319 412-1, 5.1.4) is refused', () => {
  for (const [what, text] of [
    ['that is empty', ''],
    ['of an unknown register', 'TINES-B12345678'],
    ['without a country', 'VAT-B12345678'],
    ['with a country in small letters', 'VATes-B12345678'],
    ['without its hyphen', 'VATESB12345678'],
    ['without a number', 'VATES-'],
    ['with a space behind the number', 'VATES-B12345678 '],
    ['with a space before the number', 'VATES- B12345678'],
    ['with something before it', ' VATES-B12345678'],
    ['with a line break', 'VATES-B12345678\n'],
    ['with a letter that only looks like another', 'VATES-В12345678'],
    ['of a national register without its colon', 'EISE-556677'],
    ['of an LEI outside of XG', 'LEIES-5493001KJTIIGC8Y1R12'],
    ['of an LEI with a wrong check digit', 'LEIXG-5493001KJTIIGC8Y1R13'],
    ['of an LEI that is too short', 'LEIXG-5493001KJTIIGC8Y1R1'],
    ['of an LEI that is too short, with its check digit', 'LEIXG-01'],
    ['of an LEI in small letters', 'LEIXG-5493001kjtiigc8y1r12'],
    ['of an LEI with something else than letters and digits', 'LEIXG-5493001KJTIIGC8Y-R12'],
    ['of a payment service without its authority', 'PSDES-1234'],
  ] as const) {
    test(what, () => assert.throws(() => parseOrganizationIdentifier(text), refused));
  }
});

test('an organization identifier comes in its parts', () => {
  const parts = (text: string) => Object.values(parseOrganizationIdentifier(text));
  assert.deepEqual(parts('VATES-B12345678'), ['VAT', 'ES', 'B12345678']);
  assert.deepEqual(parts('VATEL-094019245'), ['VAT', 'EL', '094019245']);
  assert.deepEqual(parts('NTRDE-HRB 86891'), ['NTR', 'DE', 'HRB 86891']);
  assert.deepEqual(parts('PSDES-BDE-3DFD21'), ['PSD', 'ES', 'BDE-3DFD21']);
  assert.deepEqual(parts('LEIXG-5493001KJTIIGC8Y1R12'), ['LEI', 'XG', '5493001KJTIIGC8Y1R12']);
  assert.deepEqual(parts('EI:SE-5567971433'), ['EI:', 'SE', '5567971433']);
});

const workshop: NameAttributes = {
  country: 'ES',
  organization: 'Talleres Ruiz, S.L.',
  organizationIdentifier: 'VATES-B12345678',
  commonName: 'Talleres Ruiz',
};

describe('a legal person (EN 319 412-3, 4.2.1) is refused', () => {
  for (const name of Object.keys(workshop))
    test(`without ${name}`, () => assert.throws(() => legalPerson({ ...workshop, [name]: undefined }), refused));
  for (const [what, change] of [
    ['with a blank organization', { organization: ' ' }],
    ['with a blank common name', { commonName: ' ' }],
    ['of a country in words', { country: 'Spain' }],
    ['with a malformed identifier', { organizationIdentifier: 'B12345678' }],
    ['with a surname', { surname: 'Ruiz' }],
    ['with a given name', { givenName: 'Ana' }],
    ['with a serial number', { serialNumber: 'IDCES-00000000T' }],
  ] as const)
    test(what, () => assert.throws(() => legalPerson({ ...workshop, ...change }), refused));
});

test('a legal person has these four attributes', () => assert.deepEqual(legalPerson(workshop), workshop));

describe('what a signature is', () => {
  const kind = (attributes: NameAttributes, types?: readonly QcType[]) => {
    const statements = types && { qcStatements: { qualified: false, qscd: false, types } };
    return signatureKind({ ...statements, subject: parseName(encodeName(attributes)) } as Certificate);
  };
  const ana = { commonName: 'Ana Ruiz', surname: 'Ruiz', givenName: 'Ana' };

  test('is what the type of its certificate says, whomever it names', () => {
    assert.equal(kind(ana, ['eSeal']), 'seal');
    assert.equal(kind(workshop, ['eSign']), 'signature');
    assert.equal(kind(workshop, ['web']), 'signature');
  });
  test('is a signature where the type says both', () => assert.equal(kind(workshop, ['eSign', 'eSeal']), 'signature'));
  test('is what the subject tells where no type is stated', () => {
    assert.equal(kind(workshop), 'seal');
    assert.equal(kind(workshop, []), 'seal');
    assert.equal(kind({ commonName: 'A server' }), 'signature');
  });
  test('is a signature where a person of an organisation is named, by a pseudonym too', () => {
    for (const name of [ana, { surname: 'Ruiz' }, { givenName: 'Ana' }])
      assert.equal(kind({ ...workshop, ...name }), 'signature');
    const pseudonym = sequence(
      setOf(sequence(oid('2.5.4.97'), utf8('VATES-1'))),
      setOf(sequence(oid('2.5.4.65'), utf8('x'))),
    );
    assert.equal(signatureKind({ subject: parseName(pseudonym) } as Certificate), 'signature');
  });
});

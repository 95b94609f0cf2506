import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decode, element, fromHex, integer, oid, sequence, setOf, toHex, utf8 } from './der.ts';
import { encodeName, nameAttributes, nameToString, parseName } from './name.ts';
import { file, openssl } from './testing/openssl.test.ts';
import { newKey } from './testing/sample-authority.ts';

const cn = (value: Uint8Array) => sequence(oid('2.5.4.3'), value);
const shown = (value: string) => nameToString(parseName(sequence(setOf(cn(utf8(value))))));

describe('what is no name', () => {
  for (const [what, der] of [
    ['another type', integer(1)],
    ['a sequence of something else', sequence(integer(1))],
    ['an attribute without a value', sequence(setOf(sequence(oid('2.5.4.3'))))],
    ['an attribute without a type', sequence(setOf(sequence(utf8('x'), utf8('y'))))],
  ] as const) {
    test(what, () => assert.throws(() => parseName(der), { name: 'PkiError', code: 'malformed' }));
  }
});

describe('a name as text (RFC 4514)', () => {
  test('begins with the last attribute', () => {
    assert.equal(
      nameToString(parseName(encodeName({ country: 'ES', organization: 'O', commonName: 'A' }))),
      'CN=A,O=O,C=ES',
    );
  });

  for (const [value, text] of [
    ['a,b+c"d\\e<f>g;h=i', 'CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\=i'],
    [' a ', 'CN=\\ a\\ '],
    [' ', 'CN=\\ '],
    ['#a#', 'CN=\\#a#'],
    ['José', 'CN=José'],
    ['a\0b\n', 'CN=a\\00b\\0A'],
    ['a\u202eb', 'CN=a\\E2\\80\\AEb'],
  ] as const) {
    test(`escapes ${JSON.stringify(value)}`, () => assert.equal(shown(value).toUpperCase(), text.toUpperCase()));
  }

  test('joins the attributes of one set with a plus', () => {
    const name = parseName(sequence(setOf(cn(utf8('A')), sequence(oid('2.5.4.11'), utf8('B')))));
    assert.equal(nameToString(name), 'CN=A+OU=B');
  });

  test('shows unknown types, and values that are no text, as octets', () => {
    const unknown = sequence(setOf(sequence(oid('2.5.4.97'), utf8('VATES-1'))), setOf(cn(integer(7))));
    assert.equal(nameToString(parseName(unknown)), `2.5.4.3=#020107,2.5.4.97=#${toHex(utf8('VATES-1'))}`);
  });

  // One character alone is left out: openssl does not escape a lone '#', as RFC 4514 2.4 asks.
  test('is what openssl shows, for texts at random', () => {
    const alphabet = [...' #,+"\\<>;aZñ€9'];
    for (let round = 0; round < 25; round++) {
      const value = Array.from(
        { length: 2 + (round % 8) },
        () => alphabet[Math.floor(Math.random() * alphabet.length)],
      );
      const der = encodeName({ country: 'ES', organization: 'x', commonName: value.join('') });
      assert.equal(nameToString(parseName(der)), bySubjectOfRequest(der));
    }
  });
});

/** openssl shows names of certificates and requests only: the name goes into a request without a valid signature. */
function bySubjectOfRequest(name: Uint8Array): string {
  const { spki } = newKey();
  const info = sequence(integer(0), name, spki, element(0xa0));
  const request = sequence(info, sequence(oid('1.2.840.10045.4.3.2')), element(0x03, Uint8Array.of(0)));
  const args = ['-inform', 'DER', '-noout', '-subject', '-nameopt', 'RFC2253,-esc_msb,utf8'];
  return openssl('req', '-in', file(request), ...args)
    .replace(/^subject=/, '')
    .replace(/\n.*$/s, '');
}

describe('attributes', () => {
  const ana = {
    country: 'ES',
    organization: 'Ñ & Co',
    organizationIdentifier: 'VATES-B00000000',
    surname: 'Ruiz',
    givenName: 'Ana',
    serialNumber: 'IDCES-00000000T',
    commonName: 'Ana Ruiz',
  };
  test('come back', () => assert.deepEqual(nameAttributes(parseName(encodeName(ana))), ana));
  test('that must be printable are PrintableString, the others UTF-8', () => {
    const tags = parseName(encodeName(ana)).attributes.map(({ der }) => decode(der).tag);
    assert.deepEqual(tags, [0x13, 0x0c, 0x0c, 0x0c, 0x0c, 0x13, 0x0c]);
  });
  test('in UTF-16 and Latin-1 are read', () => {
    const values = [element(0x1e, fromHex('00d1')), element(0x14, fromHex('d1'))];
    for (const value of values) assert.equal(nameAttributes(parseName(sequence(setOf(cn(value))))).commonName, 'Ñ');
  });
});

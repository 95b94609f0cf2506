import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { schemeToAlgorithmIdentifier } from './algorithms.ts';
import { buildRevocationList, type RevocationListContent } from './build-revocation-list.ts';
import {
  bitString,
  boolean,
  concat,
  element,
  enumerated,
  explicit,
  fromHex,
  generalizedTime,
  integer,
  nil,
  octetString,
  oid,
  sequence,
  time,
  toHex,
  utf8,
} from './der.ts';
import { PkiError } from './error.ts';
import { parseRevocationList } from './revocation-list.ts';
import { findRevoked } from './revoked-entries.ts';
import { file, openssl, pem } from './testing/openssl.test.ts';
import { at, newKey, sampleRoot, schemes, signWith } from './testing/sample-authority.ts';

const root = await sampleRoot('Root');
const name = root.certificate.subject.der;
const tomorrow = new Date(at.getTime() + 86_400_000);
const content: RevocationListContent = {
  issuer: root.certificate,
  number: 5n,
  thisUpdate: at,
  nextUpdate: tomorrow,
  revoked: [
    { serialHex: '42AB', at: new Date('2026-02-01T00:00:00Z'), reason: 'keyCompromise' },
    { serialHex: 'F0', at: new Date('2051-02-01T00:00:00Z') },
  ],
};
const built = await buildRevocationList(content, root.key.scheme, (tbs) => signWith(root.key, tbs));
const find = (entries: Uint8Array, serialHex: string, issuer = name) =>
  findRevoked(entries, { serial: fromHex(serialHex), issuer, listIssuer: name });

const algorithm = schemeToAlgorithmIdentifier(root.key.scheme);
const extension = (id: string, critical: boolean, value: Uint8Array) =>
  sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));

/** A list with these parts behind its issuer; nobody signed it. */
const list = (...parts: readonly Uint8Array[]) =>
  sequence(sequence(integer(1), algorithm, name, ...parts), algorithm, bitString(Uint8Array.of(1)));
const entry = (serial: number, ...extensions: readonly Uint8Array[]) =>
  sequence(integer(serial), time(at), ...(extensions.length > 0 ? [sequence(...extensions)] : []));

describe('what is no list', () => {
  for (const [what, der] of [
    ['nothing', new Uint8Array()],
    ['a certificate', root.certificate.der],
    ['no time', list()],
    ['an entry that is no sequence', list(time(at), sequence(integer(1)))],
    ['an entry without a time', list(time(at), sequence(sequence(integer(1))))],
    ['an entry without a serial number', list(time(at), sequence(sequence(time(at), time(at))))],
    ['an entry of four parts', list(time(at), sequence(sequence(integer(1), time(at), sequence(), nil())))],
    ['fields in another order', list(time(at), explicit(0, sequence()), sequence(entry(1)))],
    ['an extension twice', list(time(at), explicit(0, sequence(...Array(2).fill(extension('1.2.3', false, nil())))))],
    ['two octets more', concat(built, nil())],
  ] as const) {
    test(what, () => assert.throws(() => parseRevocationList(der), { name: 'PkiError', code: 'malformed' }));
  }
  test('anything truncated', () => {
    for (let length = 0; length < built.length; length++)
      assert.throws(() => parseRevocationList(built.subarray(0, length)), PkiError);
  });
});

describe('a list of ours', () => {
  for (const [what, scheme, size] of schemes) {
    test(`by ${what} is verified and read by openssl`, async () => {
      const holder = await sampleRoot('Root', { key: newKey(scheme, size) });
      const made = await buildRevocationList({ ...content, issuer: holder.certificate }, scheme, (tbs) =>
        signWith(holder.key, tbs),
      );
      const text = openssl('crl', '-inform', 'DER', '-in', file(made), '-text', '-CAfile', pem(holder.certificate));
      assert.match(text, /verify OK/);
      assert.match(text, /X509v3 CRL Number:\s+5\s/);
      assert.match(text, /Serial Number: 42AB\s+Revocation Date: Feb {2}1 00:00:00 2026 GMT[\s\S]+Key Compromise/);
      assert.match(text, /Serial Number: F0\s+Revocation Date: Feb {2}1 00:00:00 2051 GMT/);
    });
  }

  test('comes back as it was meant', () => {
    const read = parseRevocationList(built);
    assert.deepEqual(
      [read.number, read.thisUpdate, read.nextUpdate, read.entryCount, read.unknownCritical],
      [5n, at, tomorrow, 2, []],
    );
    assert.deepEqual(find(read.entries, '42AB'), { at: content.revoked[0]?.at, reason: 'keyCompromise' });
    assert.deepEqual(find(read.entries, 'F0'), { at: content.revoked[1]?.at });
    assert.deepEqual(read.authorityKeyId, root.certificate.subjectKeyId);
  });
});

describe('a serial number', () => {
  const many = Array.from({ length: 300 }, (_, i) => entry(1000 + i));

  test('is found whole, at the place of a serial number, whatever other octets look like it', () => {
    const { entries } = parseRevocationList(list(time(at), sequence(...many)));
    assert.ok(find(entries, '03E8'));
    assert.ok(find(entries, '0513'));
    // In the middle of 0x0403 and of every time; and one before the first.
    for (const absent of ['03', '04', '3236', '03E7', '0514']) assert.equal(find(entries, absent), undefined, absent);
  });

  test('is the same with more zeros before it than there should be', () => {
    const padded = sequence(element(2, fromHex('0000007f')), time(at));
    assert.ok(find(parseRevocationList(list(time(at), sequence(padded))).entries, '7f'));
  });

  test('belongs to the issuer named last, and to that one alone (5.3.3)', () => {
    const other = sequence();
    const names = (issuer: Uint8Array) => extension('2.5.29.29', true, sequence(element(0xa4, issuer)));
    const der = list(time(at), sequence(entry(1), entry(2, names(other)), entry(3), entry(4, names(name))));
    const { entries, namesIssuers } = parseRevocationList(der);
    assert.ok(namesIssuers);
    const found = (issuer: Uint8Array) => ['01', '02', '03', '04'].filter((serial) => find(entries, serial, issuer));
    assert.deepEqual(
      [found(name), found(other)],
      [
        ['01', '04'],
        ['02', '03'],
      ],
    );
  });
});

describe('extensions', () => {
  test('that are critical and unknown are told, of the list and of every entry', () => {
    const der = list(
      time(at),
      sequence(entry(1), entry(2, extension('1.2.3', true, nil())), entry(3, extension('1.2.4', false, nil()))),
      explicit(0, sequence(extension('1.2.5', true, nil()), extension('1.2.6', false, Uint8Array.of(0xff)))),
    );
    assert.deepEqual(parseRevocationList(der).unknownCritical, ['1.2.5', '1.2.3']);
  });

  test('of scope, base and kept entries are read', () => {
    const uri = element(0x86, Buffer.from('http://crl.example/1'));
    const scope = sequence(
      explicit(0, explicit(0, uri)),
      element(0x81, Uint8Array.of(0xff)),
      element(0x84, Uint8Array.of(0xff)),
    );
    const read = parseRevocationList(
      list(
        time(at),
        explicit(
          0,
          sequence(
            extension('2.5.29.28', true, scope),
            extension('2.5.29.27', true, integer(4)),
            extension('2.5.29.60', false, generalizedTime(at)),
          ),
        ),
      ),
    );
    assert.deepEqual(read.scope, {
      names: [uri],
      onlyUserCertificates: true,
      onlyAuthorityCertificates: false,
      onlyAttributeCertificates: false,
      someReasons: false,
      indirect: true,
    });
    assert.deepEqual([read.baseNumber, read.expiredSince, read.nextUpdate], [4n, at, undefined]);
  });

  test('name a point relative to the issuer (4.2.1.13)', () => {
    const relative = sequence(oid('2.5.4.3'), utf8('list 1'));
    const scope = sequence(explicit(0, element(0xa1, relative)));
    const read = parseRevocationList(list(time(at), explicit(0, sequence(extension('2.5.29.28', true, scope)))));
    assert.equal(toHex(read.scope!.names[0]!).endsWith(toHex(element(0x31, relative))), true);
  });

  test('a reason nobody knows is none', () => {
    const der = list(time(at), sequence(entry(1, extension('2.5.29.21', false, enumerated(7)))));
    assert.deepEqual(find(parseRevocationList(der).entries, '01'), { at });
  });
});

test('a list of a million certificates is read and searched without an object for each', () => {
  const template = sequence(
    integer(Uint8Array.of(0x40, ...new Uint8Array(3))),
    time(at),
    sequence(extension('2.5.29.21', false, enumerated(1))),
  );
  const entries = Buffer.alloc(1_000_000 * template.length);
  for (let i = 0; i < 1_000_000; i++) {
    entries.set(template, i * template.length);
    entries.writeUIntBE(i, i * template.length + 5, 3);
  }
  const der = list(time(at), element(0x30, entries));
  const before = process.memoryUsage().heapUsed;
  const read = parseRevocationList(der);
  assert.equal(read.entryCount, 1_000_000);
  assert.deepEqual(find(read.entries, '400F423F'), { at, reason: 'keyCompromise' });
  assert.equal(find(read.entries, '400F4240'), undefined);
  assert.ok(process.memoryUsage().heapUsed - before < 100 * 1024 * 1024);
});

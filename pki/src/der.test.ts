import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  bitString,
  boolean,
  child,
  concat,
  decode,
  decodePrefix,
  element,
  explicit,
  fieldsOf,
  fromHex,
  generalizedTime,
  integer,
  nil,
  octetString,
  octets,
  oid,
  readInteger,
  readOid,
  readTime,
  sequence,
  setOf,
  time,
  toDer,
  toHex,
  utf8,
} from './der.ts';
import { PkiError } from './error.ts';
import { file, openssl } from './testing/openssl.test.ts';

const text = (tag: number, value: string) => decode(element(tag, new TextEncoder().encode(value)));

describe('octets that are refused', () => {
  for (const [what, hex, code] of [
    ['nothing', '', 'malformed'],
    ['a tag alone', '30', 'malformed'],
    ['a length past the end', '300500', 'malformed'],
    ['a child that runs past its parent', '30030205000000', 'malformed'],
    ['octets after the end', '050000', 'malformed'],
    ['a length of 2^48', '3086ffffffffffff', 'malformed'],
    ['a length in 127 octets', `30ff${'ff'.repeat(127)}`, 'malformed'],
    ['indefinite length without an end', '3080', 'malformed'],
    ['indefinite length of a primitive', '04800000', 'malformed'],
    ['end-of-contents inside a definite length', '30020000', 'malformed'],
    ['a high tag number', '1f8101', 'unsupported'],
  ] as const) {
    test(what, () => assert.throws(() => decode(fromHex(hex)), { name: 'PkiError', code }));
  }

  for (const [what, level] of [
    ['indefinite', (inner: Uint8Array) => concat(Uint8Array.of(0x30, 0x80), inner)],
    ['definite', (inner: Uint8Array) => sequence(inner)],
  ] as const) {
    test(`10,000 levels of ${what} length`, () => {
      let nested = nil();
      for (let depth = 0; depth < 10_000; depth++) nested = level(nested);
      quickly(() => assert.throws(() => decode(nested), { code: 'too-large' }));
    });
  }

  test('a million elements', () => {
    const many = sequence(new Uint8Array(2_000_000).map((_, i) => (i % 2 ? 0 : 5)));
    quickly(() => assert.throws(() => decode(many), { code: 'too-large' }));
  });

  for (const [what, hex] of [
    ['an unfinished arc', '06022a86'],
    ['a padded arc', '06032a8001'],
    ['no octets', '0600'],
    ['another type', '02012a'],
    ['an arc of a kilobyte', `06820400${'ff'.repeat(1023)}01`],
  ] as const) {
    test(`an object identifier with ${what}`, () => {
      assert.throws(() => readOid(decode(fromHex(hex))), { code: 'malformed' });
    });
  }

  for (const [tag, value] of [
    [0x17, '260230120000Z'],
    [0x17, '261301120000Z'],
    [0x17, '260101240000Z'],
    [0x17, '260101120060Z'],
    [0x17, '2601011200Z'],
    [0x17, '260101120000+0100'],
    [0x17, '20260101120000Z'],
    [0x18, '260101120000Z'],
    [0x18, '20260101120000'],
    [0x0c, '20260101120000Z'],
    [0x18, ''],
  ] as const) {
    test(`the time ${value || '(empty)'} under tag ${tag.toString(16)}`, () => {
      assert.throws(() => readTime(text(tag, value)), { code: 'malformed' });
    });
  }

  test('pieces of an octet string that are something else', () => {
    assert.throws(() => octets(decode(element(0x24, integer(1)))), { code: 'malformed' });
  });
});

/** Bounded: far below what a walk without bounds would take, in processor time, which a busy machine does not change. */
function quickly(run: () => void): void {
  const start = process.cpuUsage();
  run();
  assert.ok(process.cpuUsage(start).user < 1_000_000);
}

describe('any octets', () => {
  test('end with a value or PkiError, at once', () => {
    quickly(() => {
      for (let round = 0; round < 20_000; round++) onlyPkiError(() => decode(randomBytes(randomInt(64))));
    });
  });

  test('truncated anywhere are refused, as a prefix too', () => {
    const whole = someElement(4);
    for (let length = 0; length < whole.length; length++) {
      assert.throws(() => decode(whole.subarray(0, length)), PkiError);
      assert.throws(() => decodePrefix(whole.subarray(0, length)), PkiError);
    }
  });

  test('with one octet changed end with a value or PkiError', () => {
    for (let round = 0; round < 5000; round++) {
      const changed = someElement(3);
      changed[randomInt(changed.length)] = randomInt(256);
      onlyPkiError(() => toDer(decode(changed)));
    }
  });
});

function onlyPkiError(run: () => void): void {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof PkiError, String(error));
  }
}

function someElement(depth: number): Uint8Array {
  const many = (make: () => Uint8Array) => Array.from({ length: randomInt(1, 5) }, make);
  const makers = [
    () => integer(randomBytes(randomInt(1, 20))),
    () => octetString(randomBytes(randomInt(300))),
    () => utf8('Ñandú'),
    () => oid(`1.3.${randomInt(1000)}.${randomInt(2 ** 40)}`),
    () => boolean(true),
    () => bitString(randomBytes(5), 3),
    ...(depth > 0
      ? [
          () => sequence(...many(() => someElement(depth - 1))),
          () => setOf(...many(() => someElement(depth - 1))),
          () => explicit(randomInt(30), someElement(depth - 1)),
        ]
      : []),
  ];
  const make = makers[depth > 0 ? randomInt(6, makers.length) : randomInt(makers.length)] as () => Uint8Array;
  return make();
}

describe('what is written', () => {
  test('is read again, and is its own DER', () => {
    for (let round = 0; round < 500; round++) {
      const bytes = someElement(3);
      assert.deepEqual(toDer(decode(bytes)), bytes);
    }
  });

  test('is read by openssl asn1parse', () => {
    for (let round = 0; round < 5; round++) openssl('asn1parse', '-inform', 'DER', '-in', file(someElement(3)));
  });

  test('has the shortest length, on both sides of 128, 256 and 65,536', () => {
    for (const [size, head] of [
      [127, '047f'],
      [128, '048180'],
      [255, '0481ff'],
      [256, '04820100'],
      [65_535, '0482ffff'],
      [65_536, '0483010000'],
    ] as const) {
      assert.ok(toHex(octetString(new Uint8Array(size))).startsWith(head));
    }
  });

  test('integers are the shortest, and those given as octets never negative', () => {
    assert.equal(toHex(integer(0)), '020100');
    assert.equal(toHex(integer(128)), '02020080');
    assert.equal(toHex(integer(fromHex('0000ff'))), '020200ff');
    for (const value of [0n, 127n, 128n, 255n, 2n ** 159n, -1n, -128n, -129n, -(2n ** 63n)])
      assert.equal(readInteger(decode(integer(value))), value);
    assert.equal(readInteger(decode(fromHex('0201ff'))), -1n);
  });

  test('identifiers come back, the second arc of 2 above 39 too', () => {
    const long = [2n ** 46n, 2n ** 53n + 1n, 2n ** 128n].map((arc) => `1.3.${arc}.7`);
    const short = ['2.5.4.3', '1.2.840.113549.1.7.2', '2.999.1', '0.4.0.1862.1.1', '1.3.36.8.3.13'];
    for (const dotted of [...short, ...long, `2.${2n ** 70n}`]) assert.equal(readOid(decode(oid(dotted))), dotted);
  });

  test('times are UTCTime until 2049 and GeneralizedTime from 2050', () => {
    for (const [iso, tag] of [
      ['1950-01-01T00:00:00Z', 0x17],
      ['2049-12-31T23:59:59Z', 0x17],
      ['2050-01-01T00:00:00Z', 0x18],
      ['1949-12-31T23:59:59Z', 0x18],
      ['9999-12-31T23:59:59Z', 0x18],
    ] as const) {
      const read = decode(time(new Date(iso)));
      assert.equal(read.tag, tag);
      assert.equal(readTime(read).getTime(), Date.parse(iso));
      assert.equal(readTime(decode(generalizedTime(new Date(iso)))).getTime(), Date.parse(iso));
    }
  });

  test('a fraction of a second is read to the millisecond', () => {
    for (const [value, iso] of [
      ['20260101120000.5Z', '2026-01-01T12:00:00.500Z'],
      ['20260101120000.123999Z', '2026-01-01T12:00:00.123Z'],
    ] as const)
      assert.equal(readTime(text(0x18, value)).toISOString(), iso);
  });

  test('the fields of a sequence are taken in order', () => {
    const fields = fieldsOf(decode(sequence(integer(1), nil())));
    assert.throws(() => fields.end(), { code: 'malformed' });
    assert.equal(fields.required(0x02).tag, 0x02);
    assert.equal(fields.optional(0x02, 0x30), undefined);
    assert.equal(fields.optional(0x05)?.tag, 0x05);
    assert.equal(fields.optional(0x05), undefined);
    fields.end();
    assert.throws(() => fields.required(), { code: 'malformed' });
  });

  test('the elements of a SET OF are in the order of their octets', () => {
    assert.equal(toHex(setOf(integer(2), integer(1), nil())), '3108020101020102' + '0500');
  });
});

describe('BER', () => {
  test('of indefinite length with octet strings in pieces becomes DER', () => {
    const ber = fromHex('30802480040161040162000031060201020201010000');
    assert.equal(toHex(toDer(decode(ber))), '300c' + '04026162' + '3106020101020102');
  });
  test('lengths longer than they must be are read', () => {
    assert.equal(child(decode(fromHex('30830000020500')), 0).tag, 5);
  });
  test('what follows an element is passed over only when asked', () => {
    assert.equal(decodePrefix(fromHex('0500000000')).bytes.length, 2);
  });
});

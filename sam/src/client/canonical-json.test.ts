import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalize, type Json } from './canonical-json.ts';

test('RFC 8785 3.2.2: the sample of the standard', () => {
  const sample = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
      '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  ) as Json;
  const expected =
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
    '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';
  assert.equal(canonicalize(sample), expected);
});

test('RFC 8785 3.2.3: member names sort by UTF-16 code units', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
  const sorted = Object.keys(JSON.parse(canonicalize(Object.fromEntries(names.map((name) => [name, name])))) as object);
  assert.deepEqual(sorted, ['1', '\r', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']);
});

test('what JSON cannot say is refused', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { a: ['\udc00'] }]) {
    assert.throws(() => canonicalize(value), TypeError);
  }
});

test('absent members are absent, minus zero is zero', () => {
  assert.equal(canonicalize({ b: undefined, a: -0 }), '{"a":0}');
});

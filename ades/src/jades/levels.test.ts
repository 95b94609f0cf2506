import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdesErrorCode } from '../error.ts';
import { parseJws, writeJws } from './jws.ts';
import { addJadesValidationData, jadesArchiveTimeStampInput } from './levels.ts';
import { derOf, readJades } from './unsigned.ts';

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const octets = Buffer.from('a file');
const mId = 'http://uri.etsi.org/19182/ObjectIdByURIHash';

function signed(header: object, ...components: readonly object[]): Uint8Array {
  const etsiU = components.map(encoded);
  return Buffer.from(JSON.stringify({ protected: encoded(header), header: { etsiU }, signature: 'AA' }));
}

function covered(header: object, name = 'a b.txt'): string {
  const input = jadesArchiveTimeStampInput(signed(header), { files: new Map([[name, octets]]) });
  return Buffer.from(input).toString();
}

function refuses(act: () => unknown, code: AdesErrorCode): void {
  assert.throws(act, { name: 'AdesError', code });
}

test('content that is found in another way, or by a name that cannot be read, is refused', () => {
  for (const sigD of [7, [], null, {}, { mId }, { mId, pars: 'a.txt' }, { mId: `${mId}s`, pars: [] }, { pars: [] }])
    refuses(() => covered({ sigD }), 'unsupported');
  refuses(() => covered({ sigD: { mId, pars: ['%zz'] } }), 'not-a-jws');
  refuses(() => covered({ sigD: { mId, pars: ['b.txt'] } }), 'input');
});

test('a file is taken by the name it has or is written with, as base64url unless the header says otherwise', () => {
  const sigD = { mId, pars: ['a%20b.txt'] };
  const start = octets.toString('base64url');
  for (const name of ['a b.txt', 'a%20b.txt']) assert.ok(covered({ sigD }, name).startsWith(`${start}.`));
  assert.ok(covered({ sigD, b64: false }).startsWith('a file.'));
});

test('evidence stands by itself once, and behind what closes it together', () => {
  const data = { certificates: [octets], crls: [octets], ocspResponses: [] };
  const names = (...components: readonly object[]) =>
    readJades(addJadesValidationData(signed({}, ...components), data)).components.map(({ name }) => name);
  assert.deepEqual(names({ sigTst: {} }), ['sigTst', 'xVals', 'rVals']);
  for (const name of ['xVals', 'rVals', 'arcTst']) assert.deepEqual(names({ [name]: {} }), [name, 'tstVD']);
});

test('a component that is none, or two at once, is refused, and what is no octets is left out', () => {
  for (const component of [{}, { sigTst: {}, arcTst: {} }])
    refuses(() => readJades(signed({}, component)), 'not-a-jws');
  assert.deepEqual(derOf([{ val: 7 }, { val: null }, {}, 7, null, { val: 'AQ==' }]), [Buffer.from([1])]);
});

test('a form that cannot hold what is there is not written', () => {
  const jws = parseJws(signed({}));
  const [one] = jws.signatures;
  refuses(() => writeJws({ ...jws, serialization: 'compact' }), 'input');
  for (const serialization of ['compact', 'flattened'] as const)
    for (const signatures of [[], [one!, one!]])
      refuses(() => writeJws({ ...jws, serialization, signatures }), 'input');
});

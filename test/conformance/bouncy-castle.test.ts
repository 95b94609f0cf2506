/** The judge of what DSS does not know must be able to say no. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Judge, openJudge } from './dss.ts';
import { cadesRows } from './matrix/cades.ts';
import { openSandboxPki, type SandboxPki } from './matrix/sandbox-pki.ts';

const row = cadesRows.find(({ algorithm, packaging }) => algorithm.kind === 'ml-dsa-44' && packaging === 'detached')!;
let judge: Judge;
let pki: SandboxPki;
let signed: Uint8Array;
let content: Uint8Array;

before(async () => {
  judge = await openJudge();
  pki = await openSandboxPki();
  const { document, detached } = await row.make(pki);
  [signed, content] = [document, detached?.[0]].map((one) => (one as { readonly bytes: Uint8Array }).bytes) as [
    Uint8Array,
    Uint8Array,
  ];
});
after(async () => {
  await judge.close();
  await pki.close();
});

async function verdict(bytes: Uint8Array, beside: Uint8Array = content, roots = pki.grounds.roots) {
  const [{ valid, trusted } = assert.fail()] = await judge.cmsSigners({ bytes }, roots, [{ bytes: beside }]);
  return [valid, trusted];
}

test('an ML-DSA signature holds, under its root alone', async () => {
  assert.deepEqual(await verdict(signed), [true, true]);
  assert.deepEqual(await verdict(signed, content, []), [true, false]);
});

test('another value or another content does not hold', async () => {
  // Detached and without unsigned attributes, the value stands last.
  const changed = signed.with(signed.length - 1, signed.at(-1)! ^ 1);
  assert.deepEqual(await verdict(changed), [false, true]);
  await assert.rejects(verdict(signed, Buffer.from('another')), /message-digest|digest/);
});

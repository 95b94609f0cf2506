import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { setImmediate as later } from 'node:timers/promises';
import { SsaError } from '../ssa-error.ts';
import { type Part, readForm } from './form.ts';

const type = 'multipart/form-data; boundary=X';
const part = (name: string, content: string, more = '') =>
  `--X\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;
const whole = `${part('a', 'one')}${part('b', 'two', '; filename="b.pdf"')}${part('a', '')}--X--\r\n`;

async function* inPieces(text: string, length = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += length) {
    await later();
    yield Buffer.from(text.slice(at, at + length));
  }
}

async function partsIn(text: string, length?: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  await readForm(type, inPieces(text, length), async ({ name, octets }) => {
    seen.push([name, (await buffer(octets)).toString()]);
  });
  return seen;
}

test('what is no form, or breaks off, is refused', async () => {
  const take = async ({ octets }: Part) => void (await buffer(octets));
  await assert.rejects(readForm('multipart/form-data', inPieces(whole), take), { code: 'invalid_request' });
  for (const cut of ['', 'nothing', whole.slice(0, 70), whole.slice(0, -20)])
    await assert.rejects(readForm(type, inPieces(cut), take), { code: 'invalid_request' }, JSON.stringify(cut));
});

test('more parts than any form has are refused before the first is taken', async () => {
  let sent = 0;
  const endless = async function* () {
    for (; sent < 10_000; sent++) {
      yield Buffer.from(part('a', 'x'.repeat(1_000)));
      await later();
    }
  };
  const untilClosed = ({ octets }: Part) =>
    new Promise<void>((_resolve, reject) => octets.once('close', () => reject(new Error('closed'))));
  const reading = readForm(type, endless(), untilClosed);
  await assert.rejects(reading, { code: 'invalid_request', detail: /more than 1002 parts/ });
  assert.ok(sent < 1_100, `${sent} parts came in`);
});

test('what taking a part throws ends it, and so does what reading throws', async () => {
  const full = new Error('disk full');
  const failing = async () => Promise.reject(full);
  await assert.rejects(readForm(type, inPieces(whole), failing), full);
  const tooLarge = new SsaError('too_large', 'too large');
  let taken: unknown;
  const broken = async function* () {
    yield Buffer.from(whole.slice(0, 60));
    throw tooLarge;
  };
  const take = async ({ octets }: Part) => {
    await buffer(octets).catch((error: unknown) => {
      taken = error;
      throw error;
    });
  };
  await assert.rejects(readForm(type, broken(), take), tooLarge);
  assert.equal(taken, tooLarge);
});

test('parts come one after the other, however they were cut', async () => {
  const expected = [
    ['a', 'one'],
    ['b', 'two'],
    ['a', ''],
  ];
  for (const length of [1, 7, 1_000]) assert.deepEqual(await partsIn(whole, length), expected);
});

test('a part is never held: who does not read lets nothing more in', async () => {
  let sent = 0;
  const endless = async function* () {
    yield Buffer.from(part('a', 'begins').slice(0, -2));
    for (; sent < 10_000; sent++) yield Buffer.alloc(65_536);
  };
  const slow = new Error('slow');
  const take = async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw slow;
  };
  await assert.rejects(readForm(type, endless(), take), slow);
  assert.ok(sent < 20, `${sent} pieces came in`);
});

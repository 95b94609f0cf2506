import assert from 'node:assert/strict';
import { test } from 'node:test';
import { follow, type StateEvent } from './follow.ts';

const at = '2026-11-25T16:04:11.000Z';
const event = (id: string, state: string) => `id: ${id}\nevent: state\ndata: {"state":"${state}","at":"${at}"}\n\n`;

async function read(answers: readonly (string | undefined)[], last?: string) {
  const asked: (string | undefined)[] = [];
  const told: StateEvent[] = [];
  const open = async (known: string | undefined) => {
    const text = answers[asked.push(known) - 1];
    return text === undefined ? new Response(null, { status: 204 }) : new Response(inPieces(text));
  };
  for await (const one of follow(open, last)) told.push(one);
  return { asked, told: told.map(({ id, state }) => `${id} ${state}`) };
}

function inPieces(text: string): ReadableStream {
  const bytes = new TextEncoder().encode(text);
  return ReadableStream.from(Array.from({ length: bytes.length }, (_, i) => bytes.subarray(i, i + 1)));
}

test('a stream that breaks off is asked for anew, after what it told last', async () => {
  const first = `retry: 1000\n\n${event('1', 'created')}: still here\n\n${event('2', 'prepared')}id: 3\nevent: sta`;
  const { asked, told } = await read([first, event('3', 'signing') + event('4', 'signed') + event('5', 'never')], '0');
  assert.deepEqual(asked, ['0', '2']);
  assert.deepEqual(told, ['1 created', '2 prepared', '3 signing', '4 signed']);
});

test('a connection that is lost is an end like any other', async () => {
  const lost = async function* () {
    yield Buffer.from(event('1', 'created'));
    throw new TypeError('terminated');
  };
  const answers = [new Response(ReadableStream.from(lost())), new Response(event('2', 'signed'))];
  const told: string[] = [];
  for await (const { id } of follow(async () => answers.shift() ?? new Response(null, { status: 204 }), undefined))
    told.push(id);
  assert.deepEqual(told, ['1', '2']);
});

test('there may be nothing more to come', async () => {
  assert.deepEqual(await read([undefined], '4'), { asked: ['4'], told: [] });
});

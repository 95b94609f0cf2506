import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventStream } from './event-stream.ts';
import type { StateChange } from './state-changes.ts';

const quick = { look: 1, heartbeat: 60_000, most: 60_000 };
const change = (id: string, state: StateChange['state']): StateChange => ({
  id,
  request: 'r1',
  state,
  at: '2026-11-25T16:04:11.000Z',
});
const story = [change('1', 'created'), change('2', 'prepared'), change('3', 'signing'), change('4', 'signed')];
const isFinal = ({ state }: StateChange) => state === 'signed';
const never = new AbortController().signal;

/** One change more at each look. */
function growing(): () => Promise<StateChange[]> {
  let looks = 0;
  return async () => story.slice(0, ++looks);
}

async function read(stream: AsyncIterable<string>): Promise<string[]> {
  const lines: string[] = [];
  for await (const text of stream) lines.push(text);
  return lines;
}

const idsIn = (texts: readonly string[]) => texts.flatMap((text) => /^id: (.*)$/m.exec(text)?.[1] ?? []);

test('each change is told once, in order, and the last one ends it', async () => {
  const told = await read(eventStream(growing(), isFinal, undefined, never, quick));
  assert.deepEqual(told, [
    'retry: 1\n\n',
    ...story.map(
      ({ id, state, at }) => `id: ${id}\nevent: state\ndata: {"request":"r1","state":"${state}","at":"${at}"}\n\n`,
    ),
  ]);
});

test('who comes again gets what he missed; with an id that nobody knows he gets everything', async () => {
  const from = async (last: string) => idsIn(await read(eventStream(async () => story, isFinal, last, never, quick)));
  assert.deepEqual(await from('2'), ['3', '4']);
  assert.deepEqual(await from('unknown'), ['1', '2', '3', '4']);
});

test('a change that was written late is told, although one with a later id was told before', async () => {
  let looks = 0;
  const late = async () => (looks++ === 0 ? [story[0], story[2]] : story).flatMap((one) => one ?? []);
  assert.deepEqual(idsIn(await read(eventStream(late, isFinal, undefined, never, quick))), ['1', '3', '2', '4']);
});

test('a silent stream says that it is there, and ends after its time', async () => {
  const told = await read(eventStream(async () => [], isFinal, undefined, never, { look: 1, heartbeat: 2, most: 50 }));
  assert.ok(told.includes(': still here\n\n'));
});

test('it ends at once when it is told to', async () => {
  const stop = new AbortController();
  const stream = eventStream(async () => [], isFinal, undefined, stop.signal, { ...quick, look: 60_000 });
  const reading = read(stream);
  setImmediate(() => stop.abort());
  assert.deepEqual(await reading, ['retry: 60000\n\n']);
});

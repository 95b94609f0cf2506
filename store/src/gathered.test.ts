import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Gathered } from './gathered.ts';

/** Answers each key with itself, in upper case, when it is let; a key `bad` spoils its statement. */
function upper() {
  const asked: string[][] = [];
  let go: () => void = () => undefined;
  const hold = { promise: Promise.resolve() };
  const gathered = new Gathered<string, string>(
    (key) => key,
    async (keys) => {
      asked.push([...keys]);
      await hold.promise;
      if (keys.includes('bad')) throw new Error('spoilt');
      return new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, key.toUpperCase()]));
    },
  );
  const stop = () => {
    hold.promise = new Promise((resolve) => (go = resolve));
  };
  return { asked, gathered, stop, go: () => go() };
}

test('each gets his own answer, and who is not found nothing', async () => {
  const { gathered } = upper();
  const keys = ['a', 'b', 'nobody', 'a'];
  assert.deepEqual(await Promise.all(keys.map((key) => gathered.get(key))), ['A', 'B', undefined, 'A']);
});

test('what comes while two statements are under way is asked together, after it came', async () => {
  const { asked, gathered, stop, go } = upper();
  stop();
  const first = gathered.get('a');
  await turn();
  const second = gathered.get('b');
  await turn();
  const others = ['c', 'd', 'e'].map((key) => gathered.get(key));
  await turn();
  assert.deepEqual(asked, [['a'], ['b']]);
  go();
  assert.deepEqual(await Promise.all([first, second, ...others]), ['A', 'B', 'C', 'D', 'E']);
  assert.deepEqual(asked.slice(2), [['c', 'd', 'e']]);
});

test('no more than a hundred are asked at once', async () => {
  const { asked, gathered } = upper();
  await Promise.all(Array.from({ length: 250 }, (_, i) => gathered.get(`k${i}`)));
  assert.deepEqual(
    asked.map((keys) => keys.length),
    [100, 100, 50],
  );
});

test('a question that is refused spoils no other', async () => {
  const { gathered } = upper();
  const answers = await Promise.allSettled(['a', 'bad', 'b'].map((key) => gathered.get(key)));
  assert.deepEqual(
    answers.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message)),
    ['A', 'spoilt', 'B'],
  );
});

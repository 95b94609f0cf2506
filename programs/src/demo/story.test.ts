import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Story } from './story.ts';

async function told(...reasons: (string | undefined)[]): Promise<{ story: Story; said: string }> {
  let said = '';
  const story = new Story((line) => {
    said += `${line}\n`;
  });
  for (const [i, reason] of reasons.entries()) await story.cheat(`cheat ${i}`, async () => reason);
  return { story, said };
}

test('a cheat that worked, a cheat that was left out and a signature that does not verify are no success', async () => {
  const { story: allRefused } = await told('a', 'b');
  assert.equal(allRefused.holds(true, 2), true);
  assert.equal(allRefused.holds(false, 2), false);
  assert.equal(allRefused.holds(true, 3), false);
  const { story: oneWorked, said } = await told('a', undefined);
  assert.equal(oneWorked.holds(true, 2), false);
  assert.match(said, /^NOT REFUSED: cheat 1$/m);
});

test('a step tells what it proved only when it is done', async () => {
  const { story } = await told();
  await assert.rejects(
    story.step('x', 'never said', () => Promise.reject(new Error('broken'))),
    /broken/,
  );
  assert.deepEqual(story.steps, []);
  assert.equal(
    await story.step(
      'y',
      (n: number) => `got ${n}`,
      async () => 7,
    ),
    7,
  );
  assert.deepEqual(
    story.steps.map(({ name, proved }) => [name, proved]),
    [['y', 'got 7']],
  );
});

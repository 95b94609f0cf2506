import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Listeners } from './listeners.ts';

test('a client listens to so many requests, and to another one when he has left one', () => {
  const listeners = new Listeners(2);
  const [first] = [listeners.enter('bank'), listeners.enter('bank')];
  assert.throws(() => listeners.enter('bank'), { code: 'too_many_requests' });
  listeners.enter('other').leave();
  first?.leave();
  first?.leave();
  assert.ok(first?.signal.aborted);
  listeners.enter('bank');
  assert.throws(() => listeners.enter('bank'), { code: 'too_many_requests' });
  assert.equal(listeners.count, 2);
});

test('at the end everybody is sent away, and nobody let in', () => {
  const listeners = new Listeners(2);
  const { signal, leave } = listeners.enter('bank');
  listeners.close();
  assert.ok(signal.aborted);
  assert.throws(() => listeners.enter('bank'), { code: 'unavailable' });
  leave();
  assert.equal(listeners.count, 0);
});

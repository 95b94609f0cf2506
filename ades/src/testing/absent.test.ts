import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

/** What a test needs is not on this machine: it is skipped, visibly, and fails where everything must be there. */
export function absent(t: TestContext, what: string): true {
  assert.ok(process.env['CI'] === undefined, what);
  // Somebody without it can still run the rest.
  t.skip(what);
  return true;
}

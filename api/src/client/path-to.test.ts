import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathTo } from './path-to.ts';

const seen = (id: string) => new URL(`https://sign.example/api/v1${pathTo('accounts', id)}`);

test('an id that would lead elsewhere leads to nothing', () => {
  for (const id of ['..', '.', '', '../identities', 'x/../..', 'x?account=y', 'x#y', '%2e%2e', '..\\..', '/'])
    assert.match(seen(id).href, /^https:\/\/sign\.example\/api\/v1\/accounts\/[^/?#]+$/, id);
});

test('an id stays as it is', () => {
  assert.equal(
    seen('01a21372-eace-70f0-9c36-3abf54ad138c').pathname.split('/').at(-1),
    '01a21372-eace-70f0-9c36-3abf54ad138c',
  );
});

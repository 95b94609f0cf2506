import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namingOpenid } from './implied-openid.ts';

const at = '/oauth2/authorize';

for (const [what, query] of [
  ['nothing of OpenID Connect', 'scope=service&state=nonce'],
  ['an empty value', 'nonce=&scope=service'],
  ['the scope already', 'nonce=n&scope=service+openid'],
  ['the scope twice, which is refused as it stands', 'nonce=n&scope=service&scope=credential'],
  ['a pushed request', 'nonce=n&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Ax'],
  ['a request object', 'max_age=0&scope=service&request=e30.e30.x'],
  ['a scope whose name is written in another way', 'nonce=n&s%63ope=service'],
] as const)
  test(`${what}: the request stays as it is`, () => {
    assert.equal(namingOpenid(`${at}?${query}`), `${at}?${query}`);
  });

for (const [name, value] of Object.entries({ nonce: 'n', acr_values: 'a', max_age: '0', id_token_hint: 'e30' }))
  test(`${name} implies openid, beside the scope that is asked for or alone`, () => {
    assert.equal(
      namingOpenid(`${at}?${name}=${value}&scope=service&hash=a%2Bb`),
      `${at}?${name}=${value}&scope=openid+service&hash=a%2Bb`,
    );
    assert.equal(namingOpenid(`${at}?hash=a%2Bb&${name}=${value}`), `${at}?hash=a%2Bb&${name}=${value}&scope=openid`);
  });

test('an address without a query stays as it is', () => {
  assert.equal(namingOpenid(at), at);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrongAddress } from './client-addresses.ts';

const written = /as browsers write it/;

test('an address that is read as another than it seems, with a fragment, a user or a wildcard is refused wherever it stands', () => {
  for (const uri of [
    'https://bank.example/back#x',
    'https://bank.example/back#',
    'https://user@bank.example/',
    'https://:secret@bank.example/',
    'https://*.bank.example/',
    'https://bank.example/in/../back',
    'https://bank.example/in/%2e%2e/back',
    'https://bank.example\\@evil.example/',
    'https://BANK.example/',
    'https://bank.example:443/',
    'https://bаnk.example/',
    'http://127.1/back',
    'http://2130706433/back',
    'http://0x7f.0.0.1/back',
    'bank.example',
  ])
    for (const client of [{ redirect_uris: [uri] }, { response_uris: [uri] }, { backchannel_logout_uri: uri }])
      assert.match(wrongAddress(client) ?? '', written, uri);
});

test('nobody is sent or told anything in the clear but on his own machine (RFC 9700, 2.6)', () => {
  const clear = 'http://bank.example/back';
  assert.match(wrongAddress({ redirect_uris: ['https://bank.example', clear] }) ?? '', /sent back to https/);
  assert.match(wrongAddress({ response_uris: [clear] }) ?? '', /answer is told/);
  assert.match(wrongAddress({ backchannel_logout_uri: clear }) ?? '', /logout is told/);
  const local = ['http://localhost:8080/back', 'http://shop.localhost/back'];
  assert.match(wrongAddress({ redirect_uris: ['http://notlocalhost/back'] }) ?? '', /sent back to https/);
  assert.match(wrongAddress({ redirect_uris: local, application_type: 'native' }) ?? '', /native/);
  assert.equal(wrongAddress({ redirect_uris: local }), undefined);
});

test('what is plain is taken', () => {
  const redirect_uris = [
    'https://bank.example',
    'https://bank.example:8443/a-b/c?d=e%20f&g',
    'http://[::1]/',
    'http://127.0.0.1/x',
  ];
  assert.equal(wrongAddress({ redirect_uris, application_type: 'native', response_uris: redirect_uris }), undefined);
  assert.equal(wrongAddress({}), undefined);
});

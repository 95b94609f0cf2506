import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asksForCredential } from './credential-request.ts';
import { type KeyScope, keyScopeOf, keyTypes, readKeyRequest, repeatsKeyDetails } from './key-request.ts';

const policy = '0.4.0.194112.1.2';
const creation = {
  type: keyTypes[0],
  credentialCreationRequest: { certificatePolicy: policy, subjectData: { given_name: 'A' } },
};
const deletion = { type: keyTypes[1], credentialID: 'k1' };
const details = (...objects: readonly unknown[]) => ({ authorization_details: JSON.stringify(objects) });

function read(parameters: Readonly<Record<string, unknown>>) {
  const scope = keyScopeOf(parameters);
  return scope && readKeyRequest(parameters, scope);
}

type Asked = readonly [string, Readonly<Record<string, unknown>>, KeyScope];

describe('a key is asked for', () => {
  const byType = keyTypes.map((type): Asked => {
    const scope = type.includes('creation') ? 'credential-creation' : 'credential-deletion';
    return [`by details of type ${type}`, details({ type, credentialID: 'k1' }), scope];
  });
  const asked: readonly Asked[] = [
    ['by scope', { scope: 'credential-creation' }, 'credential-creation'],
    ['by scope, beside openid', { scope: 'openid credential-deletion', credentialID: 'k1' }, 'credential-deletion'],
    ...byType,
  ];
  for (const [name, parameters, scope] of asked)
    test(`${name}, and no signature is`, () => {
      assert.equal(read(parameters)?.scope, scope);
      assert.equal(asksForCredential(parameters), false);
    });

  test('with the policy of its certificate; who she is nobody else says', () => {
    assert.deepEqual(read(details(creation)), { scope: 'credential-creation', certificatePolicy: policy });
    assert.deepEqual(read(details(deletion)), { scope: 'credential-deletion', credentialID: 'k1' });
  });
});

const refusals: readonly [string, Readonly<Record<string, unknown>>, RegExp][] = [
  ['beside service', { scope: 'service credential-creation' }, /stands alone/],
  ['beside a signature', { scope: 'credential credential-creation' }, /stands alone/],
  ['beside the other', { scope: 'credential-creation credential-deletion', credentialID: 'k1' }, /stands alone/],
  ['of no credential', { scope: 'credential-deletion' }, /credentialID/],
  ['of no credential in details', details({ ...deletion, credentialID: null }), /credentialID/],
  ['of a credential that is a number', details({ ...deletion, credentialID: 1 }), /credentialID/],
  [
    'of a policy that is a number',
    details({ ...creation, credentialCreationRequest: { certificatePolicy: 1 } }),
    /certificatePolicy/,
  ],
  ['by a text', details({ ...creation, credentialCreationRequest: 'x' }), /credentialCreationRequest/],
  ['by a list', details({ ...creation, credentialCreationRequest: [] }), /credentialCreationRequest/],
];
for (const [name, parameters, message] of refusals)
  test(`a key is refused ${name}`, () =>
    assert.throws(
      () => read(parameters),
      (error: { error_description?: string }) => message.test(error.error_description ?? ''),
    ));

test('two objects, or details that are none, ask for no key', () => {
  for (const parameters of [
    details(creation, deletion),
    details(),
    { authorization_details: 'x' },
    { scope: 'service' },
    {},
  ])
    assert.equal(keyScopeOf(parameters), undefined);
});

test('a token request repeats what was granted, and nothing else', () => {
  assert.ok(
    repeatsKeyDetails([creation], [{ type: keyTypes[0], credentialCreationRequest: { certificatePolicy: policy } }]),
  );
  for (const other of [{ ...creation, credentialCreationRequest: {} }, deletion, { ...deletion, credentialID: 'k2' }])
    assert.equal(repeatsKeyDetails([other], [other === deletion ? creation : deletion]), false);
});

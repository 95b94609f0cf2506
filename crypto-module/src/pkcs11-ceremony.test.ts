import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCeremony } from './ceremony/ceremony.ts';
import type { CeremonyRequest } from './ceremony/hold-ceremony.ts';
import { softHsm, softHsmLacking } from './ceremony/testing/softhsm.ts';
import { openPkcs11Module } from './index.ts';

const algorithms = [
  { kind: 'ec', curve: 'P-256' },
  { kind: 'rsa', bits: 2048 },
] as const;

test('a module opens on the tokens of a ceremony, its key-encryption keys trusted and their template fixed', {
  skip: softHsmLacking,
}, async () => {
  const hsm = softHsm('left', 'right');
  const labels = ['left', 'right'];
  try {
    execFileSync(join(import.meta.dirname, '..', 'native', 'build'), [hsm.folder], { stdio: 'inherit' });
    (await openCeremony(request(hsm, labels), hsm.environment)).close();
    const tokens = labels.map((label) => ({ label, pin: hsm.userPin }));
    const { library, environment } = hsm;
    const module = await openPkcs11Module({ library, environment, provider: 'softhsm2', tokens, algorithms });
    assert.equal((await module.call({ command: 'attest-public', key: 'sad' })).jwk.crv, 'P-256');
    await module.close();
  } finally {
    hsm.remove();
  }
});

function request(hsm: ReturnType<typeof softHsm>, labels: readonly string[]): CeremonyRequest {
  const { library, folder, userPin, soPin } = hsm;
  const maker = join(folder, 'make-kek');
  const means = { maker, library, profile: 'T', unwrapTemplate: true, hidden: false, wrapMechanism: 0x210a } as const;
  return { what: { task: 'keys' }, means, tokens: labels.map((label) => ({ label, userPin, soPin })) };
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { openPkcs11Module } from './index.ts';
import type { Pkcs11ModuleOptions } from './pkcs11-module.ts';
import { laneProcesses } from './testing/lane-processes.ts';
import { moduleKeyLabels, SoftHsm, softHsmLacking } from './testing/softhsm.ts';

const algorithms = [{ kind: 'ec', curve: 'P-256' }] as const;

describe('a module of SoftHSM is not opened', { skip: softHsmLacking() }, () => {
  let hsm: SoftHsm;
  let whole: ReturnType<SoftHsm['token']>;
  before(() => {
    hsm = new SoftHsm();
    whole = hsm.token('whole');
  });
  after(() => hsm.remove());

  test('with a wrong PIN, which is tried once, however many lanes there are', async () => {
    const { options, calls } = hsm.spied({ ...hsm.options({ ...whole, pin: 'not the PIN' }), lanes: 3 });
    await notOpened(options, /PIN of the token whole is refused \(PIN_INCORRECT\)\. It is not tried again/);
    assert.equal(calls('C_Login'), 1);
  });

  test('without its library, its token or its provider’s mechanism', async () => {
    await notOpened({ ...hsm.options(whole), library: '/no/such/library.so' }, /no\/such\/library.so cannot be loaded/);
    await notOpened(hsm.options({ ...whole, label: 'another' }), /There is no token with the label another/);
    await notOpened({ ...hsm.options(whole), provider: 'nshield' }, /whole cannot do P-256 .*MECHANISM_INVALID/);
  });

  test('without one of its keys, which the sentence names', async () => {
    const labels = moduleKeyLabels.filter((label) => label !== 'chancery-kek-2');
    await notOpened(hsm.options(hsm.token('short', { labels })), /chancery-kek-2 is not in the token/);
  });

  test('with a key-encryption key that could decrypt what it wraps', async () => {
    await notOpened(
      hsm.options(hsm.token('weak', { weak: true })),
      /chancery-kek-1 can decrypt, and so read what it wraps/,
    );
  });

  test('on a second token with other keys, be it the key-encryption key alone', async () => {
    await notOpened(
      hsm.options(whole, hsm.token('stranger', { seed: 'another' })),
      /stranger holds other keys than whole/,
    );
    const mixed = hsm.token('mixed', { labels: moduleKeyLabels.filter((label) => label !== 'chancery-kek-2') });
    hsm.addKeys(mixed, { labels: ['chancery-kek-2'], seed: 'another' });
    await notOpened(hsm.options(whole, mixed), /mixed holds other keys than whole/);
  });

  test('and leaves no lane behind', () => {
    assert.deepEqual(laneProcesses(process.pid), []);
  });

  test('but with all of this in place it is, trusted key-encryption keys beside others, and no process shows the PIN', async () => {
    const trusted = hsm.token('trusted', { trusted: true });
    const module = await openPkcs11Module({ ...hsm.options(whole, trusted), algorithms });
    assert.deepEqual(
      module.tokens?.().map(({ label, profile }) => [label, profile]),
      [
        ['whole', 'N'],
        ['trusted', 'T'],
      ],
    );
    const lanes = laneProcesses(process.pid);
    assert.equal(lanes.length, 2);
    for (const pid of lanes) {
      for (const file of ['cmdline', 'environ']) {
        const seen = readFileSync(`/proc/${pid}/${file}`, 'latin1');
        assert.ok(!seen.includes(whole.pin) && !seen.includes(trusted.pin));
      }
    }
    await module.close();
    assert.deepEqual(laneProcesses(process.pid), []);
  });

  async function notOpened(options: Pkcs11ModuleOptions, message: RegExp): Promise<void> {
    await assert.rejects(openPkcs11Module({ ...options, algorithms }), { code: 'unavailable', message });
  }
});

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { KekOrder, KekProfile } from './kek-maker.ts';
import { makeKek } from './kek-maker.ts';
import { type SoftHsm, softHsm, softHsmLacking } from './testing/softhsm.ts';

const native = join(import.meta.dirname, '..', '..', 'native');
const keyWrapPad = 0x210a;

describe('a key-encryption key', { skip: softHsmLacking }, () => {
  let hsm: SoftHsm;
  let order: Omit<KekOrder, 'profile' | 'label' | 'pin'>;
  before(() => {
    hsm = softHsm('one');
    process.env['SOFTHSM2_CONF'] = hsm.environment['SOFTHSM2_CONF'];
    execFileSync(join(native, 'build'), [hsm.folder], { stdio: 'inherit' });
    const serial = /serial num\s+: (\S+)/.exec(hsm.tool('one', '--list-slots'))?.[1] ?? '';
    const where = { maker: join(hsm.folder, 'make-kek'), library: hsm.library, serial };
    order = { ...where, generation: 1, hidden: false, wrapMechanism: keyWrapPad };
  });
  after(() => hsm.remove());

  const make = (label: string, profile: KekProfile, more: Partial<KekOrder> = {}) =>
    makeKek({ ...order, label, profile, pin: profile === 'T' ? hsm.soPin : hsm.userPin, ...more });

  /** What a program of its own, logged in as the application, could do. */
  const attack = (label: string, profile: KekProfile): Record<string, string> => {
    const program = join(import.meta.dirname, 'testing', 'attack-kek.py');
    const options = [program, hsm.library, 'one', label, '1', profile, String(keyWrapPad)];
    return JSON.parse(spawnSync('python3', options, { input: hsm.userPin, encoding: 'utf8' }).stdout);
  };

  for (const profile of ['T', 'N'] as const) {
    test(`acceptance 5: of profile ${profile} it unwraps keys that sign, and nothing that can be taken out`, () => {
      make(`kek-${profile}`, profile, { hidden: profile === 'N' });
      const { sign, ...attempts } = attack(`kek-${profile}`, profile);
      assert.equal(sign, 'done');
      assert.ok(Object.keys(attempts).length >= 12);
      assert.deepEqual(
        Object.entries(attempts).filter(([, outcome]) => outcome === 'done'),
        [],
      );
    });

    test(`acceptance 5: pkcs11-tool finds one of profile ${profile} sensitive and never extractable`, () => {
      const listed = hsm.tool('one', '--list-objects', '--type', 'secrkey', '--label', `kek-${profile}`);
      assert.match(listed, /Access: +sensitive, always sensitive, never extractable, local/);
      assert.match(listed, /Usage: +wrap, unwrap\n/);
      const value = hsm.tool('one', '--read-object', '--type', 'secrkey', '--label', `kek-${profile}`);
      assert.match(value, /CKR_ATTRIBUTE_SENSITIVE|sorry|not allowed|failed/i);
    });
  }

  test('a plain one gives keys away: this is what the attempts look like when they succeed', () => {
    hsm.tool('one', '--keygen', '--key-type', 'AES:32', '--label', 'plain', '--id', '01', '--usage-wrap');
    const { 'unwrap as a generic secret': generic, 'unwrap as a readable private key': readable } = attack(
      'plain',
      'N',
    );
    assert.deepEqual([generic, readable], ['done', 'done']);
  });

  test('is refused to a wrong PIN, an unknown token, and where the module does not take it; nothing is left', () => {
    assert.throws(() => make('x', 'T', { pin: 'wrong' }), {
      code: 'input',
      message: /PIN of the security officers is wrong/,
    });
    assert.throws(() => make('x', 'T', { pin: hsm.userPin }), { code: 'input' });
    assert.throws(() => make('x', 'T', { serial: '0000' }), { code: 'unavailable', message: /serial number 0000/ });
    assert.throws(() => make('x', 'T', { library: '/lib/none.so' }), { code: 'unavailable', message: /no PKCS#11/ });
    assert.throws(() => make('x', 'T', { maker: '/lib/none' }), { code: 'unavailable', message: /did not run/ });
    assert.throws(() => make('x', 'T', { pin: 'x'.repeat(300) }), { code: 'unavailable', message: /too long/ });
    assert.throws(() => make('x', 'T', { generation: 256 }), { code: 'unavailable', message: /one octet/ });
    // SoftHSM lets its security officer make no private object: the answer is the profile, not a failure.
    assert.throws(() => make('x', 'T', { hidden: true }), { code: 'policy', message: /no x of profile T/ });
    assert.throws(() => make('x', 'T', { wrapped: Buffer.alloc(40) }), {
      code: 'unavailable',
      message: /transport key/,
    });
    assert.doesNotMatch(hsm.tool('one', '--list-objects', '--type', 'secrkey'), /label: +x$/m);
  });
});

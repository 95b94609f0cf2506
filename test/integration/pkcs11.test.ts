/** `chancery sam` opens the module behind PKCS#11 that its configuration names, or says in one sentence why not. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { SoftHsm, softHsmLacking } from '../../crypto-module/src/testing/softhsm.ts';

const program = join(import.meta.dirname, '..', '..', 'programs', 'src', 'chancery.ts');

describe('chancery sam over SoftHSM', { skip: softHsmLacking() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-pkcs11-'));
  let hsm: SoftHsm;
  let token: ReturnType<SoftHsm['token']>;
  before(() => {
    hsm = new SoftHsm();
    token = hsm.token('production');
  });
  after(() => {
    hsm.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('does not start with a PIN that is refused, and says so', async () => {
    const { word } = await started('not the PIN');
    assert.match(String(word['failed']), /The PIN of the token production is refused \(PIN_INCORRECT\)/);
  });

  test('starts, and has opened its doors only then', async () => {
    assert.equal(existsSync(join(folder, 'ssa.sock')), false);
    const { word, child } = await started(token.pin);
    assert.equal(word['ready'], true);
    assert.ok(existsSync(join(folder, 'ssa.sock')));
    child.disconnect();
    await once(child, 'exit');
  });

  async function started(pin: string) {
    const child = fork(program, ['sam', '--config', configuration(pin)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    after(() => child.kill('SIGKILL'));
    const [word] = (await once(child, 'message')) as [Record<string, unknown>];
    return { word, child };
  }

  function configuration(pin: string): string {
    writeFileSync(join(folder, 'pin'), pin, { mode: 0o600 });
    const { library, environment } = hsm;
    const tokens = [{ label: token.label, pinFile: 'pin' }];
    const value = {
      aud: 'sam://test',
      database: { folder: 'data' },
      module: { type: 'pkcs11', library, provider: 'softhsm2', tokens, environment, keys: ['P-256'] },
      listen: { ssa: { socket: join(folder, 'ssa.sock') }, sic: { socket: join(folder, 'sic.sock') } },
      sic: { origin: 'https://sic.example', rpId: 'sic.example', name: 'Test' },
      returnOrigins: ['https://ssa.example'],
      idps: [],
    };
    const file = join(folder, 'sam.yaml');
    writeFileSync(file, JSON.stringify(value));
    return file;
  }
});

/** `chancery sam ceremony` as two officers hold it: over tokens of SoftHSM, one officer's key on a card, one in a file. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type SoftHsm, softHsm, softHsmLacking } from '../../crypto-module/src/ceremony/testing/softhsm.ts';
import { chancery } from './chancery-command.ts';

describe('chancery sam ceremony', { skip: softHsmLacking }, () => {
  let hsm: SoftHsm;
  const at = (name: string) => join(hsm.folder, name);
  const ceremony = (...args: readonly string[]) => chancery('sam', 'ceremony', ...args);
  const [plan, protocol] = ['plan.yaml', 'protocol.json'];

  before(() => {
    hsm = softHsm('first', 'second', 'card');
    process.env['SOFTHSM2_CONF'] = hsm.environment['SOFTHSM2_CONF'];
    for (const [name, pin] of [
      ['user', hsm.userPin],
      ['half-1', hsm.soPin.slice(0, 5)],
      ['half-2', hsm.soPin.slice(5)],
    ] as const)
      writeFileSync(at(name), pin, { mode: 0o600 });
    openssl('genpkey', '-algorithm', 'RSA', '-out', at('ben.key'));
    openssl('req', '-x509', '-key', at('ben.key'), '-subj', '/CN=Ben Officer', '-out', at('ben.pem'));
    hsm.tool('card', '--keypairgen', '--key-type', 'EC:prime256v1', '--id', '07');
    hsm.tool('card', '--read-object', '--type', 'pubkey', '--id', '07', '--output-file', at('ada.der'));
    openssl('pkey', '-pubin', '-inform', 'DER', '-in', at('ada.der'), '-out', at('ada.pem'));
    writeFileSync(at(plan), JSON.stringify(planOf(['first', 'second'])));
  });
  after(() => hsm.remove());

  test('makes keys that two tokens share, says what it is not good for, and what each officer signs', async () => {
    const told = await ceremony('make', '--plan', at(plan), '--out', at(protocol), '--json');
    assert.equal(told.status, 0, told.stderr);
    const { made, warnings, toSign } = JSON.parse(told.stdout);
    assert.equal(made.length, 10);
    assert.match(warnings.join('\n'), /SoftHSM is a token in software: not for production/);
    assert.match(warnings.join('\n'), /moved by the transport of this program: not for production/);
    assert.deepEqual(
      toSign.map(({ officer, alg }: { officer: string; alg: string }) => [officer, alg]),
      [
        ['Ada Officer', 'ES256'],
        ['Ben Officer', 'RS256'],
      ],
    );
    const verdict = await ceremony('verify', at(protocol));
    assert.equal(verdict.status, 1);
    assert.match(verdict.stdout, /FINDING not-signed: Ada Officer[\s\S]*FINDING not-signed: Ben Officer/);
  });

  test('takes the signature of a card and of a key in a file, and of nobody else', async () => {
    await signOnCard(protocol);
    const wrong = await sign('Ben Officer', '--signature', at('ada.sig'));
    assert.deepEqual([wrong.status, wrong.stdout], [1, '']);
    assert.match((await sign('Ada Officer', '--signature', at('ada.sig'))).stdout, /Not signed yet by Ben Officer/);
    assert.match((await sign('Ben Officer', '--key', at('ben.key'))).stdout, /Every officer has signed/);
  });

  test('verifies for whoever knows the officers, and says when nobody said who they are', async () => {
    const officers = ['--officer', at('ada.pem'), at('ben.pem')];
    const [known, unknown, other] = await Promise.all([
      ceremony('verify', at(protocol), ...officers, '--json'),
      ceremony('verify', at(protocol)),
      ceremony('verify', at(protocol), '--officer', at('ada.pem')),
    ]);
    assert.deepEqual([known.status, JSON.parse(known.stdout).ok], [0, true], known.stderr);
    assert.deepEqual([unknown.status, other.status], [3, 1]);
    assert.match(other.stdout, /FINDING other-officers: Ben Officer/);
  });

  test('a changed protocol is found out', async () => {
    const file = JSON.parse(readFileSync(at(protocol), 'utf8'));
    const text = Buffer.from(file.payload, 'base64url').toString().replace('Room 2', 'Room 3');
    writeFileSync(at('changed.json'), JSON.stringify({ ...file, payload: Buffer.from(text).toString('base64url') }));
    const { status, stdout } = await ceremony('verify', at('changed.json'));
    assert.deepEqual([status, stdout.match(/FINDING not-(signed|attested)/g)?.length], [1, 3]);
  });

  test('another generation follows a protocol that is whole; tokens are compared with the last one', async () => {
    const next = ['--plan', at(plan), '--out', at('next.json')];
    const early = await ceremony('kek', '--scal', '2', '--previous', at('changed.json'), ...next);
    assert.deepEqual([early.status, existsSync(at('next.json'))], [1, false]);
    assert.match(early.stderr, /not whole \(not-signed: Ada Officer\): nothing was made/);
    const made = await ceremony('kek', '--scal', '2', '--previous', at(protocol), ...next, '--json');
    assert.deepEqual(JSON.parse(made.stdout).made, [{ label: 'chancery-kek-2', generation: 2 }], made.stderr);
    const old = await ceremony('check', at(protocol), '--plan', at(plan), '--json');
    const now = await ceremony('check', at('next.json'), '--plan', at(plan), '--json');
    const followed = await ceremony('verify', at('next.json'), '--previous', at(protocol), '--json');
    assert.deepEqual([old.status, JSON.parse(old.stdout).differences.length], [1, 2]);
    assert.deepEqual([now.status, JSON.parse(now.stdout).ok], [0, true]);
    const findings = JSON.parse(followed.stdout).findings.map(({ finding }: { finding: string }) => finding);
    assert.deepEqual(findings, ['not-signed', 'not-signed']);
  });

  test('the old generation is destroyed on a protocol that is whole, by who says that nothing is under it', async () => {
    const options = ['--scal', '2', '--generation', '1', '--plan', at(plan), '--previous', at('next.json')];
    const destroy = [...options, '--out', at('last.json'), '--json'];
    assert.equal((await ceremony('destroy', ...destroy)).status, 2);
    assert.equal((await ceremony('destroy', ...destroy, '--every-key-was-rewrapped')).status, 1);
    await signOnCard('next.json');
    await signIn('next.json', 'Ada Officer', '--signature', at('ada.sig'));
    await signIn('next.json', 'Ben Officer', '--key', at('ben.key'));
    const { status, stdout, stderr } = await ceremony('destroy', ...destroy, '--every-key-was-rewrapped');
    assert.equal(status, 0, stderr);
    assert.deepEqual(JSON.parse(stdout).destroyed, [{ label: 'chancery-kek-2', generation: 1 }]);
    assert.equal(hsm.tool('second', '--list-objects').match(/label: +chancery-kek-2/g)?.length, 1);
    const followed = await ceremony('verify', at('last.json'), '--previous', at('next.json'), '--json');
    const findings = JSON.parse(followed.stdout).findings.map(({ finding }: { finding: string }) => finding);
    assert.deepEqual(findings, ['not-signed', 'not-signed']);
  });

  test('wrong use makes nothing: a plan with one officer, the same key twice, an open PIN, a file that is there', async () => {
    const whole = planOf(['first']);
    const [ada, ben] = whole.officers;
    writeFileSync(at('open'), hsm.userPin, { mode: 0o644 });
    const plans = [
      [{ ...whole, officers: [ada] }, /officers/],
      [{ ...whole, officers: [ada, { ...ben, keyFile: 'ada.pem' }] }, /same key/],
      [{ ...whole, witnesses: [{ name: 'Ben Officer', role: 'auditor' }] }, /one part/],
      [{ ...whole, tokens: [{ label: 'first', userPinFile: 'open' }] }, /read by others/],
      [{ ...whole, officers: [ada, { ...ben, keyFile: 'user' }] }, /in PEM/],
    ] as const;
    const tries = plans.map(async ([wrong, why], index) => {
      writeFileSync(at(`wrong-${index}.yaml`), JSON.stringify(wrong));
      const { status, stderr } = await ceremony('make', '--plan', at(`wrong-${index}.yaml`), '--out', at('none.json'));
      assert.equal(status, 2);
      assert.match(stderr, why);
    });
    await Promise.all(tries);
    const there = await ceremony('make', '--plan', at(plan), '--out', at(protocol));
    const again = await ceremony('make', '--plan', at(plan), '--out', at('none.json'));
    assert.deepEqual([there.status, again.status, existsSync(at('none.json'))], [2, 1, false]);
    assert.match(again.stderr, /^token first has keys already: [^\n]*\n$/);
  });

  test('tells every key of the module, and its help has an example', async () => {
    const { keys } = JSON.parse((await ceremony('inventory', '--json')).stdout);
    const listed = hsm.tool('first', '--list-objects').match(/chancery-[a-z0-9-]+/g) ?? [];
    assert.deepEqual(keys.map(({ label }: { label: string }) => label).sort(), [...new Set(listed)].sort());
    const commands = ['make', 'kek', 'destroy', 'sign', 'verify', 'check', 'inventory'];
    const helps = await Promise.all(commands.map((command) => ceremony(command, '--help')));
    for (const { stdout } of helps) assert.match(stdout, /Example:\n {2}chancery sam ceremony/);
  });

  function planOf(labels: readonly string[]) {
    return {
      installation: 'sam.example',
      place: 'Room 2',
      module: { library: hsm.library, provider: 'softhsm2' },
      tokens: labels.map((label) => ({ label, userPinFile: 'user', officerPinFiles: ['half-1', 'half-2'] })),
      officers: [
        { name: 'Ada Officer', keyFile: 'ada.pem' },
        { name: 'Ben Officer', keyFile: 'ben.pem' },
      ],
      witnesses: [{ name: 'Wim Witness', role: 'auditor' }],
    };
  }

  function sign(officer: string, ...options: readonly string[]) {
    return signIn(protocol, officer, ...options);
  }

  function signIn(file: string, officer: string, ...options: readonly string[]) {
    return ceremony('sign', at(file), '--officer', officer, ...options);
  }

  /** What Ada's card makes of the octets that are handed out, in a file. */
  async function signOnCard(file: string): Promise<void> {
    const handed = JSON.parse((await signIn(file, 'Ada Officer', '--json', '--out', at('ada.tbs'))).stdout);
    execFileSync('openssl', ['dgst', '-sha256', '-binary', '-out', at('ada.dgst'), at('ada.tbs')]);
    assert.equal(readFileSync(at('ada.dgst')).toString('hex'), handed.digest);
    const files = ['--input-file', at('ada.dgst'), '--output-file', at('ada.sig')];
    hsm.tool('card', '--sign', '--mechanism', 'ECDSA', '--id', '07', ...files);
  }
});

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

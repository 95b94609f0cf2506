import assert from 'node:assert/strict';
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { requiredFlags } from './attributes.ts';
import { ceremonyKeys, openCeremony } from './ceremony.ts';
import type { CeremonyFacts, CeremonyRequest, CeremonyTask } from './hold-ceremony.ts';
import { type SoftHsm, softHsm, softHsmLacking } from './testing/softhsm.ts';

const native = join(import.meta.dirname, '..', '..', 'native');
const wrapMechanism = 0x210a;

describe('a ceremony', { skip: softHsmLacking }, () => {
  let hsm: SoftHsm;
  before(() => {
    hsm = softHsm('alone', 'left', 'right', 'plain', 'failing');
    execFileSync(join(native, 'build'), [hsm.folder], { stdio: 'inherit' });
  });
  after(() => hsm.remove());

  const request = (what: CeremonyTask, labels: readonly string[], means: Partial<CeremonyRequest['means']> = {}) => {
    const maker = join(hsm.folder, 'make-kek');
    const usual = {
      maker,
      library: hsm.library,
      profile: 'T',
      unwrapTemplate: true,
      hidden: false,
      wrapMechanism,
    } as const;
    const tokens = labels.map((label) => ({ label, userPin: hsm.userPin, soPin: hsm.soPin }));
    return { what, means: { ...usual, ...means }, tokens };
  };
  const hold = async (...given: Parameters<typeof request>): Promise<CeremonyFacts> => {
    const ceremony = await openCeremony(request(...given), hsm.environment);
    ceremony.close();
    return ceremony.facts;
  };
  const objects = (token: string) => hsm.tool(token, '--list-objects').match(/label: +(\S+)/g)?.length ?? 0;

  test('makes every key of the table in one token, as it must be, and once', async () => {
    const { tokens, made } = await hold({ task: 'keys' }, ['alone']);
    assert.deepEqual(made.map(({ label }) => label).sort(), ceremonyKeys.map(({ label }) => label).sort());
    const [{ keys = [] } = {}] = tokens;
    for (const { label, kind } of ceremonyKeys) {
      const key = keys.find((each) => each.label === label);
      const flags = Object.entries(requiredFlags(kind, 'T'));
      assert.deepEqual(
        flags.map(([name]) => [name, Object(key?.flags)[name]]),
        flags,
        label,
      );
      assert.deepEqual([key?.flags.local, key?.flags.neverExtractable], [true, true], label);
      assert.ok(/^[0-9a-f]{6,16}$/.test(key?.checkValue ?? '') || /^04[0-9a-f]{128}$/.test(key?.point ?? ''), label);
      if (kind === 'key-encryption') assert.equal(key?.attempts?.filter(({ refused }) => refused).length, 8);
    }
    assert.equal(objects('alone'), 14);
    await assert.rejects(hold({ task: 'keys' }, ['alone']), {
      code: 'state',
      message: /has keys already: chancery-kek-1/,
    });
  });

  test('its protocol is attested by the checkpoint key of the token', async () => {
    const ceremony = await openCeremony(request({ task: 'look' }, ['alone']), hsm.environment);
    const message = randomBytes(100);
    const signature = await ceremony.attest(createHash('sha256').update(message).digest());
    ceremony.close();
    const keys = ceremony.facts.tokens[0]?.keys ?? [];
    const point = Buffer.from(keys.find(({ label }) => label === 'chancery-checkpoint')?.point ?? '', 'hex');
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    assert.ok(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature));
  });

  test('looks at a token while other processes log in to it again and again', async () => {
    const program = join(import.meta.dirname, '..', 'testing', 'log-in-again.ts');
    const [given, options] = [[hsm.library, 'alone', hsm.userPin], { env: { ...hsm.environment }, execArgv: [] }];
    const others = [1, 2, 3].map(() => fork(program, given, options));
    await Promise.all(others.map((other) => once(other, 'message')));
    try {
      for (let i = 0; i < 3; i++) {
        const { tokens } = await hold({ task: 'look' }, ['alone']);
        assert.equal(tokens[0]?.keys.length, ceremonyKeys.length);
      }
    } finally {
      for (const other of others) other.disconnect();
    }
  });

  test('another generation of a key-encryption key stands beside the old one', async () => {
    const before = await hold({ task: 'look' }, ['alone']);
    const { made, tokens } = await hold({ task: 'kek', scal: 2 }, ['alone']);
    assert.deepEqual(made, [{ label: 'chancery-kek-2', generation: 2 }]);
    const keks = tokens[0]?.keys.filter(({ label }) => label === 'chancery-kek-2') ?? [];
    assert.deepEqual(
      keks.map(({ generation }) => generation),
      [1, 2],
    );
    assert.equal(
      keks[0]?.checkValue,
      before.tokens[0]?.keys.find(({ label }) => label === 'chancery-kek-2')?.checkValue,
    );
    assert.notEqual(keks[0]?.checkValue, keks[1]?.checkValue);
    assert.equal(objects('alone'), 15);
  });

  test('gives two tokens the same keys, and no key of the way is left', async () => {
    const { tokens } = await hold({ task: 'keys' }, ['left', 'right']);
    const [left, right] = tokens.map(({ keys }) =>
      keys.map(({ label, checkValue, point }) => ({ label, checkValue, point })),
    );
    assert.deepEqual(left, right);
    assert.equal(left?.filter(({ checkValue, point }) => checkValue !== undefined || point !== undefined).length, 10);
    assert.deepEqual([objects('left'), objects('right')], [14, 14]);
    const next = await hold({ task: 'kek', scal: 1 }, ['left', 'right']);
    assert.deepEqual(next.made, [{ label: 'chancery-kek-1', generation: 2 }]);
  });

  for (const token of ['left', 'right']) {
    test(`acceptance 5: the login of the token ${token} takes nothing out by the keys that were moved`, () => {
      const program = join(import.meta.dirname, 'testing', 'attack-kek.py');
      for (const [label, generation] of [
        ['chancery-kek-1', '2'],
        ['chancery-kek-2', '1'],
      ] as const) {
        const options = [program, hsm.library, token, label, generation, 'T', String(wrapMechanism)];
        const { stdout } = spawnSync('python3', options, {
          env: hsm.environment,
          input: hsm.userPin,
          encoding: 'utf8',
        });
        const outcomes = Object.entries(JSON.parse(stdout)).filter(([, outcome]) => outcome === 'done');
        assert.deepEqual(outcomes, [['sign', 'done']]);
      }
    });
  }

  test('destroys an old key-encryption key in both tokens, by the security officers, and never the newest', async () => {
    const both = ['left', 'right'];
    const old = { task: 'destroy', scal: 1, generation: 1 } as const;
    const wrong = request(old, both).tokens.map((token, at) => (at === 1 ? { ...token, soPin: 'wrong' } : token));
    await assert.rejects(openCeremony({ ...request(old, both), tokens: wrong }, hsm.environment), {
      code: 'unavailable',
    });
    const none = request(old, both).tokens.map(({ soPin: _, ...token }) => token);
    await assert.rejects(openCeremony({ ...request(old, both), tokens: none }, hsm.environment), { code: 'input' });
    await assert.rejects(hold({ ...old, generation: 2 }, both), { code: 'state', message: /is the newest/ });
    await assert.rejects(hold({ ...old, generation: 9 }, both), { code: 'state', message: /no chancery-kek-1/ });
    assert.deepEqual([objects('left'), objects('right')], [15, 15]);
    const { destroyed, tokens } = await hold(old, both);
    assert.deepEqual(destroyed, [{ label: 'chancery-kek-1', generation: 1 }]);
    for (const { keys } of tokens) assert.equal(keys.filter(({ label }) => label === 'chancery-kek-1').length, 1);
    assert.deepEqual([objects('left'), objects('right')], [14, 14]);
  });

  test('says of a key without an unwrap template what its login can do', async () => {
    const { tokens } = await hold({ task: 'keys' }, ['plain'], { profile: 'N', unwrapTemplate: false });
    const attempts = tokens[0]?.keys.find(({ label }) => label === 'chancery-kek-2')?.attempts ?? [];
    const succeeded = attempts.filter(({ refused }) => !refused).map(({ attempt }) => attempt);
    assert.deepEqual(succeeded, [
      'unwrap as a generic secret',
      'unwrap readable',
      'unwrap as a key that stays',
      'unwrap extractable',
    ]);
    assert.equal(objects('plain'), 14);
  });

  test('that fails leaves nothing, and says what failed', async () => {
    const wrong = request({ task: 'keys' }, ['failing']);
    const soPin = { ...wrong, tokens: [{ label: 'failing', userPin: hsm.userPin, soPin: 'wrong' }] };
    await assert.rejects(openCeremony(soPin, hsm.environment), {
      code: 'input',
      message: /PIN of the security officers is wrong/,
    });
    const noPin = { ...wrong, tokens: [{ label: 'failing', userPin: hsm.userPin }] };
    await assert.rejects(openCeremony(noPin, hsm.environment), {
      code: 'input',
      message: /PIN of the security officers/,
    });
    await assert.rejects(hold({ task: 'kek', scal: 1 }, ['failing']), { code: 'state' });
    await assert.rejects(hold({ task: 'keys' }, ['unknown']), { code: 'input', message: /no token unknown/ });
    await assert.rejects(hold({ task: 'keys' }, ['failing'], { library: '/lib/none.so' }), { code: 'unavailable' });
    assert.equal(objects('failing'), 0);
  });

  test('gives two tokens no new generation when they do not hold the same ones', async () => {
    await assert.rejects(hold({ task: 'kek', scal: 2 }, ['alone', 'left']), {
      code: 'state',
      message: /same generation/,
    });
  });
});

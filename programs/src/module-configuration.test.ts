import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigurationError, readConfiguration } from './configuration.ts';
import { Module, moduleOptions } from './module-configuration.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-module-'));
after(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  const file = join(folder, 'module.yaml');
  writeFileSync(file, text);
  return moduleOptions(file, readConfiguration(file, Module));
}

const pkcs11 = 'type: pkcs11\nlibrary: /usr/lib/module.so\nprovider: luna\n';
const token = 'tokens: [{label: one, pinFile: pin}]\n';

test('a module that is neither of the two, or says more than there is, is refused', () => {
  for (const text of [
    'folder: module\nlibrary: /usr/lib/module.so',
    'type: software\n',
    'folder: module\nlanes: 0',
    pkcs11,
    `${pkcs11}tokens: []`,
    `${pkcs11}tokens: [{label: one, pin: '1234'}]`,
    `${pkcs11}${token}provider2: luna`,
    `${pkcs11.replace('luna', 'unknown')}${token}`,
    `${pkcs11.replace('/usr', 'usr')}${token}`,
    `${pkcs11}${token}keys: [RSA-1024]`,
    `${pkcs11}${token}keys: []`,
    `${pkcs11}${token}environment: {PKCS11: [1]}`,
  ]) {
    assert.throws(() => read(text), ConfigurationError, text);
  }
});

test('a PIN that cannot be read is refused by the name of its file, and so is an empty one', () => {
  assert.throws(() => read(pkcs11 + token), /the secret pin cannot be read/);
  writeFileSync(join(folder, 'pin'), '\n');
  assert.throws(() => read(pkcs11 + token), /the secret pin is empty/);
});

test('the software module is a folder, beside the file that names it', () => {
  assert.deepEqual(read('folder: keys'), { moduleFolder: join(folder, 'keys') });
  assert.deepEqual(read('type: software\nfolder: keys\nlanes: 2'), { moduleFolder: join(folder, 'keys'), lanes: 2 });
});

test('a module behind PKCS#11 is its library, its tokens with the PINs of their files, and what its keys may be', () => {
  writeFileSync(join(folder, 'pin'), 'a secret\n');
  assert.deepEqual(read(pkcs11 + token), {
    pkcs11: { library: '/usr/lib/module.so', provider: 'luna', tokens: [{ label: 'one', pin: 'a secret' }] },
  });
  const more = 'lanes: 4\nkeys: [P-256, RSA-3072]\nenvironment: {ChrystokiConfigurationPath: /etc}\n';
  assert.deepEqual(read(pkcs11 + token + more).pkcs11, {
    library: '/usr/lib/module.so',
    provider: 'luna',
    tokens: [{ label: 'one', pin: 'a secret' }],
    lanes: 4,
    environment: { ChrystokiConfigurationPath: '/etc' },
    algorithms: [
      { kind: 'ec', curve: 'P-256' },
      { kind: 'rsa', bits: 3072 },
    ],
  });
});

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeManifest, verifyManifest } from './manifest.ts';

const root = mkdtempSync(join(tmpdir(), 'chancery-program-'));
after(() => rmSync(root, { recursive: true }));
const file = (name: string, text: string) => writeFileSync(join(root, name), text);
for (const folder of ['sam/src/server/signing', 'programs/src']) mkdirSync(join(root, folder), { recursive: true });
file('sam/src/server/signing/sign.ts', 'export const sign = 1;');
file('programs/src/sam.ts', 'export {};');
file('package-lock.json', '{}');

const keys = (namedCurve = 'P-256') => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  const pem = { format: 'pem' } as const;
  return { open: publicKey.export({ ...pem, type: 'spki' }), secret: privateKey.export({ ...pem, type: 'pkcs8' }) };
};
const release = keys();
const manifest = makeManifest(root, String(release.secret));
const judge = (text = manifest, key = release.open) => verifyManifest(root, text, String(key));

test('a program as it was released is verified, its tests apart', () => {
  assert.equal(judge(), 3);
  file('sam/src/server/signing/sign.test.ts', 'a test');
  assert.equal(judge(), 3);
});

test('a changed, an added and a missing file are named', () => {
  file('sam/src/server/signing/sign.ts', 'export const sign = 2;');
  assert.throws(() => judge(), /sam\/src\/server\/signing\/sign\.ts was changed/);
  file('sam/src/server/signing/sign.ts', 'export const sign = 1;');
  file('programs/src/more.ts', 'export {};');
  assert.throws(() => judge(), /programs\/src\/more\.ts is not of it/);
  rmSync(join(root, 'programs/src/more.ts'));
  rmSync(join(root, 'programs/src/sam.ts'));
  assert.throws(() => judge(), /programs\/src\/sam\.ts is missing/);
  file('programs/src/sam.ts', 'export {};');
  assert.equal(judge(), 3);
});

test('a manifest by another key, with another content, or that is none, is refused', () => {
  assert.throws(() => judge(manifest, keys().open), /not signed by the release key/);
  const [header, payload, signature] = manifest.split('.');
  const other = Buffer.from('{}').toString('base64url');
  assert.throws(() => judge([header, other, signature].join('.')), /not signed by the release key/);
  assert.throws(() => judge([other, payload, signature].join('.')), /not signed by the release key/);
  assert.throws(() => judge('nothing'), /not signed by the release key/);
  assert.throws(() => makeManifest(root, String(keys('P-384').secret)), /on P-256/);
});

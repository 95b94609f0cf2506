/** The signed manifest of a SAM's program: every file by its SHA-256, under a release key (EN 419 241-1 SRG_SO, G15). */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a SAM's process runs of this program; packages from outside are held by the hashes of the lock file. */
const covered = ['pki/src', 'xmldsig/src', 'crypto-module/src', 'sam/src', 'programs/src'];
const single = ['package-lock.json'];
const type = 'chancery-program-manifest';

export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

/** The files below `root` and their hashes, as a JWS (RFC 7515, compact, ES256) by the release key (PEM). */
export function makeManifest(root: string, releaseKey: string): string {
  const header = { alg: 'ES256', typ: type };
  const input = [header, hashesOf(root)]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = onP256(createPrivateKey(releaseKey));
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** How many files are as they were released. Throws ManifestError naming the first that is not, is missing or is too many. */
export function verifyManifest(root: string, manifest: string, releaseKey: string): number {
  const released = contentOf(manifest.trim(), onP256(createPublicKey(releaseKey)));
  const there = hashesOf(root);
  for (const file of new Set([...Object.keys(released), ...Object.keys(there)])) {
    if (released[file] === there[file]) continue;
    const how =
      there[file] === undefined ? 'is missing' : released[file] === undefined ? 'is not of it' : 'was changed';
    throw new ManifestError(`The program is not the one that was released: ${file} ${how}.`);
  }
  return Object.keys(released).length;
}

type Hashes = Readonly<Record<string, string>>;

function hashesOf(root: string): Hashes {
  const files = covered.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }));
  const released = [...files.filter((file) => !file.endsWith('.test.ts') && !file.includes('/testing/')), ...single];
  return Object.fromEntries(released.sort().map((file) => [file, hashOf(join(root, file))]));
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('base64url');
}

function contentOf(manifest: string, key: KeyObject): Hashes {
  const [header = '', payload = '', signature = ''] = manifest.split('.');
  const signed = Buffer.from(`${header}.${payload}`);
  const value = Buffer.from(signature, 'base64url');
  if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, value))
    throw new ManifestError('The manifest of the program is not signed by the release key.');
  const { alg, typ } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as Record<string, unknown>;
  if (alg !== 'ES256' || typ !== type) throw new ManifestError('The manifest of the program is of another type.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Hashes;
}

function onP256(key: KeyObject): KeyObject {
  if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  throw new ManifestError('A release key is on P-256.');
}

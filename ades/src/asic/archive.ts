/**
 * Level LTA of ASiC-E with CAdES (EN 319 162-1, 5.4, annex A.7): a time-stamp token over a manifest of everything in the container.
 * The newest one is ASiCArchiveManifest.xml and names the one before, which takes a number.
 */
import { type DigestName, digestOf, extendSignedData } from '@chancery/pki';
import { joined, setsOf } from '../cades/carried.ts';
import { readingCms } from '../cades/cms.ts';
import { requireImprint } from '../cades/time-stamp-imprint.ts';
import type { ValidationData } from '../cades/validation-data.ts';
import type { CarriedEvidence } from '../carried-evidence.ts';
import { AdesError } from '../error.ts';
import { type AsicContainer, containerFile, entriesOf } from './container.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { withFiles } from './signature-file.ts';

const newestName = 'META-INF/ASiCArchiveManifest.xml';

interface Archive {
  readonly manifest: string;
  readonly token: string;
  readonly covered: readonly string[];
}

function archivesOf(container: AsicContainer): Archive[] {
  return entriesOf(container.entries, 'archiveManifest').map(({ name }) => {
    const { signature, entries } = readManifest(containerFile(container, name));
    return { manifest: name, token: signature, covered: entries.map((one) => one.name) };
  });
}

/** By its name; of others, which may number all of theirs, the one that no other covers. */
function newestOf(container: AsicContainer): Archive | undefined {
  const all = archivesOf(container);
  const open = all.filter(({ token }) => all.every(({ covered }) => !covered.includes(token)));
  return open.find(({ manifest }) => manifest === newestName) ?? open.at(-1);
}

/** Whether an archive time-stamp covers the file: then it can grow no more. */
export function isArchived(container: AsicContainer, name: string): boolean {
  return archivesOf(container).some(({ covered }) => covered.includes(name));
}

/** What the archive time-stamps of the container carry. */
export function carriedByArchives(container: AsicContainer): Omit<CarriedEvidence, 'signers' | 'unnamed'> {
  const tokens = archivesOf(container).map(({ token }) => containerFile(container, token));
  const timeStamps = tokens.map((token) => ({ kind: 'archive', token }) as const);
  return { timeStamps, ...joined(tokens.map((token) => readingCms(() => setsOf(token)))) };
}

/** Certificates and status for the newest archive time-stamp: inside its token, which nothing covers yet. */
export function addAsicArchiveData(container: AsicContainer, data: ValidationData): Uint8Array {
  const newest = newestOf(container);
  if (newest === undefined) throw new AdesError('input', 'the container has no archive time-stamp');
  const token = containerFile(container, newest.token);
  return withFiles(container, new Map([[newest.token, readingCms(() => extendSignedData(token, data))]]));
}

/** What the next archive time-stamp is over: the manifest to be. Its digest is the imprint. */
export function asicArchiveTimeStampInput(container: AsicContainer, digest: DigestName): Uint8Array {
  return nextManifest(renumbered(container), digest).octets;
}

/** The container with the manifest and the token. Throws AdesError `time-stamp` for a token over something else. */
export function addAsicArchiveTimeStamp(container: AsicContainer, token: Uint8Array, digest: DigestName): Uint8Array {
  const ready = renumbered(container);
  const { octets, tokenName } = nextManifest(ready, digest);
  requireImprint(token, octets);
  return withFiles(
    ready.container,
    new Map([
      [newestName, octets],
      [tokenName, token],
    ]),
  );
}

interface Renumbered {
  readonly container: AsicContainer;
  readonly previous?: string;
}

/** The manifest that is the newest so far makes room for the next one; its octets stay. */
function renumbered(container: AsicContainer): Renumbered {
  if (container.entries.every(({ name }) => name !== newestName)) return { container };
  const previous = freeName(container, (number) => `META-INF/ASiCArchiveManifest${number}.xml`);
  const entries = container.entries.map((one) => (one.name === newestName ? { ...one, name: previous } : one));
  return { container: { ...container, entries }, previous };
}

function nextManifest({ container, previous }: Renumbered, digest: DigestName) {
  const tokenName = freeName(container, (number) => `META-INF/timestamp${number}.tst`);
  const entries = container.entries
    .filter(({ name }) => name !== 'mimetype')
    .map(({ name }) => {
      const value = digestOf(digest, containerFile(container, name));
      return { name, digest, value, ...(name === previous ? { rootFile: true } : {}) };
    });
  const signatureType = 'application/vnd.etsi.timestamp-token';
  return { tokenName, octets: writeManifest({ signature: tokenName, signatureType, entries }) };
}

function freeName({ entries }: AsicContainer, nameOf: (number: string) => string): string {
  for (let number = 1; ; number++) {
    const name = nameOf(String(number).padStart(3, '0'));
    if (entries.every((one) => one.name.toLowerCase() !== name.toLowerCase())) return name;
  }
}

/** What a container is to hold and its signature to be over: files that are handed over, or those of a container that is there. */
import { type DigestName, digestOf } from '@chancery/pki';
import { AdesError } from '../error.ts';
import { fileDigest } from '../xades/content.ts';
import {
  type AsicContainer,
  type ContainerKind,
  containerFile,
  dataEntries,
  entriesOf,
  mediaTypes,
} from './container.ts';
import { requireDistinct, requireEntryName } from './entry-name.ts';
import type { ZipEntry } from './read-zip.ts';
import { distantMember, type Member, memberOf } from './write-zip.ts';

/** A file by its name, with its octets; or with its size, CRC-32 and digest, when its octets go where the parts say later. */
export type AsicFile = { readonly name: string; readonly mimeType?: string } & (
  | { readonly octets: Uint8Array }
  | { readonly size: number; readonly crc32: number; readonly digest: DigestName; readonly value: Uint8Array }
);

/** A new container, or one more signature in one that is there, over all files in it. */
export type AsicContent =
  | { readonly kind: ContainerKind; readonly files: readonly AsicFile[] }
  | { readonly container: AsicContainer };

export interface DigestedFile {
  readonly name: string;
  readonly mimeType?: string;
  readonly digest: DigestName;
  readonly value: Uint8Array;
}

const most = 500;

/** Throws AdesError `input` for files that no container of this kind holds. */
export function requireAsicContent(content: AsicContent): void {
  const names = namesOf(content);
  const simple = kindOf(content) === 'ASiC-S';
  if (names.length === 0 || names.length > most) throw input(`not between one and ${most} files`);
  if (simple && names.length > 1) throw input('ASiC-S holds one file: several need ASiC-E');
  for (const name of names) requireEntryName(name);
  requireDistinct(names);
  if (names.some(isOwn)) throw input('a file with a name that the container needs itself');
  // EN 319 162-1, 4.3.3.2: in the root folder.
  if (simple && names[0]?.includes('/')) throw input('ASiC-S holds its file in no folder');
}

export function kindOf(content: AsicContent): ContainerKind {
  return 'files' in content ? content.kind : content.container.kind;
}

function namesOf(content: AsicContent): string[] {
  return ('files' in content ? content.files : dataEntries(content.container)).map(({ name }) => name);
}

function isOwn(name: string): boolean {
  return /^(mimetype$|META-INF(\/|$))/i.test(name);
}

/** Each file of the content by its digest. Throws AdesError `input`, and `damaged` for a container that does not hold what it says. */
export function digestedFiles(content: AsicContent, digest: DigestName): DigestedFile[] {
  if ('files' in content) return content.files.map((file) => digested(file, digest));
  const { container } = content;
  return dataEntries(container).map(({ name }) => ({
    name,
    digest,
    value: digestOf(digest, containerFile(container, name)),
  }));
}

function digested(file: AsicFile, digest: DigestName): DigestedFile {
  const { name, mimeType } = file;
  const described = mimeType === undefined ? { name, digest } : { name, digest, mimeType };
  return { ...described, value: fileDigest(file, digest) };
}

/** The files themselves as members of the container to be: those of another one octet for octet as they are stored. */
export function contentMembers(content: AsicContent): Member[] {
  const first = memberOf('mimetype', Buffer.from(mediaTypes[kindOf(content)]));
  if ('files' in content) return [first, ...content.files.map(fileMember)];
  const { entries } = content.container;
  return [first, ...entries.filter(({ name }) => name !== 'mimetype').map(keptMember)];
}

function fileMember(file: AsicFile): Member {
  return 'octets' in file ? memberOf(file.name, file.octets) : distantMember(file.name, file.size, file.crc32);
}

function keptMember({ from, to, ...record }: ZipEntry): Member {
  return { ...record, content: { kind: 'original', from, to } };
}

/** The container that is there, if it has signatures of this kind: a second kind beside them would be read by nobody. */
export function earlier(content: AsicContent, format: 'cades' | 'xades'): AsicContainer | undefined {
  if ('files' in content) return undefined;
  const { container } = content;
  const other = format === 'cades' ? 'xades' : 'cades';
  if (entriesOf(container.entries, other).length > 0)
    throw input('the container has signatures of the other kind, which must not be mixed');
  // EN 319 162-1, 4.3.3.2: signatures or a time-stamp.
  if (container.kind === 'ASiC-S' && entriesOf(container.entries, 'timeStamp').length > 0)
    throw input('the container holds a time-stamp instead of signatures');
  return container;
}

function input(message: string): AdesError {
  return new AdesError('input', message);
}

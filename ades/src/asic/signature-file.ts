/** The signatures of a container, for what comes after them: what each is over, and how it is put back. */
import { AdesError } from '../error.ts';
import { type AsicContainer, containerFile, dataEntries, entriesOf } from './container.ts';
import { contentMembers } from './content.ts';
import { containerComment } from './embed.ts';
import { joinParts } from './join-parts.ts';
import { readManifest } from './manifest.ts';
import { type Member, memberOf, zipParts } from './write-zip.ts';

/** A file of signatures. Of a CMS `content` is what it is over; of XML `files` are all that it may refer to. */
export type SignatureFile = { readonly name: string; readonly octets: Uint8Array } & (
  | { readonly format: 'cades'; readonly content: Uint8Array }
  | { readonly format: 'xades'; readonly files: ReadonlyMap<string, Uint8Array> }
);

/** Their names, in the order of the container; none where there are only time-stamps. */
export function signatureNames({ entries }: AsicContainer): string[] {
  return [...entriesOf(entries, 'cades'), ...entriesOf(entries, 'xades')].map(({ name }) => name);
}

/** The first unless named. Throws AdesError `input` where there is none, or what it is over is not there; `damaged`. */
export function signatureFile(container: AsicContainer, name = signatureNames(container)[0]): SignatureFile {
  if (name === undefined || !signatureNames(container).includes(name))
    throw new AdesError('input', 'the container has no such signature');
  const octets = containerFile(container, name);
  const cms = entriesOf(container.entries, 'cades').some((one) => one.name === name);
  if (cms) return { name, octets, format: 'cades', content: signedBy(container, name) };
  return { name, octets, format: 'xades', files: allData(container) };
}

function allData(container: AsicContainer): ReadonlyMap<string, Uint8Array> {
  return new Map(dataEntries(container).map(({ name }) => [name, containerFile(container, name)]));
}

/** The manifest that names the signature; in ASiC-S the file. */
function signedBy(container: AsicContainer, signature: string): Uint8Array {
  const manifests = entriesOf(container.entries, 'manifest').map(({ name }) => containerFile(container, name));
  const own = manifests.find((octets) => readManifest(octets).signature === signature);
  if (own !== undefined) return own;
  const [file, ...more] = dataEntries(container);
  if (file === undefined || more.length > 0) throw new AdesError('input', 'the container does not tell what is signed');
  return containerFile(container, file.name);
}

/** The container with these files instead of those of the same names, or behind the others. */
export function withFiles(container: AsicContainer, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const kept = contentMembers({ container }).map((one) => replaced(one, files));
  const names = new Set(kept.map(({ name }) => name));
  const added = [...files].filter(([name]) => !names.has(name)).map(([name, octets]) => memberOf(name, octets));
  const parts = zipParts([...kept, ...added], containerComment(container.kind));
  return joinParts(parts, { original: container.source });
}

function replaced(member: Member, files: ReadonlyMap<string, Uint8Array>): Member {
  const octets = files.get(member.name);
  return octets === undefined ? member : memberOf(member.name, octets);
}

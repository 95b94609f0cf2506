/**
 * A ZIP file as the list of its parts. Only what is small is held: a file's octets go where its part says, from wherever they
 * are, so that a container of any size can be written by whoever has a file and a place to write to.
 */
import { crc32 } from 'node:zlib';
import { requireDistinct, requireEntryName } from './entry-name.ts';
import { centralHeader, endRecords, localHeader, noTime, type ZipRecord } from './zip-records.ts';

/** Octets; all of the file of this name that was handed over; or a range of the container that is written anew. */
export type ContainerPart =
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | { readonly kind: 'file'; readonly name: string; readonly size: number }
  | { readonly kind: 'original'; readonly from: number; readonly to: number };

/** A file to be, and the part its octets come from. */
export interface Member extends ZipRecord {
  readonly content: ContainerPart;
}

/** Of octets that are there, kept as they are. */
export function memberOf(name: string, octets: Uint8Array): Member {
  const { length } = octets;
  return { ...known(name, length, crc32(octets)), content: { kind: 'octets', octets } };
}

/** Of a file that is elsewhere: size and CRC-32 must be its own. */
export function distantMember(name: string, size: number, crc: number): Member {
  return { ...known(name, size, crc), content: { kind: 'file', name, size } };
}

function known(name: string, size: number, crc: number): ZipRecord {
  return { name, method: 0, crc32: crc, size, stored: size, modified: noTime };
}

/** In their order; the comment belongs to the whole. Throws AdesError `input` for names that no container may have. */
export function zipParts(members: readonly Member[], comment: string): ContainerPart[] {
  for (const { name } of members) requireEntryName(name);
  requireDistinct(members.map(({ name }) => name));
  const parts: ContainerPart[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const member of members) {
    const header = localHeader(member);
    parts.push({ kind: 'octets', octets: header }, member.content);
    directory.push(centralHeader(member, offset));
    offset += header.length + member.stored;
  }
  const central = Buffer.concat(directory);
  const end = endRecords({ entries: members.length, offset, size: central.length }, comment);
  return [...parts, { kind: 'octets', octets: Buffer.concat([central, end]) }];
}

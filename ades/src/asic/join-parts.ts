import { AdesError } from '../error.ts';
import type { PdfSource } from '../pdf/source.ts';
import type { ContainerPart } from './write-zip.ts';

/** From where parts come: the container that is written anew, and files by their names. */
export interface PartSources {
  readonly original?: PdfSource;
  readonly files?: ReadonlyMap<string, Uint8Array>;
}

/** A container in memory, where it has room; else write one part after the other. Throws AdesError `input` for what is not there. */
export function joinParts(parts: readonly ContainerPart[], sources: PartSources = {}): Uint8Array {
  return Buffer.concat(parts.map((part) => octetsOf(part, sources)));
}

function octetsOf(part: ContainerPart, { original, files }: PartSources): Uint8Array {
  if (part.kind === 'octets') return part.octets;
  const octets = part.kind === 'file' ? files?.get(part.name) : original?.read(part.from, part.to);
  if (octets !== undefined && octets.length === sizeOfPart(part)) return octets;
  throw new AdesError('input', 'a file of the container is missing, or of another size');
}

function sizeOfPart(part: Exclude<ContainerPart, { kind: 'octets' }>): number {
  return part.kind === 'file' ? part.size : part.to - part.from;
}

import type { SignatureForm as Wanted } from '@chancery/api';
import { requireReadable, rewriteDamaged, ScaError } from '@chancery/sca';
import type { SsaDeps } from '../deps.ts';
import { documentLimit, type Place } from '../uploads/coming-in.ts';
import { type Measure, measured } from '../uploads/octets.ts';
import { originalName } from './document-names.ts';
import { readForm } from './stored-form.ts';

/** Octets of a file that may be held: whoever writes it anew reads it everywhere. */
const limit = 256 * 1024 * 1024;

/**
 * Finds the stored document readable, or stores it anew where it is damaged and its form asks for that: then the new one is
 * measured, and is what will be shown and signed. Throws ScaError, SsaError.
 */
export async function readableOriginal(
  deps: SsaDeps,
  place: Place,
  position: number,
  wanted: Wanted = { format: 'pades' },
): Promise<Measure | undefined> {
  const form = readForm(wanted, {}, []);
  const source = await deps.documents.open(place.document_key, place.id, originalName(position));
  try {
    requireReadable(source, form);
    return undefined;
  } catch (error) {
    if (form.format !== 'pades' || !mayRewrite(error, wanted) || source.size > limit) throw error;
    return await storeAnew(deps, place, position, rewriteDamaged(source.read(0, source.size), form));
  } finally {
    source.close();
  }
}

function mayRewrite(error: unknown, wanted: Wanted): boolean {
  const damaged = error instanceof ScaError && error.code === 'damaged';
  return damaged && wanted.format === 'pades' && wanted.rewrite === true;
}

async function storeAnew(deps: SsaDeps, { id, document_key }: Place, position: number, octets: Uint8Array) {
  const written = measured([octets], documentLimit(deps));
  await deps.documents.put(document_key, id, originalName(position), written.octets);
  return written.measure();
}

import { AdesError } from '../error.ts';
import type { PdfDocument } from '../pdf/document.ts';
import { isInteger, type PdfDictionary, type PdfValue } from '../pdf/value.ts';
import type { PadesOptions } from './options.ts';

/** Bits of `/Ff` of a seed value dictionary that this signer can honour (ISO 32000-2, table 237). */
const filterBit = 1 << 0;
const subFilterBit = 1 << 1;
const digestBit = 1 << 6;
const honoured = filterBit | subFilterBit | digestBit;

/** Throws AdesError `seed-value` when the field demands what this signature will not be. */
export function requireSeedValue(document: PdfDocument, field: PdfDictionary, options: PadesOptions): void {
  const seed = document.get(field, 'SV');
  if (seed.kind !== 'dictionary') return;
  const flags = document.get(seed, 'Ff');
  const required = isInteger(flags) ? flags.value : 0;
  if ((required & ~honoured) !== 0) throw new AdesError('seed-value', 'the field has requirements not supported yet');
  if (required & filterBit) requireListed(document, seed, 'Filter', 'Adobe.PPKLite');
  if (required & subFilterBit) requireListed(document, seed, 'SubFilter', options.subFilter ?? 'ETSI.CAdES.detached');
  if (required & digestBit) requireListed(document, seed, 'DigestMethod', options.digest.toUpperCase());
}

function requireListed(document: PdfDocument, seed: PdfDictionary, key: string, ours: string): void {
  const value = document.get(seed, key);
  const listed = value.kind === 'array' ? value.items.map((item) => document.resolve(item)) : [value];
  if (listed.some((item) => text(item) === ours)) return;
  throw new AdesError('seed-value', `the field requires another /${key} than ${ours}`);
}

function text(value: PdfValue): string | undefined {
  if (value.kind === 'name') return value.value;
  return value.kind === 'string' ? Buffer.from(value.bytes).toString('latin1') : undefined;
}

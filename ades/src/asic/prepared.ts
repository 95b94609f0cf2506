import { type PreparedCades, parsePreparedCades, serializePreparedCades } from '../cades/prepared.ts';
import { bytes, parseObject, storedText, unreadable } from '../stored-state.ts';
import { type PreparedXades, parsePreparedXades, serializePreparedXades } from '../xades/prepared.ts';
import type { ContainerKind } from './container.ts';

/** A prepared signature in a container: all that is kept between preparing and embedding; the files come again. */
export type PreparedAsic = { readonly kind: ContainerKind } & (
  | {
      readonly format: 'cades';
      readonly prepared: PreparedCades;
      /** ASiC-E: the ASiCManifest, which is what is signed. */
      readonly manifest?: Uint8Array;
    }
  | { readonly format: 'xades'; readonly prepared: PreparedXades }
);

const version = 1;

export function serializePreparedAsic(asic: PreparedAsic): string {
  const prepared =
    asic.format === 'cades' ? serializePreparedCades(asic.prepared) : serializePreparedXades(asic.prepared);
  return storedText({ version, ...asic, prepared });
}

/** Throws AdesError `input` when the text is not what serializePreparedAsic wrote. */
export function parsePreparedAsic(text: string): PreparedAsic {
  const { version: found, kind, format, prepared, manifest } = parseObject(text);
  if (found !== version || (kind !== 'ASiC-S' && kind !== 'ASiC-E') || typeof prepared !== 'string') throw unreadable();
  if (format === 'xades') return { kind, format, prepared: parsePreparedXades(prepared) };
  if (format !== 'cades' || (kind === 'ASiC-E') !== (manifest !== undefined)) throw unreadable();
  const common = { kind, format, prepared: parsePreparedCades(prepared) } as const;
  return manifest === undefined ? common : { ...common, manifest: bytes(manifest) };
}

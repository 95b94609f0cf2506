import type { DigestName } from '@chancery/pki';
import { bytes, digestName, parseObject, storedText, unreadable } from '../stored-state.ts';
import type { CadesContent } from './content.ts';

/** A prepared signature: all that is kept between preparing and embedding; the content itself comes again with the value. */
export interface PreparedCades {
  readonly packaging: CadesContent['packaging'] | 'counter';
  readonly digest: DigestName;
  readonly messageDigest: Uint8Array;
  /** DER of the SET OF attributes: exactly the octets that are signed. */
  readonly signedAttributes: Uint8Array;
  /** digest(signedAttributes). */
  readonly dtbsr: Uint8Array;
}

const version = 1;

export function serializePreparedCades(prepared: PreparedCades): string {
  return storedText({ version, ...prepared });
}

/** Throws AdesError `input` when the text is not what serializePreparedCades wrote. */
export function parsePreparedCades(text: string): PreparedCades {
  const stored = parseObject(text);
  if (stored['version'] !== version) throw unreadable();
  return {
    packaging: packaging(stored['packaging']),
    digest: digestName(stored['digest']),
    messageDigest: bytes(stored['messageDigest']),
    signedAttributes: bytes(stored['signedAttributes']),
    dtbsr: bytes(stored['dtbsr']),
  };
}

function packaging(value: unknown): PreparedCades['packaging'] {
  const known = (['attached', 'detached', 'parallel', 'counter'] as const).find((one) => one === value);
  if (known === undefined) throw unreadable();
  return known;
}

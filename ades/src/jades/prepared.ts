import type { DigestName } from '@chancery/pki';
import { bytes, digestName, parseObject, storedText, unreadable } from '../stored-state.ts';
import type { JadesContent } from './content.ts';

/** A prepared signature: all that is kept between preparing and embedding; the content comes again with the value. */
export interface PreparedJades {
  readonly packaging: JadesContent['packaging'];
  readonly digest: DigestName;
  /** JSON, exactly the octets that are signed. */
  readonly protectedHeader: Uint8Array;
  /** SHA-256 of the payload in base64url. */
  readonly payloadSha256: Uint8Array;
  /** The digest of the JWS Signing Input (RFC 7515, 5.1). */
  readonly dtbsr: Uint8Array;
}

const version = 1;
const packagings = ['attached', 'detached', 'parallel'] as const;

export function serializePreparedJades(prepared: PreparedJades): string {
  return storedText({ version, ...prepared });
}

/** Throws AdesError `input` when the text is not what serializePreparedJades wrote. */
export function parsePreparedJades(text: string): PreparedJades {
  const stored = parseObject(text);
  const packaging = packagings.find((one) => one === stored['packaging']);
  if (stored['version'] !== version || packaging === undefined) throw unreadable();
  return {
    packaging,
    digest: digestName(stored['digest']),
    protectedHeader: bytes(stored['protectedHeader']),
    payloadSha256: bytes(stored['payloadSha256']),
    dtbsr: bytes(stored['dtbsr']),
  };
}

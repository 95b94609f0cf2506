import {
  type CeremonyProtocol,
  keyOfJwk,
  type OfficerKey,
  type ProtocolFile,
  signingDigest,
} from '@chancery/crypto-module/ceremony';
import { wrongUse } from './ceremony-error.ts';

/** The digest is hex of SHA-256 or SHA-384. */
export interface ToSign {
  readonly officer: string;
  readonly alg: string;
  readonly kid: string;
  readonly digest: string;
}

/** What an officer signs, for people to compare and for cards that sign digests. */
export function toSign(file: ProtocolFile, { name, key }: CeremonyProtocol['officers'][number]): ToSign {
  const officer = keyOfJwk(key);
  return {
    officer: name,
    alg: officer.alg,
    kid: officer.kid,
    digest: Buffer.from(signingDigest(file, officer)).toString('hex'),
  };
}

/** The officer of a protocol, by name. @throws CeremonyError 2 */
export function officerOf({ officers }: CeremonyProtocol, name: string): OfficerKey {
  const found = officers.find((officer) => officer.name === name);
  if (found !== undefined) return keyOfJwk(found.key);
  throw wrongUse(
    `No officer of this protocol is called ${name}; they are: ${officers.map((each) => each.name).join(', ')}`,
  );
}

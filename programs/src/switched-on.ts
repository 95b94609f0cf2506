/** What an operator switches on beyond the ordinary algorithms: everything is off unless the configuration says so. */
import type { OptionalAlgorithm } from '@chancery/pki';
import Type, { type Static } from 'typebox';
import { closed } from './configuration.ts';

/** `algorithms` of the configurations of SSA and SAM; each is told by itself. */
export const Algorithms = Type.Object(
  {
    ed25519: Type.Optional(Type.Boolean()),
    mlDsa: Type.Optional(Type.Boolean()),
    /** RSA PKCS#1 v1.5 with SHA-1, by PIN alone: two documents of one value can be made. */
    legacyInsecureRsaSha1: Type.Optional(Type.Boolean()),
    /** The same with SHA-224: of 112 bits, less than signatures of today should have. */
    legacyRsaSha224: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type Algorithms = Static<typeof Algorithms>;

interface Log {
  warn(message: string): void;
}

/** The words for what is on; what is insecure is said in the log at every start. */
export function switchedOn(chosen: Algorithms | undefined, log: Log): OptionalAlgorithm[] {
  const { ed25519 = false, mlDsa = false, legacyInsecureRsaSha1 = false, legacyRsaSha224 = false } = chosen ?? {};
  if (legacyInsecureRsaSha1) log.warn(insecure);
  if (legacyRsaSha224) log.warn(weak);
  return [
    ...(ed25519 ? (['ed25519'] as const) : []),
    ...(mlDsa ? (['ml-dsa'] as const) : []),
    ...(legacyInsecureRsaSha1 ? (['insecure-rsa-sha1'] as const) : []),
    ...(legacyRsaSha224 ? (['legacy-rsa-sha224'] as const) : []),
  ];
}

const insecure =
  'algorithms.legacyInsecureRsaSha1 is on: keys with a PIN sign SHA-1, which is INSECURE. Somebody who chooses what is signed can move such a signature to another document. Turn it off as soon as the last old reader is gone.';
const weak =
  'algorithms.legacyRsaSha224 is on: keys with a PIN sign SHA-224, which is weaker than signatures of today should be. Turn it off as soon as the last old reader is gone.';

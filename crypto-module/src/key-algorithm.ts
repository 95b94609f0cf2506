import type { LegacyScheme, MessageKeyKind, OptionalAlgorithm, SignatureScheme } from '@chancery/pki/notation';
import { isMessageScheme, isSwitchedOn } from '@chancery/pki/notation';
import { CryptoModuleError } from './crypto-module-error.ts';

/** What a signing key may be. */
export type KeyAlgorithm = RsaAlgorithm | EcAlgorithm | MessageAlgorithm;
export interface RsaAlgorithm {
  readonly kind: 'rsa';
  readonly bits: 2048 | 3072 | 4096;
}
export interface EcAlgorithm {
  readonly kind: 'ec';
  readonly curve: 'P-256' | 'P-384';
}
/** Signs messages, never digests. */
export interface MessageAlgorithm {
  readonly kind: MessageKeyKind;
}

const rsaBits: readonly RsaAlgorithm['bits'][] = [2048, 3072, 4096];

/** RFC 5480, 2.1.1.1 */
const curveOids: Readonly<Record<EcAlgorithm['curve'], string>> = {
  'P-256': '1.2.840.10045.3.1.7',
  'P-384': '1.3.132.0.34',
};

export function curveOid(curve: EcAlgorithm['curve']): string {
  return curveOids[curve];
}

export function curveOfOid(oid: string): EcAlgorithm['curve'] | undefined {
  return oid === curveOids['P-256'] ? 'P-256' : oid === curveOids['P-384'] ? 'P-384' : undefined;
}

/** The algorithm named by an unknown value. @throws CryptoModuleError `algorithm` */
export function parseKeyAlgorithm(value: unknown): KeyAlgorithm {
  const { kind, bits, curve } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const message = { kind: String(kind) };
  if (isMessageScheme(message)) return { kind: message.kind };
  const known = rsaBits.find((each) => each === bits);
  if (kind === 'rsa' && known !== undefined) return { kind, bits: known };
  if (kind === 'ec' && (curve === 'P-256' || curve === 'P-384')) return { kind, curve };
  throw new CryptoModuleError('algorithm', 'not a key algorithm of this module');
}

/** @throws CryptoModuleError `algorithm` when a key of this kind does not make such signatures */
export function requireFit(algorithm: KeyAlgorithm, scheme: SignatureScheme | LegacyScheme): void {
  const { kind } = scheme;
  const maker = isMessageScheme(scheme) ? scheme.kind : kind === 'ecdsa' ? 'ec' : 'rsa';
  if (algorithm.kind === maker) return;
  throw new CryptoModuleError('algorithm', `a key of kind ${algorithm.kind} makes no ${kind} signature`);
}

/** @throws CryptoModuleError `policy` for a key or a scheme that the operator has not switched on */
export function requireSwitchedOn(
  one: KeyAlgorithm | SignatureScheme | LegacyScheme,
  switchedOn: readonly OptionalAlgorithm[],
): void {
  if (isSwitchedOn(one, switchedOn)) return;
  throw new CryptoModuleError('policy', `signatures of ${'digest' in one ? one.digest : one.kind} are not switched on`);
}

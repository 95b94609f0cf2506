/** The native program that makes a key-encryption key with an unwrap template, which pkcs11js cannot express. */
import { spawnSync } from 'node:child_process';
import { CryptoModuleError } from '../crypto-module-error.ts';

/** What a key-encryption key allows (→ docs/ceremony.md). T: what it unwraps may leave under a trusted key; N: never. */
export type KekProfile = 'T' | 'N';

export interface KekOrder {
  /** The program, as `crypto-module/native/build` makes it. */
  readonly maker: string;
  /** The PKCS#11 module. */
  readonly library: string;
  readonly serial: string;
  readonly label: string;
  readonly generation: number;
  readonly profile: KekProfile;
  /** Whether it is a private object; a token may not let its security officer make one. */
  readonly hidden: boolean;
  /** The number of AES key wrap with padding (RFC 5649) in this module. */
  readonly wrapMechanism: number;
  /** Of the security officer in profile T, of the user in profile N. */
  readonly pin: string;
  /** The key wrapped under the transport key; without it the token generates one. */
  readonly wrapped?: Uint8Array;
}

/**
 * Makes the key in the token; the PIN passes by standard input alone.
 * @throws CryptoModuleError `input` for a PIN that is refused, `policy` when the module does not take such a key, `unavailable` when it fails
 */
export function makeKek(order: KekOrder): void {
  const { maker, library, serial, label, generation, profile, hidden, wrapMechanism, pin, wrapped } = order;
  const visibility = hidden ? 'PRIVATE' : 'PUBLIC';
  const options = [library, serial, label, String(generation), profile, visibility, String(wrapMechanism)];
  const input = `${pin}\n${Buffer.from(wrapped ?? []).toString('hex')}\n`;
  const { status, stderr, error } = spawnSync(maker, options, { input, encoding: 'utf8' });
  if (status !== 0) throw refusalOf(order, status, stderr?.trim() ?? '', error);
}

/** CKR_PIN_INCORRECT and CKR_PIN_LOCKED (PKCS#11 2.40, 5.1) */
const pinRefusals: Readonly<Record<string, string>> = { 'C_Login: 0xa0': 'is wrong', 'C_Login: 0xa4': 'is locked' };

function refusalOf(
  { label, profile }: KekOrder,
  status: number | null,
  said: string,
  cause?: Error,
): CryptoModuleError {
  const pin = pinRefusals[said];
  const whose = profile === 'T' ? 'security officers' : 'user';
  if (pin !== undefined) return new CryptoModuleError('input', `${label} was not made: the PIN of the ${whose} ${pin}`);
  if (status === 3)
    return new CryptoModuleError('policy', `the module takes no ${label} of profile ${profile} (${said})`);
  return new CryptoModuleError('unavailable', `${label} was not made: ${said || 'the key maker did not run'}`, {
    cause,
  });
}

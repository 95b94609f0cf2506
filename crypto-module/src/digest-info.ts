import { type DigestName, digestLength, type SignedDigest } from '@chancery/pki/notation';
import { CryptoModuleError } from './crypto-module-error.ts';

/** RFC 8017, 9.2, note 1: the DER in front of each digest */
const digestInfoPrefixes: Readonly<Record<SignedDigest, string>> = {
  sha1: '3021300906052b0e03021a05000414',
  sha224: '302d300d06096086480165030402040500041c',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** @throws CryptoModuleError `input` when the value is not a digest of that name */
export function requireDigest(digest: SignedDigest, value: Uint8Array): void {
  const length = digestLength(digest);
  if (value.length === length) return;
  throw new CryptoModuleError('input', `a ${digest} digest has ${length} bytes, not ${value.length}`);
}

/** DigestInfo of RFC 8017, 9.2 */
export function digestInfo(digest: SignedDigest, value: Uint8Array): Uint8Array {
  requireDigest(digest, value);
  return Buffer.concat([Buffer.from(digestInfoPrefixes[digest], 'hex'), value]);
}

/** EMSA-PSS-ENCODE, RFC 8017, 9.1.1, step 3. @throws CryptoModuleError `algorithm` */
export function requireSaltFits(digest: DigestName, saltLength: number, bits: number): void {
  if (Math.ceil(bits / 8) >= digestLength(digest) + saltLength + 2) return;
  throw new CryptoModuleError('algorithm', 'the salt does not fit');
}

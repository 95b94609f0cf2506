import { der } from '@chancery/pki/notation';
import { CryptoModuleError } from '../crypto-module-error.ts';
import { curveOid } from '../key-algorithm.ts';
import type { Point } from '../token.ts';
import type { Handle } from './cryptoki.ts';
import * as p11 from './numbers.ts';
import type { ModuleAlgorithm } from './provider-profile.ts';
import type { Session } from './session.ts';

/** RFC 3279, 2.3.1 and RFC 5480, 2.1.1 */
const rsaEncryption = der.sequence(der.oid('1.2.840.113549.1.1.1'), der.nil());
const ecPublicKey = '1.2.840.10045.2.1';

/** SubjectPublicKeyInfo of a public key. */
export function spkiOf(session: Session, key: Handle, algorithm: ModuleAlgorithm): Uint8Array {
  if (algorithm.kind === 'rsa') return rsaSpki(session, key) ?? refuse('tells no modulus');
  const size = algorithm.curve === 'P-256' ? 32 : 48;
  const identifier = der.sequence(der.oid(ecPublicKey), der.oid(curveOid(algorithm.curve)));
  return der.sequence(identifier, der.bitString(uncompressed(session, key, size)));
}

/** The same of either half of an RSA pair, by its modulus: the exponent is the one every pair here is made with. */
export function rsaSpki(session: Session, key: Handle): Uint8Array | undefined {
  const [modulus] = session.read(key, p11.CKA_MODULUS);
  if (!modulus?.length) return undefined;
  return der.sequence(rsaEncryption, der.bitString(der.sequence(der.integer(modulus), exponent)));
}

/** FIPS 186-5, A.1.1: 65537 */
const exponent = der.integer(0x1_0001);

/** Of a public key on P-256. */
export function pointOf(session: Session, key: Handle): Point {
  const point = uncompressed(session, key, 32);
  return { x: point.subarray(1, 33), y: point.subarray(33) };
}

/** CKA_EC_POINT is an octet string around the point (PKCS#11 3.0, 2.3.3); older modules give the point itself. */
function uncompressed(session: Session, key: Handle, size: number): Buffer {
  const [value = Buffer.alloc(0)] = session.read(key, p11.CKA_EC_POINT);
  const point = value.subarray(-(2 * size + 1));
  return point.length === 2 * size + 1 && point[0] === 4 ? point : refuse('tells no uncompressed point');
}

function refuse(how: string): never {
  throw new CryptoModuleError('unavailable', `A public key of the token ${how}.`);
}

/** JWE in compact form (RFC 7516) by ECDH-ES+A256KW (RFC 7518, 4.6) and A256GCM, written apart from the engine that reads it. */
import {
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto';
import { type PublicKey, publicHalf } from './phone-keys.ts';

const alg = 'ECDH-ES+A256KW';

export function encryptToSam(key: PublicKey & { readonly kid: string }, secret: string, bound: object): string {
  const ephemeral = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const epk = publicHalf(ephemeral.publicKey.export({ format: 'jwk' }) as PublicKey);
  const head = Buffer.from(JSON.stringify({ alg, enc: 'A256GCM', kid: key.kid, epk, ...bound })).toString('base64url');
  const publicKey = createPublicKey({ key: { ...publicHalf(key) }, format: 'jwk' });
  const wrapping = derive(diffieHellman({ privateKey: ephemeral.privateKey, publicKey }));
  const [content, iv] = [randomBytes(32), randomBytes(12)];
  const wrap = createCipheriv('id-aes256-wrap', wrapping, Buffer.alloc(8, 0xa6));
  const cipher = createCipheriv('aes-256-gcm', content, iv).setAAD(Buffer.from(head));
  const parts = [Buffer.concat([wrap.update(content), wrap.final()]), iv, cipher.update(secret, 'utf8')];
  cipher.final();
  return [head, ...[...parts, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

/** NIST SP 800-56A, 5.8.1, as RFC 7518, 4.6.2 fills it in. */
function derive(secret: Uint8Array): Buffer {
  const number = (value: number) => Buffer.from(Uint32Array.of(value).buffer).swap32();
  const info = [number(alg.length), Buffer.from(alg), number(0), number(0), number(256)];
  return createHash('sha256')
    .update(Buffer.concat([number(1), secret, ...info]))
    .digest();
}

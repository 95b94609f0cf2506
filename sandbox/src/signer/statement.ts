/**
 * The SAM's statement as a careful signer reads it: a JWS (RFC 7515, ES256) over the intent, by a pinned key, for this request
 * and this host. Its hash is the challenge of every proof. Written apart from the engine, so that it is a second opinion.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { SandboxError } from '../error.ts';

/** A P-256 key of the SAM, RFC 7517. */
export interface StatementKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
}

export interface Statement {
  readonly intent: Readonly<Record<string, unknown>>;
  /** SHA-256("chancery-intent-v1" || 0x00 || JCS(intent)). */
  readonly hash: Buffer;
}

/** Throws SandboxError `statement`. */
export function readStatement(
  jws: string,
  keys: readonly StatementKey[],
  expected: { readonly chal?: string; readonly host: string },
): Statement {
  const [header = '', payload = '', signature = '', ...more] = jws.split('.');
  const { alg, typ, kid } = decode(header);
  demand(more.length === 0 && alg === 'ES256' && typ === 'chancery-intent+jwt', 'it is not a statement');
  const key = keys.find((one) => one.kid === kid);
  demand(key !== undefined, 'it is by a key that is not pinned');
  demand(isSigned(key, `${header}.${payload}`, signature), 'its signature is not right');
  const intent = decode(payload);
  demand(expected.chal === undefined || intent['chal'] === expected.chal, 'it is about another request');
  demand(intent['rp_id'] === expected.host, 'it is for another host');
  demand(Number(intent['exp']) > Date.now() / 1000, 'its time is over');
  return {
    intent,
    hash: createHash('sha256')
      .update(`chancery-intent-v1\0${canonical(intent)}`)
      .digest(),
  };
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new SandboxError('statement', 'The statement cannot be read.', { cause });
  }
}

function isSigned({ kty, crv, x, y }: StatementKey, content: string, signature: string): boolean {
  const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  return verify(
    'sha256',
    Buffer.from(content),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
}

/** JSON Canonicalization Scheme, RFC 8785. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

export function demand(condition: boolean, why: string): asserts condition {
  if (!condition) throw new SandboxError('statement', `The statement is not believed: ${why}.`);
}

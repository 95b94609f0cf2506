import { createHash, createPublicKey, verify } from 'node:crypto';
import type { AttestationJwk, CryptoModule } from '@chancery/crypto-module';
import { canonicalize } from '../../client/index.ts';
import { b64u, integer, list, object, oneOf, type Reader, text } from '../shape.ts';

/** How far a chain is covered: the records `from` to `seq`; `h` is the hash of the last one. */
export type CheckpointHead = {
  readonly chain: string;
  readonly from: number;
  readonly seq: number;
  readonly h: string;
};

/**
 * What the module attests about the log: the heads of all chains that have grown, the root of the RFC 6962 tree over the records since
 * the checkpoint before (chain by chain in the order of their names, record by record), and the hash of that checkpoint. A chain that has
 * not grown stands as an earlier checkpoint says.
 */
export type Checkpoint = {
  readonly cp: number;
  readonly ts: string;
  readonly aud: string;
  readonly epoch: number;
  readonly prev: string;
  readonly merkle_root: string;
  readonly heads: readonly CheckpointHead[];
};

const type = 'chancery-checkpoint+jwt';

/** A JWS (RFC 7515, ES256) that carries its public key: whose key that is, the reader must know from elsewhere, by `kid`. */
export async function signCheckpoint(module: CryptoModule, checkpoint: Checkpoint): Promise<string> {
  const { jwk } = await module.call({ command: 'attest-public', key: 'checkpoint' });
  const header = { alg: 'ES256', typ: type, kid: jwk.kid, jwk: { ...jwk } };
  const signed = [canonicalize(header), canonicalize(checkpoint)].map(encode).join('.');
  const { signature } = await module.call({ command: 'attest', key: 'checkpoint', payload: Buffer.from(signed) });
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}

function encode(part: string): string {
  return Buffer.from(part, 'utf8').toString('base64url');
}

/** What the next checkpoint says of this one, and what is time-stamped: SHA-256 of the JWS. */
export function checkpointHash(jws: string): Buffer {
  return createHash('sha256').update(jws, 'latin1').digest();
}

/** A checkpoint as it was read. `signed`: by the key that it carries. */
export type ReadCheckpoint = Checkpoint & { readonly jws: string; readonly kid: string; readonly signed: boolean };

/** Undefined for anything that is no checkpoint. */
export function readCheckpoint(jws: string): ReadCheckpoint | undefined {
  const [header = '', payload = '', signature = '', ...rest] = jws.split('.');
  const head = parsed(header, headerShape);
  const checkpoint = parsed(payload, checkpointShape);
  if (head === undefined || checkpoint === undefined || rest.length > 0) return undefined;
  const kid = thumbprint(head.jwk);
  return { ...checkpoint, jws, kid, signed: kid === head.kid && isSigned(head.jwk, `${header}.${payload}`, signature) };
}

const hash = b64u(32, 32);
const count = integer(1, Number.MAX_SAFE_INTEGER);

const headerShape = object({
  alg: oneOf('ES256'),
  typ: oneOf(type),
  kid: hash,
  jwk: object({
    kty: oneOf('EC'),
    crv: oneOf('P-256'),
    x: hash,
    y: hash,
    kid: hash,
    alg: oneOf('ES256'),
    use: oneOf('sig'),
  }),
});

const checkpointShape = object({
  cp: count,
  ts: text(40),
  aud: text(500),
  epoch: count,
  prev: b64u(0, 32),
  merkle_root: hash,
  heads: list(object({ chain: text(64), from: count, seq: count, h: hash }), 1, 100_000),
});

function parsed<T>(part: string, shape: Reader<T>): T | undefined {
  try {
    return shape(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')), 'checkpoint');
  } catch {
    return undefined;
  }
}

/** RFC 7638. */
function thumbprint({ x, y }: Pick<AttestationJwk, 'x' | 'y'>): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
}

function isSigned({ x, y }: Pick<AttestationJwk, 'x' | 'y'>, signed: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    const value = Buffer.from(signature, 'base64url');
    if (value.toString('base64url') !== signature) return false;
    return verify('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, value);
  } catch {
    return false;
  }
}

/** Where in the tree of a checkpoint a record stands, and how many are in it; undefined for a record that it does not cover. */
export function placeIn(
  heads: readonly CheckpointHead[],
  { chain, seq }: { readonly chain: string; readonly seq: number },
): { readonly index: number; readonly size: number } | undefined {
  const sizes = heads.map((head) => head.seq - head.from + 1);
  const at = heads.findIndex((head) => head.chain === chain && head.from <= seq && seq <= head.seq);
  const head = heads[at];
  if (head === undefined) return undefined;
  return { index: sum(sizes.slice(0, at)) + seq - head.from, size: sum(sizes) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

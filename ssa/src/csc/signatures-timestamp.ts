import { digestLength, digestName, digestOid, isSwitchedOn, type WrittenDigest } from '@chancery/pki';
import { requireBearer } from './bearer.ts';
import { readClientData } from './client-data.ts';
import type { CscDeps } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import { decodeHash } from './hash-values.ts';
import type { CscMethod } from './method.ts';
import type { Parameters } from './parameters.ts';

/**
 * CSC API v1.0.4.0, 11.10: signatures/timestamp, in v2 by the same names. The token alone (RFC 3161, 2.4.2), with the authority's certificate and the client's nonce
 * in it, verified before it leaves. SHA-1 is stamped only where the operator signs it.
 */
export const signaturesTimestamp: CscMethod = async ({ parameters, authorization }, deps) => {
  const bearer = await requireBearer(authorization, deps, 'service');
  const imprint = readImprint(parameters);
  const digest = readDigest(parameters, deps);
  if (imprint.length !== digestLength(digest)) throw new CscError('digestLength');
  const nonce = readNonce(parameters);
  const clientData = readClientData(parameters);
  const token = await deps.stamp(bearer, imprint, digest, nonce);
  if (token === undefined) throw new CscError('notOffered');
  await deps.record('csc.stamped', bearer, { clientData });
  return { timestamp: Buffer.from(token).toString('base64') };
};

/** Its empty text has words of its own. */
function readImprint(parameters: Parameters): Uint8Array {
  if (parameters.isEmpty('hash')) throw new CscError('emptyImprint');
  return decodeHash(parameters.string('hash', 'missingImprint'));
}

function readDigest(parameters: Parameters, { switchedOn = [] }: CscDeps): WrittenDigest {
  const named = parameters.string('hashAlgo', 'missingImprintAlgo');
  const digest = named === digestOid('sha1') ? 'sha1' : digestName(named);
  if (digest === undefined || !isSwitchedOn({ kind: 'rsa-pkcs1', digest }, switchedOn))
    throw new CscError('invalidImprintAlgo');
  return digest;
}

/** Hexadecimal digits, as many as are of use to anybody. */
function readNonce(parameters: Parameters): bigint | undefined {
  const nonce = parameters.optionalString('nonce', 'invalidNonce');
  if (nonce === undefined) return undefined;
  if (!/^[0-9a-f]{1,64}$/i.test(nonce)) throw new CscError('invalidNonce');
  return BigInt(`0x${nonce}`);
}

import { digestLength, digestName, digestOid } from '@chancery/pki';
import { requireBearer } from './bearer.ts';
import { requireCredential, requireUsable, signerCertificate, signsSha1 } from './credential.ts';
import type { CscCredential } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import { readFactors } from './explicit-factors.ts';
import { readHashes } from './hash-values.ts';
import type { CscMethod } from './method.ts';
import type { Parameters } from './parameters.ts';
import { refusalOfSam } from './sam-refusal.ts';

/** SHA-256, SHA-384 and SHA-512: authorize does not say which digest its values are. */
const digestLengths: readonly number[] = [32, 48, 64];

/**
 * CSC API v1.0.4.0, 11.6, v2.2, 11.8: credentials/authorize, for explicit credentials: a PIN in the body, which is for SCAL1 only.
 * The PIN goes to the SAM as it came; every mistake of form is found before, so that none of them counts as an attempt.
 */
export const credentialsAuthorize: CscMethod = async (call, deps) => {
  const { parameters, authorization } = call;
  const bearer = await requireBearer(authorization, deps, 'service');
  const credential = await requireCredential(parameters, bearer, deps);
  requireUsable(credential);
  const n = readNumSignatures(parameters, credential);
  const withSha1 = signsSha1(credential, signerCertificate(credential), deps);
  const hashes = readBoundHashes(parameters, credential, n, withSha1 ? [20, ...digestLengths] : digestLengths);
  if (call.dialect === 'v2') requireDigestNamed(parameters, hashes ?? []);
  const { pin } = readFactors(call, credential);
  const { signer, key } = credential;
  const bound = hashes === undefined ? {} : { hashes: hashes.map((hash) => Buffer.from(hash).toString('base64url')) };
  const { client } = bearer;
  const { sad, exp } = await deps.signing.authorizePin({ signer, key, pin, n, client, ...bound }).catch(refusalOfSam);
  return { SAD: sad, expiresIn: Math.max(0, Math.floor(exp - deps.now() / 1000)) };
};

function readNumSignatures(parameters: Parameters, { multisign }: CscCredential): number {
  const n = parameters.value('numSignatures');
  if (typeof n !== 'number' || !Number.isInteger(n)) throw new CscError('missingNumSignatures');
  if (n < 1) throw new CscError('invalidNumSignatures');
  if (n > multisign) throw new CscError('tooManySignatures');
  return n;
}

function readBoundHashes(
  parameters: Parameters,
  { scal }: CscCredential,
  n: number,
  lengths: readonly number[],
): Uint8Array[] | undefined {
  const hashes = readHashes(parameters);
  if (hashes === undefined && scal === 2) throw new CscError('missingHash');
  if (hashes?.some((hash) => !lengths.includes(hash.length))) throw new CscError('digestLength');
  // More signatures than hashes would wait for credentials/extendTransaction, which is not offered.
  if (hashes !== undefined && hashes.length !== n) throw new CscError('invalidNumSignatures');
  return hashes;
}

/** v2 may say of which digest its values are: then they are. */
function requireDigestNamed(parameters: Parameters, hashes: readonly Uint8Array[]): void {
  const named = parameters.optionalString('hashAlgo', 'invalidHashAlgo');
  if (named === undefined) return;
  const digest = named === digestOid('sha1') ? 'sha1' : digestName(named);
  if (digest === undefined) throw new CscError('invalidHashAlgo');
  if (hashes.some((hash) => hash.length !== digestLength(digest))) throw new CscError('digestLength');
}

import { digestLength, signedDigestName } from '@chancery/pki';
import { readable, requireBearer } from './bearer.ts';
import { readClientData } from './client-data.ts';
import { legacyDigests, requireCredential, requireUsable, signerCertificate } from './credential.ts';
import type { CscBearer, CscCredential, CscDeps } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import { readFactors, requireOutOfBand } from './explicit-factors.ts';
import { base64urlOf, digestLengths, readHashes } from './hash-values.ts';
import { type CscCall, type CscMethod, Pending } from './method.ts';
import type { Parameters } from './parameters.ts';
import { askPhone, awaitPhone } from './push.ts';
import { refusalOfSam } from './sam-refusal.ts';
import { secondsLeft } from './seconds-left.ts';

/**
 * CSC API v1.0.4.0, 11.6, v2.2, 11.8: credentials/authorize. Explicit credentials: a PIN in the body, which is for SCAL1 only, and a one-time
 * password where the credential has one; they go to the SAM as they came. Implicit ones: the signer's phone is asked. Every mistake of form is
 * found before, so that none of them counts as an attempt or asks anybody.
 */
export const credentialsAuthorize: CscMethod = async (call, deps) => {
  const { parameters, authorization } = call;
  const bearer = await requireBearer(authorization, deps, 'service');
  const credential = await requireCredential(parameters, bearer, deps);
  requireUsable(credential);
  const n = readNumSignatures(readable(parameters, bearer), credential);
  const legacy = legacyDigests(credential, signerCertificate(credential), deps);
  const hashes = readBoundHashes(parameters, credential, n, digestLengths(legacy));
  if (call.dialect === 'v2') requireDigestNamed(parameters, hashes ?? []);
  const asked = { bearer, credential, n, hashes };
  return credential.authMode === 'implicit' ? byPhone(call, asked, deps) : byFactors(call, asked, deps);
};

interface Asked {
  readonly bearer: CscBearer;
  readonly credential: CscCredential;
  readonly n: number;
  readonly hashes: readonly Uint8Array[] | undefined;
}

async function byFactors(call: CscCall, { bearer, credential, n, hashes }: Asked, deps: CscDeps): Promise<object> {
  const factors = readFactors(call, credential);
  readDescription(call.parameters);
  const clientData = readClientData(call.parameters);
  const { credentialID, signer, key } = credential;
  const bound = hashes === undefined ? {} : { hashes: hashes.map(base64urlOf) };
  const { client } = bearer;
  const { sad, exp } = await deps.signing
    .authorizePin({ signer, key, n, client, ...factors, ...bound })
    .catch(refusalOfSam);
  await deps.record('csc.authorized', bearer, { credentialID, n, clientData });
  return { SAD: sad, expiresIn: secondsLeft(exp, deps.now()) };
}

/** v1 waits for her (its clients take a 202 for a failure), v2 asks again by the handle. */
async function byPhone(call: CscCall, { bearer, credential, n, hashes }: Asked, deps: CscDeps): Promise<object> {
  requireOutOfBand(call);
  const description = readDescription(call.parameters);
  const clientData = readClientData(call.parameters);
  if (hashes === undefined) throw new CscError('missingHash');
  // What she sees is all there will be.
  if (hashes.length !== n) throw new CscError('invalidNumSignatures');
  const { credentialID } = credential;
  const chal = await askPhone(credential, bearer, { hashes, description }, deps);
  await deps.record('csc.asked', bearer, { credentialID, n, clientData });
  if (call.dialect === 'v2') return new Pending({ handle: chal });
  const { sad, exp } = await awaitPhone(chal, bearer, call.gone, deps);
  await deps.record('csc.authorized', bearer, { credentialID, n, clientData });
  return { SAD: sad, expiresIn: secondsLeft(exp, deps.now()) };
}

/** For the signer: her phone shows it. Of an explicit credential nobody is shown anything, and only its form is judged. */
function readDescription(parameters: Parameters): string | undefined {
  const description = parameters.optionalString('description', 'invalidDescription');
  if ((description?.length ?? 0) > 500 || description?.isWellFormed() === false)
    throw new CscError('invalidDescription');
  return description;
}

function readNumSignatures(parameters: Parameters, { multisign }: CscCredential): number {
  const n = parameters.integer('numSignatures', 'missingNumSignatures');
  if (n === undefined) throw new CscError('missingNumSignatures');
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
  // More signatures than hashes wait for credentials/extendTransaction, which names the others.
  if (hashes !== undefined && hashes.length > n) throw new CscError('invalidNumSignatures');
  return hashes;
}

/** v2 may say of which digest its values are: then they are. */
function requireDigestNamed(parameters: Parameters, hashes: readonly Uint8Array[]): void {
  const named = parameters.optionalString('hashAlgo', 'invalidHashAlgo');
  if (named === undefined) return;
  const digest = signedDigestName(named);
  if (digest === undefined) throw new CscError('invalidHashAlgo');
  if (hashes.some((hash) => hash.length !== digestLength(digest))) throw new CscError('digestLength');
}

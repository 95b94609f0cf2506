import { digestLength } from '@chancery/pki';
import { mostHashes } from '@chancery/sam/client';
import { requireBearer } from './bearer.ts';
import { readClientData } from './client-data.ts';
import { legacyDigests, requireCredential, requireStanding, signerCertificate } from './credential.ts';
import { CscError } from './csc-error.ts';
import { base64urlOf, readHashes } from './hash-values.ts';
import type { CscMethod } from './method.ts';
import type { Parameters } from './parameters.ts';
import { readSad, samSad } from './presented-sad.ts';
import { refusalOfSam } from './sam-refusal.ts';
import { readScheme } from './signature-algorithm.ts';
import { callIdOf } from './signing-call.ts';
import { answered, readLater } from './v2/operation-mode.ts';

/**
 * CSC API v1.0.4.0, 11.9, v2.2, 11.13: signatures/signHash. The SAM spends the SAD and signs; here every mistake of form is found first,
 * so that a failed request spends nothing. Values come back in the order of the hashes.
 */
export const signaturesSignHash: CscMethod = async (call, deps) => {
  const { parameters, authorization } = call;
  const bearer = await requireBearer(authorization, deps, 'service', 'credential');
  const given = readSad(call, bearer);
  const credential = await requireCredential(parameters, bearer, deps);
  const hashes = requireHashes(parameters);
  const certificate = signerCertificate(credential);
  const legacy = legacyDigests(credential, certificate, deps);
  const scheme = readScheme(parameters, { key: certificate.publicKey, legacy });
  if (hashes.some((hash) => hash.length !== digestLength(scheme.digest))) throw new CscError('digestLength');
  const clientData = readClientData(parameters);
  const later = await readLater(call, bearer, deps);
  requireStanding(credential, certificate);
  const sad = await samSad(given, credential, bearer, deps);
  const digests = hashes.map(base64urlOf);
  const callId = callIdOf(call, bearer);
  const { signatures } = await deps.signing
    .sign({ sad, client: bearer.client, key: credential.key, callId, scheme, digests })
    .catch(refusalOfSam);
  const { credentialID } = credential;
  await deps.record('csc.signed', bearer, { credentialID, n: digests.length, clientData });
  const answer = { signatures: signatures.map((value) => Buffer.from(value, 'base64url').toString('base64')) };
  return answered(later, bearer, deps, async () => answer);
};

function requireHashes(parameters: Parameters): Uint8Array[] {
  const hashes = readHashes(parameters);
  if (hashes === undefined) throw new CscError('missingHash');
  // No SAD is for more.
  if (hashes.length > mostHashes) throw new CscError('hashNotAuthorized');
  return hashes;
}

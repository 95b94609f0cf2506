import { requireBearer } from './bearer.ts';
import { readClientData } from './client-data.ts';
import { legacyDigests, requireCredential, requireUsable, signerCertificate } from './credential.ts';
import { CscError } from './csc-error.ts';
import { base64urlOf, digestLengths, readHashes } from './hash-values.ts';
import type { CscMethod } from './method.ts';
import { readSad, samSad } from './presented-sad.ts';
import { refusalOfSam } from './sam-refusal.ts';
import { secondsLeft } from './seconds-left.ts';

/**
 * CSC API v1.0.4.0, 11.7, v2.2, 11.11: credentials/extendTransaction. The SAM puts another SAD in the place of the one that is given, for
 * what is left of it. For SCAL2 the hashes of the next call are named, and only what was approved may be.
 */
export const credentialsExtendTransaction: CscMethod = async (call, deps) => {
  const { parameters, authorization } = call;
  const bearer = await requireBearer(authorization, deps, 'service', 'credential');
  const credential = await requireCredential(parameters, bearer, deps);
  const given = readSad(call, bearer);
  requireUsable(credential);
  const named = readHashes(parameters);
  if (named === undefined && credential.scal === 2) throw new CscError('missingHash');
  const lengths = digestLengths(legacyDigests(credential, signerCertificate(credential), deps));
  if (named?.some((hash) => !lengths.includes(hash.length))) throw new CscError('digestLength');
  const clientData = readClientData(parameters);
  const sad = await samSad(given, credential, bearer, deps);
  const { client } = bearer;
  const bound = named === undefined ? {} : { hashes: named.map(base64urlOf) };
  const { key, credentialID } = credential;
  const extended = await deps.signing.extend({ sad, client, key, ...bound }).catch(refusalOfSam);
  await deps.record('csc.extended', bearer, { credentialID, clientData, n: named?.length });
  return { SAD: extended.sad, expiresIn: secondsLeft(extended.exp, deps.now()) };
};

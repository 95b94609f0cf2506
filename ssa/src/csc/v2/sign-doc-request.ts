import type { DigestScheme } from '@chancery/pki';
import { readable, requireBearer } from '../bearer.ts';
import { readClientData } from '../client-data.ts';
import { requireStanding, type SignerCertificate, signerCertificate } from '../credential.ts';
import type { CscBearer, CscCredential, CscDeps } from '../csc-deps.ts';
import { CscError } from '../csc-error.ts';
import type { CscCall } from '../method.ts';
import { readSad, samSad } from '../presented-sad.ts';
import { type Entry, readEntries } from './document-entry.ts';
import { type Later, readLater } from './operation-mode.ts';
import { requireRankedCredential } from './ranked-credential.ts';

/** What signDoc is asked for, once nothing of its form is wrong. */
export interface SignDocRequest {
  readonly bearer: CscBearer;
  readonly credential: CscCredential;
  readonly certificate: SignerCertificate;
  /** The SAM's own. */
  readonly sad: string;
  readonly entries: readonly Entry[];
  readonly scheme: DigestScheme;
  readonly wantsInfo: boolean;
  readonly clientData: string | undefined;
  /** Undefined where the answer is wanted now. */
  readonly later: Later | undefined;
}

/** @throws CscError by the first thing that is not right: nothing is spent on a mistake of form */
export async function readSignDoc(call: CscCall, deps: CscDeps): Promise<SignDocRequest> {
  const { parameters } = call;
  const bearer = await requireBearer(call.authorization, deps, 'service', 'credential');
  const given = readSad(call, bearer);
  const credential = await requireRankedCredential(parameters, bearer, deps);
  const certificate = signerCertificate(credential);
  const entries = readEntries(parameters, certificate);
  const scheme = oneScheme(entries);
  const wantsInfo = readable(parameters, bearer).flag('returnValidationInfo', 'invalidReturnValidationInfo');
  const clientData = readClientData(parameters);
  const later = await readLater(call, bearer, deps);
  requireStanding(credential, certificate);
  const sad = await samSad(given, credential, bearer, deps);
  return { bearer, credential, certificate, sad, entries, scheme, wantsInfo, clientData, later };
}

/** One call of the SAM spends the SAD for all of them, and is by one algorithm. */
function oneScheme([first, ...others]: readonly Entry[]): DigestScheme {
  if (first === undefined) throw new CscError('noDocuments');
  const essence = JSON.stringify(first.scheme);
  if (others.some(({ scheme }) => JSON.stringify(scheme) !== essence)) throw new CscError('mixedAlgorithms');
  return first.scheme;
}

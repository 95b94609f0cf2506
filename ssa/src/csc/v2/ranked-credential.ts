import { requireCredential } from '../credential.ts';
import type { CscBearer, CscCredential, CscDeps } from '../csc-deps.ts';
import { CscError } from '../csc-error.ts';
import type { Parameters } from '../parameters.ts';

/**
 * The credential by its name, by the rank of its signatures, or by both, which then agree (CSC API v2, 11.14). By its rank alone it is the
 * newest one that can sign. @throws CscError
 */
export async function requireRankedCredential(
  parameters: Parameters,
  bearer: CscBearer,
  deps: CscDeps,
): Promise<CscCredential> {
  const rank = parameters.optionalString('signatureQualifier', 'invalidSignatureQualifier');
  if (rank === undefined || parameters.value('credentialID') !== undefined) {
    const named = await requireCredential(parameters, bearer, deps);
    if (rank !== undefined && named.signatureQualifier !== rank) throw new CscError('invalidSignatureQualifier');
    return named;
  }
  return newestOf(rank, bearer, deps);
}

async function newestOf(rank: string, { account, credentialID }: CscBearer, deps: CscDeps): Promise<CscCredential> {
  const ids = account === undefined ? [] : [...(await deps.credentials.list(account))].reverse();
  for (const id of ids.filter((each) => (credentialID ?? each) === each)) {
    const found = await deps.credentials.find(account ?? '', id);
    const usable = found?.keyStatus === 'enabled' && found.certStatus === 'valid';
    if (usable && found.signatureQualifier === rank) return found;
  }
  throw new CscError('invalidSignatureQualifier');
}

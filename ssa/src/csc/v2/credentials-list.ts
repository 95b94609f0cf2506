import { readable, requireBearer } from '../bearer.ts';
import { withPresentStatus } from '../certificate-status.ts';
import { readClientData } from '../client-data.ts';
import { wantedFacts } from '../credential-facts.ts';
import { pageOf, requireAccount } from '../credentials-list.ts';
import type { CscCredential, CscDeps } from '../csc-deps.ts';
import { languageOf } from '../language.ts';
import type { CscMethod } from '../method.ts';
import type { Parameters } from '../parameters.ts';
import { credentialInfo } from './credential-info.ts';

/** CSC API v2.2, 11.6: credentials/list, with the facts of each credential and without those that cannot sign, as asked. Pages as in v1. */
export const credentialsList: CscMethod = async (call, deps) => {
  const bearer = await requireBearer(call.authorization, deps, 'service');
  const parameters = readable(call.parameters, bearer);
  const account = await requireAccount(parameters, bearer, deps);
  const onlyValid = parameters.flag('onlyValid', 'invalidOnlyValid');
  const withInfo = parameters.flag('credentialInfo', 'invalidCredentialInfo');
  const all = await deps.credentials.list(account);
  const listed = onlyValid ? (await find(all, account, deps)).filter(canSign).map(idOf) : all;
  const page = pageOf(listed, parameters, bearer, account);
  readClientData(parameters);
  return {
    ...page,
    ...(withInfo
      ? { credentialInfos: await describe(await find(page.credentialIDs, account, deps), parameters, deps) }
      : {}),
    ...(onlyValid ? { onlyValid } : {}),
  };
};

async function describe(credentials: readonly CscCredential[], parameters: Parameters, deps: CscDeps) {
  const [wanted, lang] = [wantedFacts(parameters), languageOf(parameters, deps.info)];
  const present = await Promise.all(credentials.map((credential) => withPresentStatus(credential, deps)));
  return present.map((credential) => ({
    credentialID: credential.credentialID,
    ...credentialInfo(credential, wanted, lang, deps),
  }));
}

/** One that went since it was listed is left out. */
async function find(ids: readonly string[], account: string, deps: CscDeps): Promise<CscCredential[]> {
  const found = await Promise.all(ids.map((id) => deps.credentials.find(account, id)));
  return found.filter((one) => one !== undefined);
}

function canSign({ keyStatus, certStatus }: CscCredential): boolean {
  return keyStatus === 'enabled' && certStatus === 'valid';
}

function idOf({ credentialID }: CscCredential): string {
  return credentialID;
}

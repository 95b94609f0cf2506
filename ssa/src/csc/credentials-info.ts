import { readable, requireBearer } from './bearer.ts';
import { withPresentStatus } from './certificate-status.ts';
import { readClientData } from './client-data.ts';
import { requireCredential, signerCertificate } from './credential.ts';
import { certificateFacts, keyFacts, wantedFacts } from './credential-facts.ts';
import type { CscCredential } from './csc-deps.ts';
import { languageOf } from './language.ts';
import type { CscMethod } from './method.ts';

/** CSC API v1.0.4.0, 11.5: credentials/info. */
export const credentialsInfo: CscMethod = async ({ parameters, authorization }, deps) => {
  const bearer = await requireBearer(authorization, deps, 'service', 'credential');
  const named = await requireCredential(parameters, bearer, deps);
  const wanted = wantedFacts(readable(parameters, bearer));
  readClientData(parameters);
  const credential = await withPresentStatus(named, deps);
  const certificate = signerCertificate(credential);
  return {
    ...(credential.description === undefined ? {} : { description: credential.description }),
    key: keyFacts(credential, certificate, deps),
    cert: certificateFacts(credential, certificate, wanted, deps),
    authMode: credential.authMode,
    SCAL: String(credential.scal),
    ...(wanted.authInfo && credential.authMode === 'explicit' ? factors(credential) : {}),
    multisign: credential.multisign,
    lang: languageOf(parameters, deps.info),
  };
};

function factors({ pin, otp }: CscCredential): object {
  const online = otp && { presence: 'true', type: 'online', format: 'N', ...otp };
  return { PIN: { presence: 'true', format: 'A', ...pin }, OTP: online ?? { presence: 'false' } };
}

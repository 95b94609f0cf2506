import { PkiError, parseCertificate } from '@chancery/pki';
import type { LoginLevel, TrustedIdp, TrustedSamlIdp } from '../config.ts';
import { refuseConfiguration as refuse } from '../start-error.ts';
import { levelNamed } from './assurance.ts';

const categories: readonly string[] = ['possession', 'knowledge', 'inherence'];

/** Providers whose logins could not mean what officers say of them. Throws SamStartError naming the provider. */
export function checkIdps(idps: readonly TrustedIdp[]): void {
  for (const idp of idps) {
    const { issuer, authorizeUrl, levels = [] } = idp;
    if (!URL.canParse(authorizeUrl)) refuse(`config.trust: the authorizeUrl of ${issuer} is no URL`);
    for (const row of levels) requireMeaning(issuer, row);
    if (idp.protocol === 'saml') requireCertificates(idp);
  }
}

function requireMeaning(issuer: string, { acr, amr = [], level, categories: given }: LoginLevel): void {
  if (acr === undefined && amr.length === 0) refuse(`config.trust: a level of ${issuer} fits every login`);
  if (levelNamed(level) === undefined) refuse(`config.trust: ${level} of ${issuer} is no level of assurance`);
  const strange = given.find((one) => !categories.includes(one));
  if (strange !== undefined) refuse(`config.trust: ${strange} of ${issuer} is no category of factors`);
}

function requireCertificates({ issuer, certificates }: TrustedSamlIdp): void {
  if (certificates.length === 0) refuse(`config.trust: ${issuer} has no certificate`);
  for (const der of certificates) {
    try {
      parseCertificate(Buffer.from(der, 'base64'));
    } catch (cause) {
      if (!(cause instanceof PkiError)) throw cause;
      refuse(`config.trust: a certificate of ${issuer} cannot be read`, cause);
    }
  }
}

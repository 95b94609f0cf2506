import { levelNamed } from './assurance.ts';
import type { LoginLevel, TrustedIdp } from './config.ts';
import { refuseConfiguration as refuse } from './start-error.ts';

const categories: readonly string[] = ['possession', 'knowledge', 'inherence'];

/** Providers whose logins could not mean what officers say of them. Throws SamStartError naming the provider. */
export function checkIdps(idps: readonly TrustedIdp[]): void {
  for (const { issuer, authorizeUrl, levels = [] } of idps) {
    if (!URL.canParse(authorizeUrl)) refuse(`config.trust: the authorizeUrl of ${issuer} is no URL`);
    for (const row of levels) requireMeaning(issuer, row);
  }
}

function requireMeaning(issuer: string, { acr, amr = [], level, categories: given }: LoginLevel): void {
  if (acr === undefined && amr.length === 0) refuse(`config.trust: a level of ${issuer} fits every login`);
  if (levelNamed(level) === undefined) refuse(`config.trust: ${level} of ${issuer} is no level of assurance`);
  const strange = given.find((one) => !categories.includes(one));
  if (strange !== undefined) refuse(`config.trust: ${strange} of ${issuer} is no category of factors`);
}

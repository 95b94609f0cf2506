import type { AssuranceLevel, SubjectAttributes } from '../../client/index.ts';
import type { TrustedIdp } from '../config.ts';
import { levelNamed, lower } from './assurance.ts';
import type { FactorCategory, Proof } from './policy.ts';

/** What a provider says of how somebody logged in: OpenID Connect Core 2 (`acr`, `amr`), a SAML AuthnContextClassRef as `acr`. */
export type Said = { readonly acr?: string; readonly amr?: readonly string[] };

/** A login at a provider that was verified: fresh, over the intent, by the person who was expected; with attributes if it names the person. */
export type Login = { readonly subject: string; readonly said: Said; readonly attributes?: SubjectAttributes };

/** What officers make of it: the first row of the provider's table that fits. */
export type Worth = { readonly level: AssuranceLevel; readonly categories: readonly FactorCategory[] };

const nothing: Worth = { level: 'low', categories: [] };

/** A login that fits no row proves no factor, and no more than the lowest level. */
export function worthOf({ levels = [] }: Pick<TrustedIdp, 'levels'>, { acr, amr = [] }: Said): Worth {
  const row = levels.find(
    (one) => (one.acr === undefined || one.acr === acr) && (one.amr ?? []).every((method) => amr.includes(method)),
  );
  return row === undefined ? nothing : { level: levelNamed(row.level) ?? 'low', categories: row.categories };
}

/** How sure it is who logged in: no better than the login was, and than officers let the provider prove. */
export function provenBy(idp: TrustedIdp, said: Said): AssuranceLevel {
  return idp.levels === undefined ? idp.loa : lower(idp.loa, worthOf(idp, said).level);
}

/** What it proves of a signer: class B where officers set `idp-fresh` for the provider and the login was better than low, else class C. */
export function proofOf(kind: 'oidc' | 'saml', idp: TrustedIdp, said: Said): Proof {
  const { level, categories } = worthOf(idp, said);
  return { kind, class: idp.idpFresh && level !== 'low' ? 'B' : 'C', categories, level, factor: idp.issuer, said };
}

/** What the provider is asked for: the contexts that are worth two categories, in the officers' order. */
export function wantedContexts({ levels = [] }: Pick<TrustedIdp, 'levels'>): readonly string[] {
  const strong = levels.filter(({ categories, level }) => categories.length > 1 && levelNamed(level) !== 'low');
  return [...new Set(strong.flatMap(({ acr }) => acr ?? []))];
}

/** A word of a provider: an identifier as both protocols have them. What is none is not heard. */
export function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[!-~]{1,200}$/.test(value);
}

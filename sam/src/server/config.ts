import type { KeyAlgorithm, Scal } from '@chancery/crypto-module';
import type { OptionalAlgorithm } from '@chancery/pki';
import type { JSONWebKeySet, JWK } from 'jose';
import type {
  AssuranceLevel,
  DisplayItem,
  Officer,
  OrganizationAttributes,
  SubjectAttributes,
} from '../client/index.ts';
import { checkPool } from './keys/check-pool.ts';
import { checkOfficers } from './officers/check-officers.ts';
import { refuseConfiguration as refuse } from './start-error.ts';
import { checkIdps } from './trust/check-idps.ts';
import { checkOrganizations } from './trust/check-organizations.ts';
import { checkPolicies } from './trust/check-policies.ts';
import { checkTsas } from './trust/check-tsas.ts';
import type { FactorCategory, Policy } from './trust/policy.ts';

/** What a login said to have been made so is worth; all that a row names must be said. `level` on any of the scales of assurance.ts. */
export interface LoginLevel {
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly level: string;
  readonly categories: readonly FactorCategory[];
}

/**
 * An identity provider whose fresh logins prove who enrols; `loa` caps what it may prove. `clientId` is our name there. Officer-approved
 * data.
 */
interface IdentityProvider {
  readonly issuer: string;
  readonly authorizeUrl: string;
  readonly clientId: string;
  readonly loa: AssuranceLevel;
  /** Its own words on how somebody logged in, and what they mean here; the first that fits counts. */
  readonly levels?: readonly LoginLevel[];
  /** A fresh login there is a factor of class B, which policies may let decide; else it is one of class C. */
  readonly idpFresh?: boolean;
}

/** OpenID Connect; its public keys are pinned. */
export interface TrustedOidcIdp extends IdentityProvider {
  readonly protocol?: 'oidc';
  readonly jwks: JSONWebKeySet;
}

/** SAML 2.0: `issuer` and `clientId` are entity identifiers, `certificates` (base64 DER) are pinned. */
export interface TrustedSamlIdp extends IdentityProvider {
  readonly protocol: 'saml';
  readonly certificates: readonly string[];
  /** What it calls the attributes of a person, where that is not their object identifier. */
  readonly attributes?: Partial<Record<keyof SubjectAttributes, string>>;
}

export type TrustedIdp = TrustedOidcIdp | TrustedSamlIdp;

export function protocolOf({ protocol = 'oidc' }: TrustedIdp): 'oidc' | 'saml' {
  return protocol;
}

/** What an organisation approves with: a public key (RFC 7517) with its `kid`, as officers registered it. */
export interface OrganizationKey {
  readonly jwk: JWK;
  /** Its private half is held in hardware: without that it approves nothing for keys of SCAL 2. */
  readonly hardware: boolean;
  /** Nothing is approved with it from this time on, RFC 3339. */
  readonly until?: string;
}

/** What an organisation's own key may approve without anybody watching. */
export interface SealLimits {
  readonly perApproval?: number;
  /** Over the last 24 hours, however approved. */
  readonly perDay?: number;
  readonly types?: readonly DisplayItem['type'][];
}

/** A person who acts for an organisation, by her login. */
export type Representative = { readonly issuer: string; readonly subject: string };

/** A legal person whose seals are made here, as officers verified it. Officer-approved data. */
export interface TrustedOrganization {
  readonly id: string;
  /** What stands in its certificates. */
  readonly attributes: OrganizationAttributes;
  readonly loa: AssuranceLevel;
  /** Who enrols for it on the approval page, and approves there. */
  readonly representative?: Representative;
  readonly keys?: readonly OrganizationKey[];
  readonly limits?: SealLimits;
  /** The kill switch: nothing is approved for it any more, and what was approved is not signed. */
  readonly stopped?: boolean;
}

/** How people of a group approve; `*` is every group that has none of its own. Officer-approved data. */
export interface GroupPolicy extends Policy {
  readonly group: string;
}

/** Whose time-stamps over checkpoints of the log are believed: the certificate (base64url DER) to which they lead. Officer-approved data. */
export interface TrustedTsa {
  readonly id: string;
  readonly certificate: string;
}

/** Whom and what officers trust. */
export interface Trust {
  readonly idps: readonly TrustedIdp[];
  readonly organizations?: readonly TrustedOrganization[];
  readonly policies?: readonly GroupPolicy[];
  readonly tsas?: readonly TrustedTsa[];
}

/** Keys made ahead, because they take long: how many, and below how many the operator is warned. */
export interface PoolEntry {
  readonly algorithm: KeyAlgorithm;
  readonly scal: Scal;
  readonly size: number;
  readonly warnBelow: number;
}
export type PoolSetting = Omit<PoolEntry, 'scal'> & Partial<Pick<PoolEntry, 'scal'>>;

/** `aud` names this SAM in every intent; `rpId` and `sicOrigin` are the approval page's, the only place that takes factors. */
export interface SamConfig {
  readonly aud: string;
  readonly rpId: string;
  readonly rpName: string;
  readonly sicOrigin: string;
  readonly trust: Trust;
  /** The first officers: they stand in the first record of the log, and from then on only officers change whom the SAM trusts. */
  readonly officers?: readonly Officer[];
  /** Where approved backups are written. None: there are none. */
  readonly backupFolder?: string;
  readonly allowedReturnOrigins: readonly string[];
  /** What a phone says of itself when it joins is kept as it came; `required`: one that says nothing does not join. */
  readonly devices?: { readonly attestation: 'kept' | 'required' };
  /** Without a machine of its own a SAM has keys of SCAL1 alone (EN 419 241-1): it makes none of SCAL2, and uses none that it finds. */
  readonly onlyScal1?: boolean;
  /** None unless told. Several SAMs on one database share what they make. */
  readonly pool?: readonly PoolSetting[];
  /** What keys may be and sign beyond the ordinary: nothing unless told, whatever the SSA asks for. */
  readonly switchedOn?: readonly OptionalAlgorithm[];
}

/** Refuses a configuration under which an approval could not mean anything. Throws SamStartError naming the path. */
export function checkConfig(config: SamConfig): void {
  const sic = secureOrigin(config.sicOrigin, 'config.sicOrigin');
  if (config.aud === '') refuse('config.aud is empty');
  if (sic.hostname !== config.rpId && !sic.hostname.endsWith(`.${config.rpId}`)) {
    refuse('config.rpId is neither the host of config.sicOrigin nor its domain');
  }
  for (const origin of config.allowedReturnOrigins) requireOrigin(origin, 'config.allowedReturnOrigins');
  checkIdps(config.trust.idps);
  checkTsas(config.trust.tsas ?? []);
  checkOrganizations(config.trust.organizations ?? []);
  checkPolicies(config.trust.policies ?? [], config.trust.idps);
  checkOfficers(config.officers ?? []);
  checkPool(config);
}

function requireOrigin(text: string, path: string): URL {
  const url = URL.parse(text);
  return url !== null && url.origin === text ? url : refuse(`${path}: ${text} is not an origin`);
}

// Browsers offer WebAuthn in secure contexts only: https, or a loopback name.
function secureOrigin(text: string, path: string): URL {
  const url = requireOrigin(text, path);
  const loopback = url.hostname === 'localhost' || url.hostname.endsWith('.localhost');
  if (url.protocol !== 'https:' && !loopback) refuse(`${path}: ${text} is not a secure origin`);
  return url;
}

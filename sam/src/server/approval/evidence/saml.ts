import { deflateRawSync } from 'node:zlib';
import { attributeOf, childElements, escaped, isNamed, type XmlElement } from '@chancery/xmldsig';
import type { SamlEvidence, SubjectAttributes } from '../../../client/index.ts';
import type { TrustedSamlIdp } from '../../config.ts';
import { refuse } from '../../refusal.ts';
import { isWord, type Login, wantedContexts } from '../../trust/login.ts';
import { instantOf, only, onlyText, saml, samlp, signedAssertion } from './saml-assertion.ts';

/**
 * A fresh login at a SAML 2.0 identity provider, bound to one intent (Profiles 4.1): the request's ID, which the provider signs back as
 * InResponseTo, is the intent hash, so an older assertion cannot match, and AuthnInstant shows that the person acted after the intent.
 */
function requestId(ih: Uint8Array): string {
  return `_${Buffer.from(ih).toString('hex')}`;
}

/** Where the response is returned to: the approval page's host. */
function consumerOf(sicOrigin: string): string {
  return `${sicOrigin}/saml/acs`;
}

/** HTTP Redirect binding (Bindings 3.4), ForceAuthn; `iat` is the time of the intent, unix seconds. */
export function samlRequestUrl(
  idp: TrustedSamlIdp,
  sicOrigin: string,
  chal: string,
  ih: Uint8Array,
  iat: number,
): string {
  const url = new URL(idp.authorizeUrl);
  const request = deflateRawSync(Buffer.from(authnRequest(idp, sicOrigin, ih, iat), 'utf8')).toString('base64');
  url.searchParams.set('SAMLRequest', request);
  url.searchParams.set('RelayState', chal);
  return url.href;
}

function authnRequest(idp: TrustedSamlIdp, sicOrigin: string, ih: Uint8Array, iat: number): string {
  const attributes = {
    ID: requestId(ih),
    Version: '2.0',
    IssueInstant: new Date(iat * 1000).toISOString(),
    Destination: idp.authorizeUrl,
    ForceAuthn: 'true',
    ProtocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
    AssertionConsumerServiceURL: consumerOf(sicOrigin),
  };
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const contexts = wantedContexts(idp).map((one) => `<a:AuthnContextClassRef>${escaped(one)}</a:AuthnContextClassRef>`);
  const asked = contexts.length === 0 ? '' : `<p:RequestedAuthnContext>${contexts.join('')}</p:RequestedAuthnContext>`;
  return `<p:AuthnRequest xmlns:p="${samlp}" xmlns:a="${saml}"${written.join('')}><a:Issuer>${escaped(idp.clientId)}</a:Issuer>${asked}</p:AuthnRequest>`;
}

/** What the assertion must say: whose login, for which intent, returned where, not before when (unix seconds). */
export type ExpectedAssertion = {
  readonly idp: TrustedSamlIdp;
  readonly subject: string;
  readonly ih: Uint8Array;
  readonly sicOrigin: string;
  readonly iat: number;
  readonly now: Date;
};

const clockTolerance = 5_000;

/** The login that the response proves: read from its signed assertion and from nothing else. Refuses with `evidence_invalid`. */
export function verifySaml({ response }: SamlEvidence, expected: ExpectedAssertion): Login {
  const { idp } = expected;
  const pinned = idp.certificates.map((der) => Buffer.from(der, 'base64'));
  const assertion = signedAssertion(Buffer.from(response, 'base64url'), pinned);
  requireIssuer(assertion, idp.issuer);
  requireSubject(only(assertion, 'Subject'), expected);
  requireConditions(only(assertion, 'Conditions'), expected);
  const statement = only(assertion, 'AuthnStatement');
  requireFresh(statement, expected);
  const acr = onlyText(only(only(statement, 'AuthnContext'), 'AuthnContextClassRef'));
  return { subject: expected.subject, said: isWord(acr) ? { acr } : {}, ...attributesIn(assertion, idp) };
}

function requireIssuer(assertion: XmlElement, issuer: string): void {
  if (attributeOf(assertion, 'Version') !== '2.0') refuse('evidence_invalid', 'SAML assertion: another version');
  if (onlyText(only(assertion, 'Issuer')) !== issuer) refuse('evidence_invalid', 'SAML assertion: another issuer');
}

const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/** Profiles 4.1.4.3: for whoever bears it, here, in answer to this request, and not too late. */
function requireSubject(subject: XmlElement, { subject: wanted, ih, sicOrigin, now }: ExpectedAssertion): void {
  if (onlyText(only(subject, 'NameID')) !== wanted)
    refuse('evidence_invalid', 'SAML assertion: another person logged in');
  const confirmation = only(subject, 'SubjectConfirmation');
  const data = only(confirmation, 'SubjectConfirmationData');
  if (attributeOf(confirmation, 'Method') !== bearer) refuse('evidence_invalid', 'SAML assertion: not for a bearer');
  if (attributeOf(data, 'InResponseTo') !== requestId(ih))
    refuse('evidence_invalid', 'SAML assertion: not in answer to this intent');
  if (attributeOf(data, 'Recipient') !== consumerOf(sicOrigin))
    refuse('evidence_invalid', 'SAML assertion: for another recipient');
  if (attributeOf(data, 'NotBefore') !== undefined) refuse('evidence_invalid', 'SAML assertion: confirmed for later');
  requireBefore(data, now);
}

const harmless = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'];

/** Core 2.5.1: within its time, for us alone, and under no condition that is not understood. */
function requireConditions(conditions: XmlElement, { idp, now }: ExpectedAssertion): void {
  if (instantOf(conditions, 'NotBefore') > now.getTime() + clockTolerance)
    refuse('evidence_invalid', 'SAML assertion: not valid yet');
  requireBefore(conditions, now);
  const strange = childElements(conditions).find((one) => !harmless.some((name) => isNamed(one, saml, name)));
  if (strange !== undefined) refuse('evidence_invalid', `SAML assertion: a condition ${strange.local}`);
  const audience = onlyText(only(only(conditions, 'AudienceRestriction'), 'Audience'));
  if (audience !== idp.clientId) refuse('evidence_invalid', 'SAML assertion: for another audience');
}

function requireBefore(element: XmlElement, now: Date): void {
  if (instantOf(element, 'NotOnOrAfter') <= now.getTime() - clockTolerance)
    refuse('evidence_invalid', 'SAML assertion: past its time');
}

function requireFresh(statement: XmlElement, { iat, now }: ExpectedAssertion): void {
  const at = instantOf(statement, 'AuthnInstant');
  const fresh = at >= iat * 1000 && at <= now.getTime() + clockTolerance;
  if (!fresh) refuse('evidence_invalid', 'SAML assertion: the login is older than the intent');
}

/** X.500 attributes by their object identifiers (Profiles 8.2), unless officers name others. */
const ordinary: Readonly<Record<keyof SubjectAttributes, string>> = {
  commonName: 'urn:oid:2.5.4.3',
  givenName: 'urn:oid:2.5.4.42',
  surname: 'urn:oid:2.5.4.4',
  serialNumber: 'urn:oid:2.5.4.5',
  country: 'urn:oid:2.5.4.6',
};

function attributesIn(assertion: XmlElement, { attributes = {} }: TrustedSamlIdp): Pick<Login, 'attributes'> {
  const given = valuesIn(assertion);
  const names = Object.entries({ ...ordinary, ...attributes });
  const found = Object.fromEntries(
    names.flatMap(([ours, theirs]) => (given.has(theirs) ? [[ours, given.get(theirs)]] : [])),
  );
  const { commonName = [found['givenName'], found['surname']].filter(Boolean).join(' ') } = found;
  return commonName === '' ? {} : { attributes: { ...found, commonName } };
}

/** Those with one value that fits a name in a certificate. */
function valuesIn(assertion: XmlElement): ReadonlyMap<string, string> {
  const statements = childElements(assertion).filter((one) => isNamed(one, saml, 'AttributeStatement'));
  const listed = statements.flatMap(childElements).filter((one) => isNamed(one, saml, 'Attribute'));
  return new Map(
    listed.flatMap((one): [string, string][] => {
      const [value, second] = childElements(one).filter((child) => isNamed(child, saml, 'AttributeValue'));
      const text = value === undefined || second !== undefined ? '' : onlyText(value).trim();
      const name = attributeOf(one, 'Name') ?? '';
      return text === '' || text.length > 64 || name === '' ? [] : [[name, text]];
    }),
  );
}

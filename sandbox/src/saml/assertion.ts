/**
 * The response to a login and its signed assertion (SAML 2.0 Core 2, 3.3.3 and 5; Profiles 4.1.4.2). Both are written in Exclusive Canonical XML
 * from the start, so that what is digested is what is written.
 */
import { createHash, randomUUID, sign } from 'node:crypto';
import type { Person } from '../openid/person.ts';
import type { AuthnRequest } from './authn-request.ts';
import type { SigningCertificate } from './signing-certificate.ts';

const ds = 'http://www.w3.org/2000/09/xmldsig#';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const names = 'urn:oasis:names:tc:SAML:2.0';
/** The sandbox pretends that its people log in at this eIDAS level. */
const context = 'http://eidas.europa.eu/LoA/substantial';
const minutes = 5 * 60_000;

export interface Issuing {
  readonly issuer: string;
  readonly signing: SigningCertificate;
  readonly now: Date;
}

/** The whole response as XML. */
export function response(request: AuthnRequest, person: Person, { issuer, signing, now }: Issuing): string {
  const { id, provider } = request;
  const head = `<samlp:Response xmlns:samlp="${names}:protocol" Destination="${quoted(provider.consumerUrl)}" ID="_${randomUUID()}" InResponseTo="${id}" IssueInstant="${now.toISOString()}" Version="2.0">`;
  const said = `<saml:Issuer xmlns:saml="${names}:assertion">${text(issuer)}</saml:Issuer>`;
  const status = `<samlp:Status><samlp:StatusCode Value="${names}:status:Success"></samlp:StatusCode></samlp:Status>`;
  return `${head}${said}${status}${assertion(request, person, { issuer, signing, now })}</samlp:Response>`;
}

function assertion({ id: request, provider }: AuthnRequest, person: Person, { issuer, signing, now }: Issuing): string {
  const [id, at, until] = [`_${randomUUID()}`, now.toISOString(), new Date(now.getTime() + minutes).toISOString()];
  const head = `<saml:Assertion xmlns:saml="${names}:assertion" ID="${id}" IssueInstant="${at}" Version="2.0"><saml:Issuer>${text(issuer)}</saml:Issuer>`;
  const confirmed = `<saml:SubjectConfirmationData InResponseTo="${request}" NotOnOrAfter="${until}" Recipient="${quoted(provider.consumerUrl)}"></saml:SubjectConfirmationData>`;
  const rest = [
    `<saml:Subject><saml:NameID Format="${names}:nameid-format:persistent">${text(person.sub)}</saml:NameID>`,
    `<saml:SubjectConfirmation Method="${names}:cm:bearer">${confirmed}</saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotBefore="${at}" NotOnOrAfter="${until}"><saml:AudienceRestriction>`,
    `<saml:Audience>${text(provider.entityId)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
    `<saml:AuthnStatement AuthnInstant="${at}"><saml:AuthnContext>`,
    `<saml:AuthnContextClassRef>${context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`,
    `<saml:AttributeStatement>${attributes(person)}</saml:AttributeStatement></saml:Assertion>`,
  ].join('');
  return `${head}${signature(id, head + rest, signing)}${rest}`;
}

/** X.500 attributes by their object identifiers (Profiles 8.2). */
function attributes({ name, given_name, family_name, serial_number, country }: Person): string {
  const values = { 3: name, 42: given_name, 4: family_name, 5: serial_number, 6: country };
  const written = Object.entries(values).map(
    ([arc, value]) =>
      `<saml:Attribute Name="urn:oid:2.5.4.${arc}" NameFormat="${names}:attrname-format:uri"><saml:AttributeValue>${text(value)}</saml:AttributeValue></saml:Attribute>`,
  );
  return written.join('');
}

/** Enveloped, right behind the issuer (Core 2.3.3): XML-DSig 1.1 with ECDSA, whose value is r and s (6.4.3). */
function signature(id: string, signed: string, { key, certificate }: SigningCertificate): string {
  const digest = createHash('sha256').update(signed).digest('base64');
  const transforms = [`${ds}enveloped-signature`, exclusive].map(
    (uri) => `<ds:Transform Algorithm="${uri}"></ds:Transform>`,
  );
  const info = [
    `<ds:SignedInfo xmlns:ds="${ds}"><ds:CanonicalizationMethod Algorithm="${exclusive}"></ds:CanonicalizationMethod>`,
    '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"></ds:SignatureMethod>',
    `<ds:Reference URI="#${id}"><ds:Transforms>${transforms.join('')}</ds:Transforms>`,
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>',
    `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`,
  ].join('');
  const value = sign('sha256', Buffer.from(info), { key, dsaEncoding: 'ieee-p1363' }).toString('base64');
  const known = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`;
  return `<ds:Signature xmlns:ds="${ds}">${info}<ds:SignatureValue>${value}</ds:SignatureValue>${known}</ds:Signature>`;
}

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function quoted(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

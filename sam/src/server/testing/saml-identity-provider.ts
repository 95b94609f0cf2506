import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { encodeName, issueCertificate } from '@chancery/pki';
import { assemble, parseXml, prepareSignature, type SignatureRequest, signatureValue } from '@chancery/xmldsig';
import type { SamlEvidence } from '../../client/index.ts';
import type { LoginLevel, TrustedSamlIdp } from '../config.ts';

const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;
const exclusive = { name: 'exclusive', comments: false } as const;
export const mfa = 'https://refeds.org/profile/mfa';
const levels: readonly LoginLevel[] = [
  { acr: mfa, level: 'AAL2', categories: ['knowledge', 'possession'] },
  {
    acr: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    level: 'AAL1',
    categories: ['knowledge'],
  },
];

/** What a response says; tests bend single fields to see them refused. Times are seconds from now. */
export type Asserted = {
  readonly subject: string;
  readonly issuer?: string;
  readonly inResponseTo?: string;
  readonly audience?: string;
  readonly recipient?: string;
  readonly authnInstant?: number;
  readonly until?: number;
  readonly acr?: string;
  /** What is written, changed before it is signed: by the provider itself. */
  readonly before?: (xml: string) => string;
  /** And after: by whoever carries it. */
  readonly after?: (xml: string) => string;
  readonly signs?: readonly ('_assertion' | '_response')[];
  readonly signature?: Partial<SignatureRequest>;
};

/** A SAML identity provider's signing side. */
export class TestSamlIdp {
  readonly trusted: TrustedSamlIdp;
  readonly #key: KeyObject;
  readonly #spki: Uint8Array;

  private constructor(key: KeyObject, spki: Uint8Array, certificate: Uint8Array) {
    this.#key = key;
    this.#spki = spki;
    this.trusted = {
      protocol: 'saml',
      issuer: 'https://saml.example/idp',
      authorizeUrl: 'https://saml.example/sso',
      clientId: 'https://sic.example/saml',
      certificates: [Buffer.from(certificate).toString('base64')],
      loa: 'substantial',
      levels,
      idpFresh: true,
    };
  }

  static async make(): Promise<TestSamlIdp> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const name = encodeName({ commonName: 'Test SAML provider' });
    const times = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) };
    const content = { serial: randomBytes(8), issuer: name, subject: name, spki, ...times, issuerSpki: spki };
    const der = await issueCertificate({ ...content, profile: { kind: 'signer' } }, scheme, (tbs) =>
      createSign('sha256').update(tbs).sign(privateKey),
    );
    return new TestSamlIdp(privateKey, spki, der);
  }

  response(ih: Uint8Array, asserted: Asserted): SamlEvidence {
    const { before = same, after = same, signs = ['_assertion'], signature = {} } = asserted;
    const written = before(this.#written({ inResponseTo: `_${Buffer.from(ih).toString('hex')}`, ...asserted }));
    const signed = signs.reduce((xml, id) => this.sign(xml, id, signature), written);
    return { kind: 'saml', response: Buffer.from(after(signed), 'utf8').toString('base64url') };
  }

  /** Enveloped, at the end of the element with that ID. */
  sign(xml: string, id: string, more: Partial<SignatureRequest>): string {
    const original = Buffer.from(xml, 'utf8');
    const document = parseXml(original);
    const parent = document.ids.get(id) ?? document.root;
    const transforms = [{ kind: 'enveloped' }, { kind: 'c14n', method: exclusive }] as const;
    const request: SignatureRequest = {
      id: `s${id}`,
      valueId: `v${id}`,
      c14n: exclusive,
      scheme,
      digest: 'sha256',
      references: [{ uri: `#${id}`, transforms }],
      certificates: this.trusted.certificates.map((der) => Buffer.from(der, 'base64')),
      objects: [],
      ...more,
    };
    const { parts, signedInfo } = prepareSignature(request, { document, parent, original: 0 });
    const value = signatureValue(this.#spki, scheme, createSign('sha256').update(signedInfo).sign(this.#key));
    return Buffer.from(assemble(parts, [original], value ?? new Uint8Array(0))).toString('utf8');
  }

  #written({ subject, inResponseTo = '', ...said }: Asserted): string {
    const { issuer = this.trusted.issuer, audience = this.trusted.clientId, acr = mfa } = said;
    const { recipient = 'https://sic.example/saml/acs', authnInstant = 0, until = 300 } = said;
    return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response" Version="2.0" IssueInstant="${at(0)}" Destination="${recipient}" InResponseTo="${inResponseTo}">
<saml:Issuer>${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="_assertion" Version="2.0" IssueInstant="${at(0)}"><saml:Issuer>${issuer}</saml:Issuer>
<saml:Subject><saml:NameID>${subject}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${inResponseTo}" Recipient="${recipient}" NotOnOrAfter="${at(until)}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="${at(-60)}" NotOnOrAfter="${at(until)}"><saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="${at(authnInstant)}"><saml:AuthnContext><saml:AuthnContextClassRef>${acr}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement><saml:Attribute Name="urn:oid:2.5.4.42"><saml:AttributeValue>Ada</saml:AttributeValue></saml:Attribute><saml:Attribute Name="urn:oid:2.5.4.4"><saml:AttributeValue>Lovelace</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>
</saml:Assertion></samlp:Response>`;
  }
}

const same = (xml: string): string => xml;

function at(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

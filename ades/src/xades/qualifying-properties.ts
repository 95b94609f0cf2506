/** What a signer states, as XML (EN 319 132-1, 5.2 and 6.3), in the order of the schema. */
import { der, digestOf, parseCertificate } from '@chancery/pki';
import { c14nUri, digestUri, escaped, markup } from '@chancery/xmldsig';
import type { XadesReference } from './content.ts';
import {
  commitmentUris,
  exclusive,
  type SignatureProductionPlace,
  type XadesOptions,
  type XadesPolicy,
} from './options.ts';

export const xadesNamespace = 'http://uri.etsi.org/01903/v1.3.2#';
export const xades141Namespace = 'http://uri.etsi.org/01903/v1.4.1#';
export const signedPropertiesType = 'http://uri.etsi.org/01903#SignedProperties';

/** `references` by the Ids they have in ds:SignedInfo. */
export interface Qualified {
  readonly signatureId: string;
  readonly signedPropertiesId: string;
  readonly references: readonly { readonly id: string; readonly content: XadesReference }[];
}

/** xades:QualifyingProperties for a ds:Object of the signature; the prefix `ds` is in scope there. */
export function qualifyingProperties(qualified: Qualified, options: XadesOptions): string {
  const properties = [signatureProperties(options), dataObjectProperties(qualified, options)].join('');
  const signed = markup('xades:SignedProperties', { Id: qualified.signedPropertiesId }, properties);
  const attributes = { 'xmlns:xades': xadesNamespace, Target: `#${qualified.signatureId}` };
  return markup('xades:QualifyingProperties', attributes, signed);
}

function signatureProperties({ signingTime, certificates, digest, policy, place, claimedRoles }: XadesOptions): string {
  const content = [
    element('SigningTime', escaped(signingTime.toISOString().replace(/\.\d+/, ''))),
    element('SigningCertificateV2', element('Cert', certificate(certificates[0]!, digest))),
    policy === undefined ? '' : element('SignaturePolicyIdentifier', policyContent(policy)),
    place === undefined ? '' : element('SignatureProductionPlaceV2', placeContent(place)),
    claimedRoles === undefined ? '' : element('SignerRoleV2', element('ClaimedRoles', claimedRoles.map(role).join(''))),
  ];
  return element('SignedSignatureProperties', content.join(''));
}

function element(name: string, content = ''): string {
  return markup(`xades:${name}`, {}, content);
}

function text(name: string, value: string | undefined): string {
  return value === undefined ? '' : element(name, escaped(value));
}

/** 5.2.2: the digest binds; issuer and serial number (RFC 5035, 4) help to find. */
function certificate(octets: Uint8Array, digest: XadesOptions['digest']): string {
  const { issuer, serial } = parseCertificate(octets);
  const names = der.sequence(der.explicit(4, issuer.der));
  const issuerSerial = Buffer.from(der.sequence(names, serial)).toString('base64');
  return (
    element('CertDigest', digestContent(digest, digestOf(digest, octets))) + element('IssuerSerialV2', issuerSerial)
  );
}

function digestContent(digest: XadesOptions['digest'], value: Uint8Array): string {
  const method = markup('ds:DigestMethod', { Algorithm: digestUri(digest) });
  return method + markup('ds:DigestValue', {}, Buffer.from(value).toString('base64'));
}

/** 5.2.9. */
function policyContent(policy: XadesPolicy | 'implied'): string {
  if (policy === 'implied') return element('SignaturePolicyImplied');
  const { identifier, description, digest, value, uri } = policy;
  const qualifiers =
    uri === undefined ? '' : element('SigPolicyQualifiers', element('SigPolicyQualifier', text('SPURI', uri)));
  const content = [
    element('SigPolicyId', identifierContent(identifier) + text('Description', description)),
    element('SigPolicyHash', digestContent(digest, value)),
    qualifiers,
  ];
  return element('SignaturePolicyId', content.join(''));
}

/** 5.1.2: an object identifier is written as a URN and says so. */
function identifierContent(identifier: string): string {
  if (!/^[0-2](\.\d+)+$/.test(identifier)) return text('Identifier', identifier);
  return markup('xades:Identifier', { Qualifier: 'OIDAsURN' }, `urn:oid:${identifier}`);
}

function placeContent({ city, streetAddress, stateOrProvince, postalCode, country }: SignatureProductionPlace): string {
  return [
    text('City', city),
    text('StreetAddress', streetAddress),
    text('StateOrProvince', stateOrProvince),
    text('PostalCode', postalCode),
    text('CountryName', country),
  ].join('');
}

function role(claimed: string): string {
  return text('ClaimedRole', claimed);
}

/** 5.2.4, 5.2.3 and 5.2.8.1: the format of each reference but manifests (6.3), why all of them are signed, since when they are there. */
function dataObjectProperties({ references }: Qualified, options: XadesOptions): string {
  const { commitments = [], contentTimeStamps = [] } = options;
  const formats = references
    .filter(({ content }) => content.kind !== 'manifest')
    .map(({ id, content }) => {
      const format =
        text('Description', content.description) + text('MimeType', content.mimeType ?? usualType(content));
      return markup('xades:DataObjectFormat', { ObjectReference: `#${id}` }, format);
    });
  const stamps = contentTimeStamps.map((token) => allDataObjects(token, options));
  return element('SignedDataObjectProperties', [...formats, ...commitments.map(commitment), ...stamps].join(''));
}

export function usualType({ kind }: XadesReference): string {
  return kind === 'base64' || kind === 'file' ? 'application/octet-stream' : 'text/xml';
}

/** Every reference is octets when it has been transformed; the method is named for whoever has none. */
function allDataObjects(token: Uint8Array, { c14n = exclusive }: XadesOptions): string {
  const method = markup('ds:CanonicalizationMethod', { Algorithm: c14nUri(c14n) });
  const encapsulated = element('EncapsulatedTimeStamp', Buffer.from(token).toString('base64'));
  return element('AllDataObjectsTimeStamp', method + encapsulated);
}

function commitment(name: string): string {
  const uri = new Map<string, string>(Object.entries(commitmentUris)).get(name) ?? name;
  const id = element('CommitmentTypeId', identifierContent(uri));
  return element('CommitmentTypeIndication', `${id}${element('AllSignedDataObjects')}`);
}

/** The protected header of a JAdES signature (TS 119 182-1, 5.1 and 5.2): what is signed beside the content. */
import { digestOf } from '@chancery/pki';
import { AdesError } from '../error.ts';
import { fileUri } from '../xades/content.ts';
import { commitmentUris, type XadesOptions, type XadesPolicy } from '../xades/options.ts';
import { digestCode, jwsAlgorithm } from './algorithm.ts';
import type { ListedFile, SignedContent } from './content.ts';
import { base64url, type JsonObject } from './jws.ts';

/** `certificates` are DER, the signer's first. `mimeType` is the payload's. */
export interface JadesOptions
  extends Pick<
    XadesOptions,
    'digest' | 'certificates' | 'scheme' | 'signingTime' | 'commitments' | 'claimedRoles' | 'place'
  > {
  readonly policy?: XadesPolicy;
  readonly mimeType?: string;
}

/** 5.2.8.3.3. */
const objectIdByUriHash = 'http://uri.etsi.org/19182/ObjectIdByURIHash';

export function protectedHeader({ files }: SignedContent, options: JadesOptions): JsonObject {
  const { certificates, signingTime, mimeType } = options;
  const certificate = certificates[0]!;
  return {
    alg: namedAlgorithm(options),
    ...(mimeType === undefined ? {} : { cty: contentType(mimeType) }),
    'x5t#S256': base64url(digestOf('sha256', certificate)),
    x5c: certificates.map((one) => Buffer.from(one).toString('base64')),
    // 5.1.11: what sigT said before.
    iat: Math.floor(signingTime.getTime() / 1000),
    ...statements(options),
    ...(files.length === 0 ? {} : listed(files, options)),
  };
}

function namedAlgorithm({ scheme, certificates }: JadesOptions): string {
  const name = jwsAlgorithm(scheme, certificates[0]!);
  if (name === undefined) throw new AdesError('unsupported', 'JSON signatures have no name for this signature scheme');
  return name;
}

/** RFC 7515, 4.1.10. */
function contentType(mimeType: string): string {
  return mimeType.replace(/^application\/(?=[^/]+$)/, '');
}

/** By their digests, of their octets as they are: who reads it must know both (RFC 7515, 4.1.11; RFC 7797, 6). */
function listed(files: readonly ListedFile[], { digest }: JadesOptions): JsonObject {
  const types = files.map(({ mimeType = 'application/octet-stream' }) => contentType(mimeType));
  const sigD = {
    mId: objectIdByUriHash,
    pars: files.map(({ name }) => fileUri(name)),
    hashM: digestCode(digest),
    hashV: files.map(({ value }) => base64url(value)),
    ctys: types,
  };
  return { sigD, b64: false, crit: ['sigD', 'b64'] };
}

function statements({ commitments = [], place, claimedRoles = [], policy }: JadesOptions): JsonObject {
  const { city, streetAddress, stateOrProvince, postalCode, country } = place ?? {};
  const address = {
    addressCountry: country,
    addressLocality: city,
    addressRegion: stateOrProvince,
    postalCode,
    streetAddress,
  };
  const claimed = [{ mediaType: 'text/plain', encoding: 'UTF-8', qVals: claimedRoles }];
  return {
    ...(commitments.length === 0 ? {} : { srCms: commitments.map((one) => ({ commId: { id: commitmentUri(one) } })) }),
    ...(place === undefined ? {} : { sigPl: address }),
    ...(claimedRoles.length === 0 ? {} : { srAts: { claimed } }),
    ...(policy === undefined ? {} : { sigPId: policyOf(policy) }),
  };
}

function commitmentUri(commitment: string): string {
  return Object.hasOwn(commitmentUris, commitment)
    ? commitmentUris[commitment as keyof typeof commitmentUris]
    : commitment;
}

/** 5.2.7.1; an object identifier as a URN (RFC 3061). */
function policyOf({ identifier, description, digest, value, uri }: XadesPolicy): JsonObject {
  const id = /^\d+(\.\d+)+$/.test(identifier) ? `urn:oid:${identifier}` : identifier;
  return {
    id: description === undefined ? { id } : { id, desc: description },
    digAlg: digestCode(digest),
    digVal: base64url(value),
    ...(uri === undefined ? {} : { sigPQuals: [{ spURI: uri }] }),
  };
}

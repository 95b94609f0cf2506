/**
 * From a PKCS #10 request to a certificate (RFC 2986): a person's (EN 319 412-2), a seal's (EN 319 412-3) or a time-stamping
 * authority's; each condition in its own check.
 */
import { createPublicKey } from 'node:crypto';
import {
  type CertificateProfile,
  type CertificationRequest,
  encodeName,
  isMessageScheme,
  issueCertificate,
  legalPerson,
  nameAttributes,
  nameToString,
  PkiError,
  parseCertificate,
  parseCertificationRequest,
  parseOrganizationIdentifier,
  verifyCertificationRequest,
} from '@chancery/pki';
import { SandboxError } from '../error.ts';
import { type Authority, day, newSerial, scheme } from './authority.ts';

/** A policy of the arc that RFC 5612 keeps for examples. */
export const sandboxPolicy = '1.3.6.1.4.1.32473.1.1';

/** Whom a certificate is for, and how many days it lives. */
const lifetimes = { signer: 365, 'one-time': 1 / 24, seal: 365, tsa: 1825 } as const;

export type CertifiedKind = keyof typeof lifetimes;

export function isCertified(kind: string): kind is CertifiedKind {
  return Object.hasOwn(lifetimes, kind);
}

/** DER of the certificate, recorded before it is given out. Throws SandboxError `input`. */
export async function certify(authority: Authority, csr: Uint8Array, kind: CertifiedKind): Promise<Uint8Array> {
  const request = readRequest(csr);
  checkPossession(csr);
  checkKey(request.spki);
  checkSubject(request);
  if (kind === 'seal') checkLegalPerson(request);
  if (kind === 'signer' || kind === 'one-time') checkPerson(request);
  const der = await issue(authority, request, kind);
  const { serialHex, subject, notAfter } = parseCertificate(der);
  authority.record(serialHex, { subject: nameToString(subject), notAfter: notAfter.toISOString() });
  return der;
}

function readRequest(csr: Uint8Array): CertificationRequest {
  return read(() => parseCertificationRequest(csr), 'The body is not a PKCS #10 request');
}

function read<T>(reading: () => T, complaint: string): T {
  try {
    return reading();
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new SandboxError('input', `${complaint}: ${cause.message}.`, { cause });
  }
}

/** Whoever asks must hold the key (RFC 2986 1). */
function checkPossession(csr: Uint8Array): void {
  if (!verifyCertificationRequest(csr))
    throw new SandboxError('input', 'The request is not signed by the key it names.');
}

function checkKey(spki: Uint8Array): void {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const strong = modulusLength >= 2048 || ['prime256v1', 'secp384r1', 'secp521r1'].includes(namedCurve);
  if (!strong && !isMessageScheme({ kind: String(key.asymmetricKeyType) }))
    throw new SandboxError(
      'input',
      'The key is neither RSA of at least 2048 bits nor on P-256, P-384 or P-521, nor Ed25519 or ML-DSA.',
    );
}

/** Only the attributes we vouch for, each once; what we would have to drop we refuse. */
function checkSubject({ subject }: CertificationRequest): void {
  const known = nameAttributes(subject);
  if (subject.attributes.length !== Object.keys(known).length) {
    throw new SandboxError('input', 'The subject holds an attribute that is not certified here, or one twice.');
  }
  if (!known.commonName?.trim()) throw new SandboxError('input', 'The subject has no common name.');
}

/** EN 319 412-3, 4.2.1. */
function checkLegalPerson({ subject }: CertificationRequest): void {
  read(() => legalPerson(nameAttributes(subject)), 'The subject is no legal person');
}

/** Somebody of an organisation has names of her own (EN 319 412-2, 4.2.4); an organisation alone seals. */
function checkPerson({ subject }: CertificationRequest): void {
  const { organizationIdentifier, surname, givenName } = nameAttributes(subject);
  if (organizationIdentifier === undefined) return;
  if (surname === undefined && givenName === undefined)
    throw new SandboxError('input', 'The subject names an organisation and no person: it is certified for seals.');
  read(() => parseOrganizationIdentifier(organizationIdentifier), 'The organisation of the person is not named well');
}

type Addresses = { readonly ocspUrl: string; readonly caIssuersUrl: string; readonly crlUrl: string };

/** Types only: a certificate says what it is for, and never that it is qualified or its key in a qualified device (EN 319 412-5, 4.2). */
function profileOf(kind: CertifiedKind, addresses: Addresses): CertificateProfile {
  if (kind === 'tsa') return { kind, ...addresses };
  const claims = { qualified: false, qscd: false };
  const qcStatements =
    kind === 'seal'
      ? ({ ...claims, types: ['eSeal'], semantics: 'legal' } as const)
      : ({ ...claims, types: ['eSign'] } as const);
  const certified = { kind: 'signer', policyOid: sandboxPolicy, qcStatements } as const;
  // Nobody asks for the status of a certificate that is over sooner than it could be revoked (EN 319 412-1, 5.2.2).
  if (kind === 'one-time') return { ...certified, caIssuersUrl: addresses.caIssuersUrl, shortTerm: true };
  return { ...certified, ...addresses };
}

function issue({ origin, issuing }: Authority, { subject, spki }: CertificationRequest, kind: CertifiedKind) {
  const now = new Date();
  const addresses = { ocspUrl: `${origin}/ocsp`, caIssuersUrl: `${origin}/issuing.cer`, crlUrl: `${origin}/crl` };
  return issueCertificate(
    {
      serial: newSerial(),
      issuer: issuing.certificate.subject.der,
      subject: encodeName(nameAttributes(subject)),
      spki,
      notBefore: now,
      notAfter: new Date(now.getTime() + lifetimes[kind] * day),
      profile: profileOf(kind, addresses),
      issuerSpki: issuing.certificate.spki,
    },
    scheme,
    issuing.sign,
  );
}

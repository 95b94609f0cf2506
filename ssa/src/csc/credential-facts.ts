import { nameToString } from '@chancery/pki';
import { isStatusKnown } from './certificate-status.ts';
import { legacyDigests, type SignerCertificate } from './credential.ts';
import type { CscCredential, CscDeps } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import type { Parameters } from './parameters.ts';
import { curveBits, curveOids, keyAlgorithms } from './signature-algorithm.ts';

/** How much of a credential is asked for. */
export interface WantedFacts {
  readonly certificates: 'none' | 'single' | 'chain';
  readonly certInfo: boolean;
  readonly authInfo: boolean;
}

/** @throws CscError by the first member that is not right */
export function wantedFacts(parameters: Parameters): WantedFacts {
  return {
    certificates: wantedCertificates(parameters),
    certInfo: parameters.flag('certInfo', 'invalidCertInfo'),
    authInfo: parameters.flag('authInfo', 'invalidAuthInfo'),
  };
}

function wantedCertificates(parameters: Parameters): WantedFacts['certificates'] {
  const wanted = parameters.value('certificates') ?? 'single';
  if (wanted === 'none' || wanted === 'single' || wanted === 'chain') return wanted;
  throw new CscError('invalidCertificates');
}

/** `key`: its state, its algorithms, `len` in bits. */
export function keyFacts(credential: CscCredential, certificate: SignerCertificate, deps: CscDeps): object {
  const { keyStatus } = credential;
  const { publicKey } = certificate;
  const algo = keyAlgorithms({ key: publicKey, legacy: legacyDigests(credential, certificate, deps) });
  if (publicKey.kind === 'rsa') return { status: keyStatus, algo, len: publicKey.bits };
  return { status: keyStatus, algo, len: curveBits[publicKey.curve], curve: curveOids[publicKey.curve] };
}

/** `cert`: base64 DER, names as RFC 4514 writes them, times as YYYYMMDDHHMMSSZ (RFC 5280, 4.1.2.5.2). */
export function certificateFacts(
  credential: CscCredential,
  certificate: SignerCertificate,
  { certificates: wanted, certInfo }: WantedFacts,
  deps: CscDeps,
): object {
  return {
    ...(isStatusKnown(credential, deps) ? { status: credential.certStatus } : {}),
    ...chain(credential, wanted),
    ...(certInfo ? certificateInfo(certificate) : {}),
  };
}

function chain({ certificates }: CscCredential, wanted: WantedFacts['certificates']): object {
  if (wanted === 'none') return {};
  const chosen = wanted === 'single' ? certificates.slice(0, 1) : certificates;
  return { certificates: chosen.map((der) => Buffer.from(der).toString('base64')) };
}

function certificateInfo(certificate: SignerCertificate): object {
  return {
    issuerDN: nameToString(certificate.issuer),
    serialNumber: certificate.serialHex,
    subjectDN: nameToString(certificate.subject),
    validFrom: generalizedTime(certificate.notBefore),
    validTo: generalizedTime(certificate.notAfter),
  };
}

function generalizedTime(date: Date): string {
  return `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}

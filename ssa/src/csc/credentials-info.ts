import { nameToString } from '@chancery/pki';
import { requireBearer } from './bearer.ts';
import { requireCredential, type SignerCertificate, signerCertificate, signsSha1 } from './credential.ts';
import type { CscCredential, CscDeps } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import type { CscMethod } from './method.ts';
import type { Parameters } from './parameters.ts';
import { curveBits, curveOids, keyAlgorithms } from './signature-algorithm.ts';

/** CSC API v1.0.4.0, 11.5: credentials/info. */
export const credentialsInfo: CscMethod = async ({ parameters, authorization }, deps) => {
  const bearer = await requireBearer(authorization, deps, 'service', 'credential');
  const credential = await requireCredential(parameters, bearer, deps);
  const certificates = wantedCertificates(parameters);
  const certInfo = parameters.flag('certInfo', 'invalidCertInfo');
  const authInfo = parameters.flag('authInfo', 'invalidAuthInfo');
  const certificate = signerCertificate(credential);
  return {
    ...(credential.description === undefined ? {} : { description: credential.description }),
    key: keyInfo(credential, certificate, deps),
    cert: {
      status: credential.certStatus,
      ...chain(credential, certificates),
      ...(certInfo ? certificateInfo(certificate) : {}),
    },
    authMode: credential.authMode,
    SCAL: String(credential.scal),
    ...(authInfo && credential.authMode === 'explicit' ? factors(credential) : {}),
    multisign: credential.multisign,
    lang: deps.info.languages[0],
  };
};

type Wanted = 'none' | 'single' | 'chain';

function wantedCertificates(parameters: Parameters): Wanted {
  const wanted = parameters.value('certificates') ?? 'single';
  if (wanted === 'none' || wanted === 'single' || wanted === 'chain') return wanted;
  throw new CscError('invalidCertificates');
}

function keyInfo(credential: CscCredential, certificate: SignerCertificate, deps: CscDeps): object {
  const { keyStatus } = credential;
  const { publicKey } = certificate;
  const algo = keyAlgorithms({ key: publicKey, withSha1: signsSha1(credential, certificate, deps) });
  if (publicKey.kind === 'rsa') return { status: keyStatus, algo, len: publicKey.bits };
  return { status: keyStatus, algo, len: curveBits[publicKey.curve], curve: curveOids[publicKey.curve] };
}

function chain({ certificates }: CscCredential, wanted: Wanted): object {
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

function factors({ pin }: CscCredential): object {
  return { PIN: { presence: 'true', format: 'A', ...pin }, OTP: { presence: 'false' } };
}

/** YYYYMMDDHHMMSSZ (RFC 5280, 4.1.2.5.2) */
function generalizedTime(date: Date): string {
  return `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}

import { type Certificate, type PublicKeyKind, parseCertificate } from '@chancery/pki';
import type { CscBearer, CscCredential, CscDeps } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import type { Parameters } from './parameters.ts';

/** The credential a request names, if it is the caller's and of his token: one answer for unknown and foreign ones. */
export async function requireCredential(
  parameters: Parameters,
  bearer: CscBearer,
  deps: CscDeps,
): Promise<CscCredential> {
  const id = parameters.string('credentialID', 'missingCredentialId');
  const named = bearer.account !== undefined && (bearer.credentialID ?? id) === id;
  const found = named ? await deps.credentials.find(bearer.account, id) : undefined;
  if (found === undefined) throw new CscError('invalidCredentialId');
  return found;
}

/** @throws CscError for a disabled key, and for a certificate that does not stand */
export function requireUsable(credential: CscCredential): void {
  if (credential.keyStatus === 'disabled') throw new CscError('credentialDisabled');
  if (credential.certStatus !== 'valid') throw new CscError('invalidCertificateStatus');
}

/** The signer's certificate, whose key is of a kind CSC can describe. */
export function signerCertificate(credential: CscCredential): SignerCertificate {
  const certificate = parseCertificate(credential.certificates[0]);
  const { publicKey } = certificate;
  if (publicKey === undefined) throw new Error(`the key of credential ${credential.credentialID} is of no known kind`);
  return { ...certificate, publicKey };
}

export type SignerCertificate = Certificate & { readonly publicKey: PublicKeyKind };

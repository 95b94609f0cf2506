import {
  type Certificate,
  type DigestKeyKind,
  isMessageScheme,
  type LegacyDigest,
  legacyDigestsOn,
  nameAttributes,
} from '@chancery/pki';
import type { CscBearer, CscCredential, CscDeps } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import type { Parameters } from './parameters.ts';
import { parsedCertificate } from './parsed-certificate.ts';

/**
 * The credential a request names, if it is the caller's and of his token: one answer for unknown and foreign ones. A client that speaks
 * for itself names the person by it.
 */
export async function requireCredential(
  parameters: Parameters,
  bearer: CscBearer,
  deps: CscDeps,
): Promise<CscCredential> {
  const id = parameters.string('credentialID', 'missingCredentialId');
  const account = bearer.account ?? (await deps.credentials.accountOf(id, bearer));
  const named = account !== undefined && (bearer.credentialID ?? id) === id;
  const found = named ? await deps.credentials.find(account, id) : undefined;
  if (found === undefined) throw new CscError('invalidCredentialId');
  return found;
}

/** @throws CscError for a disabled key, and for a certificate that does not stand */
export function requireUsable(credential: CscCredential): void {
  if (credential.keyStatus === 'disabled') throw new CscError('credentialDisabled');
  if (credential.certStatus !== 'valid') throw new CscError('invalidCertificateStatus');
}

/** The same for signing, where one past its time is told by its name. @throws CscError */
export function requireStanding(credential: CscCredential, { subject }: SignerCertificate): void {
  if (credential.keyStatus === 'disabled' || credential.certStatus !== 'expired') {
    requireUsable(credential);
    return;
  }
  const { organization = '', commonName = '' } = nameAttributes(subject);
  const description = `Signing certificate 'O=${organization},CN=${commonName}' is expired`;
  throw new CscError('certificateExpired', { description });
}

/** The signer's certificate. @throws CscError for a key that signs messages: hashes are all that CSC v1 has to offer it */
export function signerCertificate(credential: CscCredential): SignerCertificate {
  const certificate = parsedCertificate(credential.certificates[0]);
  const { publicKey } = certificate;
  if (publicKey === undefined) throw new Error(`the key of credential ${credential.credentialID} is of no known kind`);
  if (isMessageScheme(publicKey)) throw new CscError('invalidCredentialId');
  return { ...certificate, publicKey };
}

export type SignerCertificate = Certificate & { readonly publicKey: DigestKeyKind };

/** The digests of old that this key signs: RSA by its PIN, each where the operator says so, and never by an approval, which must bind. */
export function legacyDigests(
  { authMode }: CscCredential,
  { publicKey }: SignerCertificate,
  { switchedOn = [] }: CscDeps,
): LegacyDigest[] {
  return publicKey.kind === 'rsa' && authMode === 'explicit' ? legacyDigestsOn(switchedOn) : [];
}

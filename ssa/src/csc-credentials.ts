import { isMessageScheme } from '@chancery/pki';
import { mostHashes, type SamClient } from '@chancery/sam/client';
import {
  accountOfCredential,
  type Credential,
  destroyCredential,
  type FoundCredential,
  findCredentialsWithSigner,
  findPastCredential,
  Gathered,
  listCredentials,
  mayKnow,
  openDeletions,
  type Store,
} from '@chancery/store';
import type { CscCredential, CscDeps } from './csc/csc-deps.ts';
import { parsedCertificate } from './csc/parsed-certificate.ts';
import { signatureQualifier } from './csc/signature-qualifier.ts';
import { statusOf } from './csc/status-enquiry.ts';

/**
 * The credentials of this installation as CSC sees them: a key of SCAL 1 that was made with a PIN is explicit, all others are authorized by
 * an approval, by phone where they were made for that. A key that signs messages is none of them: CSC v1 brings hashes.
 */
export function cscCredentials(store: Store, sam: Keys, clock: () => Date): CscDeps['credentials'] {
  const wanted = ({ account, id }: { readonly account: string; readonly id: string }) => `${account} ${id}`;
  const found = new Gathered(wanted, (keys) => findCredentialsWithSigner(store.db, keys));
  return {
    accountOf: async (credentialID, { client }) => {
      const account = await accountOfCredential(store.db, credentialID);
      return (await mayKnow(store.db, client, account ?? '')) ? account : undefined;
    },
    list: async (account) => {
      await forgetDestroyed(store, sam, account);
      const hers = (await listCredentials(store.db, account)).filter(signsHashes);
      return hers.toSorted(fromTheStrictest).map(({ id }) => id);
    },
    find: async (account, credentialID) => {
      const credential = await found.get({ account, id: credentialID });
      if (!credential?.signer || !signsHashes(credential)) return undefined;
      return shown(credential, credential.signer, clock());
    },
  };
}

type Keys = Pick<SamClient, 'key'>;

/** A deletion that nobody came back from: the SAM is the authority. One that is away is asked the next time. */
async function forgetDestroyed({ db }: Store, sam: Keys, account: string): Promise<void> {
  for (const { parameters } of await openDeletions(db, account)) {
    const found = await findPastCredential(db, account, String(parameters['credential']));
    const key = found && (await sam.key(found.key).catch(() => undefined));
    if (key?.state === 'destroyed') await destroyCredential(db, found?.id ?? '');
  }
}

const byPin = { authMode: 'explicit', pin: { format: 'A', label: 'PIN' } } as const;
const withOtp = { otp: { label: 'One-time password' } } as const;

/** Clients that take the first get one whose signer alone activates it; csctester gives the SAD of a PIN to whatever comes behind it. */
function fromTheStrictest(one: Credential, other: Credential): number {
  return other.scal - one.scal;
}

function signsHashes({ algorithm }: Credential): boolean {
  return !isMessageScheme(algorithm as { readonly kind: string });
}

function shown(found: FoundCredential, signer: string, now: Date): CscCredential {
  const { id, key, scal, chain, status, description, revocation, revocation_seen, created_at } = found;
  const certificates = chain.map((der) => new Uint8Array(Buffer.from(der, 'base64')));
  const certificate = parsedCertificate(certificates[0] as Uint8Array);
  const [first, ...rest] = certificates;
  return {
    credentialID: id,
    ...(description === null ? {} : { description }),
    signer,
    key,
    keyStatus: status === 'active' ? 'enabled' : 'disabled',
    certStatus: now > certificate.notAfter ? 'expired' : statusOf(revocation),
    statusSeen: revocation_seen ?? created_at,
    certificates: [first as Uint8Array, ...rest],
    scal,
    signatureQualifier: signatureQualifier(certificate),
    ...authorizedBy(found),
    multisign: mostHashes,
  };
}

function authorizedBy({
  scal,
  hasPin,
  hasOtp,
  hasPush,
}: FoundCredential): Pick<CscCredential, 'authMode' | 'pin' | 'otp'> {
  if (scal === 1 && hasPin) return hasOtp ? { ...byPin, ...withOtp } : byPin;
  return { authMode: hasPush ? 'implicit' : 'oauth2code' };
}

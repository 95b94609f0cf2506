import { type CertificateAuthority, type CertifiedAs, openCertificateAuthority } from '@chancery/connectors/ca';
import { type ChallengeResult, SamError } from '@chancery/sam/client';
import { createCredential, type Errand, findAccount, findCa } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { askingClient } from './asking.ts';

/**
 * From the key the SAM has made to a credential: request → authority → bound certificate → credential row (EN 419 241-1,
 * SRC_SKS: no signature before the certificate). Returns the credential's id, which is the key's.
 */
export async function certifyKey(deps: SsaDeps, errand: Errand, { key, csr }: ChallengeResult): Promise<string> {
  if (key === undefined) throw new SsaError('conflict', 'The approval brought no key.');
  const chain = (await boundChain(deps, key)) ?? (await certified(deps, errand, key, csr));
  const { algorithm, scal } = await deps.sam.key(key);
  const names = { id: key, account_id: errand.account_id, key };
  const stored = chain.map((der) => Buffer.from(der).toString('base64'));
  const own = isOneTime(errand) ? { request_id: errand.request_id } : {};
  const row = { ...names, ...own, scal, algorithm, chain: stored, status: 'active' as const };
  return (await createCredential(deps.store.db, row)).id;
}

/** What the SAM has bound already, if an earlier call came that far. */
async function boundChain({ sam }: SsaDeps, key: string): Promise<readonly Uint8Array[] | undefined> {
  const { state, chain } = await sam.key(key);
  return state === 'active' ? chain?.map((der) => Buffer.from(der, 'base64url')) : undefined;
}

async function certified(deps: SsaDeps, errand: Errand, key: string, csr: string | undefined) {
  if (csr === undefined) throw new SsaError('conflict', 'The key brought no certificate request.');
  const { group } = await askingClient(deps, errand.client_id);
  const profile = await profileOf(deps, errand);
  const { chain } = await (await authorityOf(deps, group)).issue(Buffer.from(csr, 'base64url'), profile);
  try {
    await deps.sam.bindCertificate({ key, chain: chain.map((der) => Buffer.from(der).toString('base64url')) });
    return chain;
  } catch (error) {
    return (await lostRace(deps, key, error)) as readonly Uint8Array[];
  }
}

async function profileOf({ store }: SsaDeps, errand: Errand): Promise<CertifiedAs> {
  if (isOneTime(errand)) return 'one-time';
  return (await findAccount(store.db, errand.account_id))?.organization ? 'seal' : 'signer';
}

function isOneTime({ parameters }: Errand): boolean {
  return parameters['once'] === true;
}

/** A second window was faster: its certificate stands, ours is never used. */
async function lostRace(deps: SsaDeps, key: string, error: unknown): Promise<readonly Uint8Array[]> {
  const bound = error instanceof SamError && error.code === 'key_state' ? await boundChain(deps, key) : undefined;
  if (bound === undefined) throw error;
  return bound;
}

async function authorityOf({ store }: SsaDeps, group: string): Promise<CertificateAuthority> {
  const ca = await findCa(store.db, group);
  if (ca === undefined) throw new SsaError('unavailable', 'No certification authority is set up for this group.');
  return openCertificateAuthority(ca);
}

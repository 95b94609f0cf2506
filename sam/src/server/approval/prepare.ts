import { type DigestName, digestLength, isSwitchedOn } from '@chancery/pki';
import type { Transaction } from 'kysely';
import {
  canonicalize,
  type Intent,
  type KeyAlgorithm,
  type OrganizationIdentity,
  type Prepared,
  type PrepareEnrol,
  type PrepareKeyCreate,
  type PrepareKeyDelete,
  type PrepareRequest,
  type Scal,
} from '../../client/index.ts';
import type { AuditEvent } from '../audit/audit.ts';
import { currentEpoch } from '../database/epoch.ts';
import type { ChallengeTable, Ledger } from '../database/ledger.ts';
import { whereTo } from '../factors/explicit-otp.ts';
import { newPin, pinFactor } from '../factors/pin.ts';
import { loadKey, type StoredKey } from '../keys/key-store.ts';
import { requireParent } from '../keys/one-time-key.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { identityOf, requireRepresentative, standingOf } from '../trust/organization.ts';
import { policyOf, trustedIdp, trustedOrganization } from '../trust/trust.ts';
import { cancelOldest, insertChallenge, sealChallenge } from './challenge.ts';
import { enrolIntent, recoveryIntent } from './enrol-intent.ts';
import { changeOf } from './factor-change.ts';
import { factorChangeIntent } from './factor-intent.ts';
import { keyCreateIntent, keyDeleteIntent } from './key-intent.ts';
import { providerOf, recoveryOf } from './recovery.ts';
import { type SignatureAsked, signIntent } from './sign-intent.ts';
import { signatureOids } from './signature-oid.ts';
import { activeSigner, requireRested } from './signer.ts';

/**
 * Opens a challenge: checks that this may be asked of this signer, builds the intent and keeps it sealed
 * (EN 419 241-2: supply DTBS/R, signer creation, key pair generation). Nothing is decided here.
 */
export async function prepare(sam: Sam, request: PrepareRequest): Promise<Prepared> {
  for (const url of [request.returnUrl, request.moreUrl ?? request.returnUrl]) requireReturnAllowed(sam, url);
  const epoch = await currentEpoch(sam.db);
  const asked = await intentOf(sam, epoch, request);
  const pin = request.purpose === 'key.create' ? await pinOf(sam, request, asked) : null;
  const bearer = request.purpose === 'enrol' ? `account:${request.account}` : request.signer;
  await open(sam, { asked, bearer, pin, peer: 'ssa', created: sam.clock() });
  return { chal: asked.chal, exp: asked.exp };
}

function requireReturnAllowed(sam: Sam, returnUrl: string): void {
  if (!sam.config.allowedReturnOrigins.includes(new URL(returnUrl).origin))
    refuse('policy', 'return address not allowed');
}

async function intentOf(sam: Sam, epoch: number, request: PrepareRequest): Promise<Intent> {
  const policy = await policyOf(sam, request.group);
  if (request.purpose === 'enrol') {
    const recovery = await recoveryOf(sam, request.account);
    if (recovery !== undefined)
      return recoveryIntent(sam, epoch, request, recovery, await providerOf(sam, recovery), policy);
    const { idp } = request;
    const provider = idp && (await trustedIdp(sam.db, sam.module, idp.issuer));
    return enrolIntent(sam, epoch, request, await whoEnrols(sam, request), provider, policy);
  }
  const signer = await activeSigner(sam.db, sam.module, request.signer);
  const { identity } = signer;
  const organization = await standingOf(sam, identity);
  if ('by' in request && request.by === 'client' && organization === undefined)
    refuse('policy', 'nobody approves for a person by a key');
  if (request.purpose === 'factor.change') {
    const change = await changeOf(sam, request);
    return factorChangeIntent(sam, epoch, request, change, identity, policy);
  }
  if (request.purpose === 'key.delete')
    return keyDeleteIntent(sam, epoch, request, await keyToDelete(sam, request), identity, policy);
  if (request.purpose === 'key.create') {
    requireSwitchedOn(sam, request.algorithm);
    requireOrdinary(request, organization !== undefined);
    requireLevel(sam, request.scal);
    return keyCreateIntent(sam, epoch, request, identity, policy);
  }
  const key = await keyToSignWith(sam, request);
  requireRested(signer, key.header.scal, sam.clock());
  return signIntent(sam, epoch, request, key, identity, policy);
}

/** A one-time key is a person's, approved by her acts alone. */
function requireOrdinary({ once, pin }: PrepareKeyCreate, seal: boolean): void {
  if (once && (seal || pin !== undefined)) refuse('policy', 'a one-time key is a person’s, and has no PIN');
}

/** A person by her login; an organisation by the login of who represents it, or by its own key. */
async function whoEnrols(sam: Sam, request: PrepareEnrol): Promise<OrganizationIdentity | undefined> {
  const { idp, organization, registered } = request;
  if (registered !== undefined && (idp ?? organization) === undefined) return undefined;
  if (registered !== undefined) return refuse('invalid', 'enrolled by an officer, and by somebody else');
  if (organization === undefined) return idp === undefined ? refuse('invalid', 'nobody who enrols') : undefined;
  const found = await trustedOrganization(sam.db, sam.module, organization);
  if (idp !== undefined) requireRepresentative(found, idp);
  return identityOf(sam, found);
}

async function keyToDelete(sam: Sam, request: PrepareKeyDelete): Promise<StoredKey> {
  const key = await loadKey(sam.db, sam.module, request.key);
  if (key.signer !== request.signer) return refuse('not_found', 'the key is another signer’s');
  return key.header.state === 'destroyed' ? refuse('key_state', 'key destroyed') : key;
}

export async function keyToSignWith(sam: Sam, request: SignatureAsked): Promise<StoredKey> {
  const key = await loadKey(sam.db, sam.module, request.key);
  if (key.signer !== request.signer) return refuse('not_found', 'the key is another signer’s');
  if (key.header.state !== 'active') refuse('key_state', `key ${key.header.state}`);
  requireLevel(sam, key.header.scal);
  await requireParent(sam, key, request.parent);
  requireSwitchedOn(sam, key.header.algorithm);
  if (signatureOids(key.header.algorithm, request.hashOid).length === 0) refuse('invalid', 'not a digest of this key');
  requireDigestLengths(request.dtbsr, request.hashOid);
  if (request.display.length !== request.dtbsr.length) refuse('invalid', 'one display item per hash');
  requireBindable(request);
  return key;
}

/** Of a document whose DTBS/R is not known nothing can be shown that the page could check; and a one-time key signs what it was made for. */
function requireBindable({ binds, display, parent }: SignatureAsked): void {
  if (binds === undefined) return;
  if (parent !== undefined || display.some(({ type }) => type !== 'hash'))
    refuse('invalid', 'digests of documents that are shown, or for a one-time key');
}

/** Where the SSA's machine is the SAM's, too, nothing of SCAL2 is to be had. */
export function requireLevel({ config }: Sam, scal: Scal): void {
  if (config.onlyScal1 && scal !== 1) refuse('policy', 'keys of SCAL2 need a SAM of their own');
}

/** The SAM is told by its own operator, not by the SSA. */
function requireSwitchedOn({ config }: Sam, algorithm: KeyAlgorithm): void {
  if (!isSwitchedOn(algorithm, config.switchedOn ?? [])) refuse('policy', `${algorithm.kind} is not switched on`);
}

function requireDigestLengths(dtbsr: readonly string[], digest: DigestName): void {
  const length = digestLength(digest);
  if (dtbsr.some((hash) => Buffer.from(hash, 'base64url').length !== length))
    refuse('invalid', 'hash of another length');
}

/** The explicit PIN of a SCAL1 key, stretched at once; a SCAL2 key has none (class C never decides). */
async function pinOf(sam: Sam, request: PrepareKeyCreate, asked: Intent): Promise<string | null> {
  if (request.otp && request.pin === undefined) return refuse('policy', 'a one-time password stands beside a PIN');
  if (request.pin === undefined || asked.key === undefined) return null;
  if (request.scal !== 1) return refuse('policy', 'a SCAL2 key has no explicit PIN');
  if (asked.seal !== undefined) return refuse('policy', 'an organization has no PIN');
  const of = { signer: request.signer, factor: pinFactor(asked.key) };
  const withOtp = request.otp === undefined ? {} : { otp: request.otp };
  if (request.otp) await whereTo(sam, request.signer);
  return canonicalize({ ...(await newPin(sam.module, of, request.pin)), ...withOtp });
}

type Also = (trx: Transaction<Ledger>, row: ChallengeTable, now: Date) => Promise<void>;

/** `also` is written with it. */
export async function open(
  sam: Sam,
  challenge: Parameters<typeof sealChallenge>[1],
  also: Also = async () => {},
): Promise<void> {
  const row = await sealChallenge(sam.module, challenge);
  const { signer, client } = row;
  await sam.audit.commit(async (trx) => {
    await trx.selectFrom('signer').select('signer').where('signer', '=', signer).forUpdate().execute();
    await cancelOldest(trx, challenge.bearer, client, sam.clock());
    await insertChallenge(trx, row);
    await also(trx, row, sam.clock());
    return { value: undefined, events: [opened(challenge.asked, row.ih)] };
  });
}

function opened(asked: Intent, ih: Uint8Array): AuditEvent {
  const { group, client, purpose, chal, sub, key, n } = asked;
  const about = { subject: sub, object: chal, group, client, ih: Buffer.from(ih).toString('base64url') };
  const detail = { purpose, ...(key === undefined ? {} : { key }), ...(n === undefined ? {} : { n }) };
  return { ev: 'CHALLENGE_OPENED', outcome: 'ok', actor: 'ssa', ...about, detail };
}

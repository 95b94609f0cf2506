import { createHash } from 'node:crypto';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { verifyHash } from '@chancery/crypto-module';
import { isMessageScheme, signatureOid, verifySignature } from '@chancery/pki';
import type { Transaction } from 'kysely';
import { canonicalize, SamError, type SignReply, type SignRequest } from '../../client/index.ts';
import type { Challenge } from '../approval/challenge.ts';
import type { AuditEvent } from '../audit/audit.ts';
import type { Ledger } from '../database/ledger.ts';
import { destroyedEvent, destruction } from '../keys/destroy-key.ts';
import { b64u, requireUnchanged, type StoredKey, sha256 } from '../keys/key-store.ts';
import { requireWhole } from '../keys/one-time-key.ts';
import { isOneTime } from '../keys/one-time-policy.ts';
import { wasRewrapped } from '../keys/rewrap.ts';
import { refuse } from '../refusal.ts';
import type { Peer, Sam } from '../sam.ts';
import {
  requireAlgorithm,
  requireBelonging,
  requireHashes,
  requireMessages,
  requireNotStopped,
  type Scheme,
  usableKey,
} from './checks.ts';
import { presentedSad, requireCurrent } from './sad.ts';
import { type Call, earlierResults, keepResults, spend } from './slot.ts';

/**
 * Signing (EN 419 241-2). The promise: a value leaves only if an unspent, unexpired SAD binds this signer, this key and exactly
 * these hashes. The slots are spent and committed before the key is touched and never given back; every value is verified
 * with the key's own public key before anyone sees it.
 */
export async function sign(sam: Sam, request: SignRequest, peer: Peer): Promise<SignReply> {
  const sad = await presentedSad(sam, peer, request);
  const call = callOf(request);
  const earlier = await earlierResults(sam.db, sad, call, sam.clock());
  if (earlier !== undefined) return reply(earlier);
  await requireCurrent(sam, sad);
  await requireNotStopped(sam, sad);
  requireHashes(sad, call, request.scheme);
  requireMessages(call, request.scheme);
  const key = await consumeWith(sam, sad, call, request);
  const signatures = await useKey(sam, key, call, request.scheme);
  await verifyEach(key, call, request.scheme, signatures);
  await finish(sam, sad, call, request.scheme, signatures);
  return reply(signatures);
}

/** The digests stand for the messages, so the request is named without them. */
function callOf({ callId, key, scheme, digests: asked, messages, documents, attributes }: SignRequest): Call {
  const named = { key, scheme, digests: asked, ...(documents && { documents }) };
  const requestDigest = createHash('sha256').update(canonicalize(named)).digest();
  const octets = (values: readonly string[]) => values.map((value) => Buffer.from(value, 'base64url'));
  const digests = octets(asked);
  const beside = {
    ...(messages && { messages: octets(messages) }),
    ...(attributes && { attributes: octets(attributes) }),
  };
  return { callId, requestDigest, digests, authorized: documents ? octets(documents) : digests, ...beside };
}

/**
 * Checks 5 and 6, then steps 7 and 8. A key that went under another key-encryption key in between is looked at again: it is the same
 * key, and a transaction that was refused has spent nothing.
 */
async function consumeWith(sam: Sam, sad: Challenge, call: Call, { key: id, scheme }: SignRequest): Promise<StoredKey> {
  for (let attempt = 1; ; attempt++) {
    const key = await usableKey(sam, sad, id);
    requireAlgorithm(sam, sad, key, scheme);
    requireBelonging(sad, key, call, scheme);
    requireWhole(key, sad, call.digests);
    try {
      await consume(sam, sad, key, call, scheme);
      return key;
    } catch (error) {
      const changed = error instanceof SamError && error.code === 'key_state';
      if (!changed || attempt === 3 || !(await wasRewrapped(sam, key))) throw error;
    }
  }
}

/**
 * Steps 7 and 8: the record of what is about to happen and the spending of the slots, one transaction. A one-time key is destroyed in
 * it: the lane gets the only copy that is left.
 */
async function consume(sam: Sam, sad: Challenge, key: StoredKey, call: Call, scheme: Scheme): Promise<void> {
  const destroyed = isOneTime(key.header) ? await destruction(sam, key) : undefined;
  await sam.audit.commit(async (trx) => {
    await (destroyed ?? requireKept(key))(trx);
    await spend(trx, sad, call, sam.clock());
    const started = aboutCall(sad, call, 'SIGN_STARTED', { alg: signatureOid(scheme) });
    return { value: undefined, events: destroyed ? [destroyedEvent(key, 'sam', 'used'), started] : [started] };
  });
}

function requireKept(key: StoredKey) {
  return (trx: Transaction<Ledger>) => requireUnchanged(trx, key);
}

/** Steps 9 to 11: the lane checks the record's MAC, unwraps, signs every digest (or message) and destroys the handle. */
async function useKey({ module }: Sam, { record }: StoredKey, { digests, messages = [] }: Call, scheme: Scheme) {
  const made = isMessageScheme(scheme)
    ? await module.call({ command: 'sign-messages', record, scheme, messages })
    : await module.call({ command: 'sign', record, scheme, digests });
  return made.signatures;
}

/** Step 12: a value that the signer's public key does not confirm never leaves. */
async function verifyEach({ spki }: StoredKey, call: Call, scheme: Scheme, signatures: Values) {
  const signed = call.messages ?? call.digests;
  if (signatures.length !== signed.length) refuse('key_state', 'the module made another number of signatures');
  for (const [i, octets] of signed.entries()) {
    if (i % verifiedInOneTurn === 0) await othersTurn();
    const value = signatures[i] ?? new Uint8Array(0);
    const right = isMessageScheme(scheme)
      ? verifySignature(spki, scheme, octets, value)
      : verifyHash(spki, scheme, octets, value);
    if (!right) refuse('key_state', 'the module’s signature does not verify');
  }
}

type Values = readonly Uint8Array[];

// A large batch must not keep other signers waiting.
const verifiedInOneTurn = 16;

/** Step 13: the values and their record, one transaction. */
async function finish(sam: Sam, sad: Challenge, call: Call, scheme: Scheme, signatures: Values): Promise<void> {
  await sam.audit.commit(async (trx) => {
    await keepResults(trx, sad, call.callId, signatures);
    const made = signatures.map((signature) => b64u(sha256(signature)));
    return {
      value: undefined,
      events: [aboutCall(sad, call, 'SIGN_OK', { alg: signatureOid(scheme), signatures: made })],
    };
  });
}

function aboutCall({ asked, ih }: Challenge, call: Call, ev: string, more: object): AuditEvent {
  const { sub: subject, key, chal, group, client } = asked;
  const { callId, digests, authorized } = call;
  const ofDocuments = authorized === digests ? {} : { documents: setOf(authorized) };
  const detail = { key: key ?? null, callId, n: digests.length, dset: setOf(digests), ...ofDocuments, ...more };
  return { ev, outcome: 'ok', actor: 'ssa', subject, object: chal, group, client, ih: b64u(ih), detail };
}

function setOf(digests: readonly Buffer[]): string {
  return createHash('sha256').update(Buffer.concat(digests)).digest('base64url');
}

function reply(signatures: Values): SignReply {
  return { signatures: signatures.map(b64u) };
}

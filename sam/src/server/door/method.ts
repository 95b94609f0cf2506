import type { SamErrorCode } from '../../client/index.ts';
import { approve, approveByClient, cancelChallenge, refuseChallenge } from '../approval/approve.ts';
import { authorizePin } from '../approval/authorize-pin.ts';
import { factorsOf } from '../approval/factor-change.ts';
import { clientStatement, fetchChallenge } from '../approval/fetch.ts';
import { prepare } from '../approval/prepare.ts';
import { push, pushed } from '../approval/push.ts';
import { statementKey } from '../approval/statement.ts';
import { status } from '../approval/status.ts';
import { signatureEvidence } from '../audit/evidence-package.ts';
import { checkpointsToStamp, stampCheckpoint } from '../audit/stamp-checkpoint.ts';
import { revokeDevice } from '../factors/device.ts';
import { confirmDevice, joinDevice, ticketStanding } from '../factors/device-enrolment.ts';
import { heardFromDevice } from '../factors/device-message.ts';
import { promptDevice } from '../factors/device-prompt.ts';
import { sendExplicitOtp } from '../factors/explicit-otp.ts';
import { sendOtp } from '../factors/otp.ts';
import { bindCertificate } from '../keys/bind-certificate.ts';
import { keyInfo, keysOf, loadKey } from '../keys/key-store.ts';
import { discardKey } from '../keys/one-time-key.ts';
import { officerMethods } from '../officers/officer-methods.ts';
import { refuse } from '../refusal.ts';
import type { Peer, Sam } from '../sam.ts';
import type { Reader } from '../shape.ts';
import { extend } from '../signing/extend.ts';
import { sign } from '../signing/sign.ts';
import { shapes } from './message-shapes.ts';

/** One message: parsed, then carried out. `audited`: a refusal of it is a security event and goes into the log. */
export type Method = {
  readonly audited: boolean;
  readonly run: (sam: Sam, message: unknown, peer: Peer, certificate: string) => Promise<object>;
};

function method<T>(
  reader: Reader<T>,
  run: (sam: Sam, message: T, peer: Peer) => Promise<object>,
  audited = true,
): Method {
  return { audited, run: (sam, message, peer) => run(sam, reader(message, 'message'), peer) };
}

const silent = false;

/**
 * What each identity is offered, and nothing else (EN 419 241-2, operations). The SSA can neither fetch nor approve what is meant for
 * the approval page, which can do nothing but; of what organisations approve by their own keys, it hands statement and approval on.
 */
export const methods: Readonly<Record<Peer, ReadonlyMap<string, Method>>> = {
  ssa: new Map([
    ['prepare', method(shapes.prepare, prepare)],
    ['push', method(shapes.push, push)],
    ['pushed', method(shapes.pushed, pushed, silent)],
    ['statement', method(shapes.statement, clientStatement)],
    ['approveByClient', method(shapes.approveByClient, approveByClient)],
    ['status', method(shapes.status, status, silent)],
    ['cancel', method(shapes.cancel, cancelChallenge)],
    ['revokeDevice', method(shapes.revokeDevice, revokeDevice)],
    ['bindCertificate', method(shapes.bindCertificate, bindCertificate)],
    ['authorizePin', method(shapes.authorizePin, authorizePin)],
    ['sendExplicitOtp', method(shapes.sendExplicitOtp, sendExplicitOtp)],
    ['extend', method(shapes.extend, extend)],
    ['sign', method(shapes.sign, sign)],
    ['key', method(shapes.key, async (sam, { key }) => keyInfo(await loadKey(sam.db, sam.module, key)), silent)],
    ['discardKey', method(shapes.discardKey, discardKey)],
    ['factorsOf', method(shapes.keysOf, factorsOf, silent)],
    ['keysOf', method(shapes.keysOf, keysOfSigner, silent)],
    ['evidence', method(shapes.evidence, signatureEvidence, silent)],
    ['checkpointsToStamp', method(shapes.nothing, checkpointsToStamp, silent)],
    ['stampCheckpoint', method(shapes.stampCheckpoint, stampCheckpoint)],
    ['health', method(shapes.nothing, health, silent)],
  ]),
  sic: new Map([
    ['fetch', method(shapes.fetch, fetchChallenge, silent)],
    ['approve', method(shapes.approve, approve)],
    ['sendOtp', method(shapes.sendOtp, sendOtp)],
    ['promptDevice', method(shapes.promptDevice, promptDevice)],
    ['joinDevice', method(shapes.joinDevice, joinDevice)],
    ['ticket', method(shapes.ticket, ticketStanding, silent)],
    ['confirmDevice', method(shapes.ticket, confirmDevice)],
    ['device', method(shapes.device, heardFromDevice)],
    ['refuse', method(shapes.refuse, refuseChallenge)],
    ['statementKeys', method(shapes.nothing, async (sam) => ({ keys: [await statementKey(sam.module)] }), silent)],
  ]),
  officer: officerMethods,
};

async function keysOfSigner(sam: Sam, { signer }: { readonly signer: string }): Promise<object> {
  return { keys: (await keysOf(sam.db, sam.module, signer)).map(keyInfo) };
}

async function health(sam: Sam): Promise<object> {
  const { status, checks } = await sam.health.report();
  const failing = checks.filter(({ ok }) => !ok).map(({ name, reason }) => `${name}: ${reason}`);
  return status === 'ok' ? { status } : refuse('module_unavailable', failing.join('; '));
}

/** HTTP statuses of the refusals, for whoever reads logs of the channel. */
export const httpStatus: Readonly<Record<SamErrorCode, number>> = {
  invalid: 400,
  evidence_invalid: 403,
  hash_not_authorized: 403,
  document_not_authorized: 403,
  pin_invalid: 403,
  otp_invalid: 403,
  policy: 403,
  sad_invalid: 403,
  not_found: 404,
  expired: 409,
  key_state: 409,
  sad_expired: 409,
  sad_used: 409,
  factor_locked: 429,
  rate: 429,
  module_unavailable: 503,
};

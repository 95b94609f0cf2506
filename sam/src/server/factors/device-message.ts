import type { DeviceReply } from '../../client/index.ts';
import { aboutChallenge, type Challenge, close, loadChallenge, requireOpen } from '../approval/challenge.ts';
import { requireCounter } from '../approval/evidence/device.ts';
import { freezeKeys } from '../approval/freeze.ts';
import { statementOver } from '../approval/statement.ts';
import { b64u } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import { type Sam, unixTime } from '../sam.ts';
import { changedDevice, type Device, deviceEvent, deviceNamed, revoke } from './device.ts';
import { heldKeys } from './device-enrolment.ts';
import { claimsOf, sealedBy } from './device-jws.ts';
import { answerPrompt } from './device-prompt.ts';

type Claims = Awaited<ReturnType<typeof claimsOf>>;
type Answer = (sam: Sam, device: Device, claims: Claims) => Promise<DeviceReply>;

/** What a phone may say besides yes, by which of its keys: asking and saying no need no verified user, new keys do. */
const messages: Readonly<Record<string, { readonly by: 'auth' | 'transport'; readonly answer: Answer }>> = {
  list: { by: 'transport', answer: list },
  deny: { by: 'transport', answer: (sam, device, claims) => decline(sam, device, claims, false) },
  report: { by: 'transport', answer: (sam, device, claims) => decline(sam, device, claims, true) },
  rekey: { by: 'auth', answer: rekey },
  leave: { by: 'transport', answer: leave },
};

/** Refuses with `evidence_invalid`, or `expired` when the request is not open any more. */
export async function heardFromDevice(sam: Sam, { jws }: { readonly jws: string }): Promise<DeviceReply> {
  const { device: id, type } = sealedBy(jws);
  const message = Object.hasOwn(messages, type) ? messages[type] : undefined;
  if (message === undefined) return refuse('evidence_invalid', 'no message of a device');
  const device = await deviceNamed(sam, id);
  const claims = await claimsOf(jws, device.is[message.by], type as 'list');
  requireFresh(sam, claims);
  return message.answer(sam, device, claims);
}

/** Seconds that a message may be under way, or a phone's clock be wrong. */
const tolerance = 120;

function requireFresh(sam: Sam, { ts }: Claims): void {
  const age = typeof ts === 'number' ? Math.abs(unixTime(sam.clock()) - ts) : Number.POSITIVE_INFINITY;
  if (age > tolerance) refuse('evidence_invalid', 'device: a message of another time');
}

/** The open questions, each as the SAM's statement: the phone shows nothing else. */
async function list(sam: Sam, { signer }: Device): Promise<DeviceReply> {
  const waiting = sam.db
    .selectFrom('prompt')
    .innerJoin('challenge', (join) =>
      join.onRef('challenge.signer', '=', 'prompt.signer').onRef('challenge.chal', '=', 'prompt.chal'),
    );
  const rows = waiting.select('challenge.chal').where('prompt.signer', '=', signer).where('prompt.state', '=', 'sent');
  const open = rows.where('challenge.state', '=', 'open').where('challenge.exp', '>', sam.clock()).limit(20);
  const requests = [];
  for (const { chal } of await open.execute()) {
    const { intent } = await loadChallenge(sam.db, sam.module, chal);
    requests.push({ chal, statement: await statementOver(sam.module, intent) });
  }
  return { requests };
}

/** No. Where she did not ask for it at all, her SCAL2 keys are frozen until somebody has spoken with her. */
async function decline(sam: Sam, device: Device, claims: Claims, alarm: boolean): Promise<DeviceReply> {
  const challenge = await deniedChallenge(sam, device, claims);
  const frozen = alarm ? await freezeKeys(sam, device.signer) : undefined;
  await sam.audit.commit(async (trx) => {
    await answerPrompt(trx, challenge, 'denied');
    if (!(await close(trx, challenge, 'refused'))) refuse('expired', 'challenge no longer open');
    await frozen?.effect(trx);
    const denied = aboutChallenge(challenge, 'CHALLENGE_REFUSED', { device: device.factor });
    const alarmed = aboutChallenge(challenge, 'SIGNER_ALARM', { device: device.factor, frozen: frozen?.keys ?? [] });
    return { value: undefined, events: alarm ? [denied, alarmed] : [denied] };
  });
  return {};
}

async function deniedChallenge(sam: Sam, device: Device, { chal, ih }: Claims): Promise<Challenge> {
  const challenge = await loadChallenge(sam.db, sam.module, String(chal));
  if (challenge.signer !== device.signer || ih !== b64u(challenge.ih))
    return refuse('evidence_invalid', 'device: another intent');
  requireOpen(challenge, sam.clock());
  return challenge;
}

/** New keys in the place of the old, which have signed for them with a verified user. */
async function rekey(sam: Sam, device: Device, { ctr, uv, keys }: Claims): Promise<DeviceReply> {
  const counter = requireCounter(ctr);
  if (uv !== 'biometric' && uv !== 'passcode') return refuse('evidence_invalid', 'device: the user was not verified');
  const held = await heldKeys(keys, `${device.factor}.${counter}`);
  const change = await changedDevice(sam.module, device, { ...device.is, ...held }, counter);
  await sam.audit.commit(async (trx) => ({
    value: undefined,
    events: [await change(trx), deviceEvent(device, 'DEVICE_REKEYED')],
  }));
  return {};
}

async function leave(sam: Sam, device: Device): Promise<DeviceReply> {
  await revoke(sam, device, 'sic');
  return {};
}

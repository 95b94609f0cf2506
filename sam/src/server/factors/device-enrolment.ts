import { hkdfSync, timingSafeEqual } from 'node:crypto';
import type { DeviceJoined, TicketStanding } from '../../client/index.ts';
import { canonicalize } from '../../client/index.ts';
import { type Challenge, loadChallenge, requireActivated } from '../approval/challenge.ts';
import { statementKey } from '../approval/statement.ts';
import { requireSince } from '../approval/void.ts';
import { requireEpoch } from '../database/epoch.ts';
import { sealRow } from '../database/row-seal.ts';
import { encryptionKey, openSecret } from '../database/sealed-secret.ts';
import { b64u } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { changedDevice, type DeviceData, deviceEvent, deviceOf } from './device.ts';
import { claimsOf, type DeviceKey, deviceKey } from './device-jws.ts';
import { factorOf, factorSet, sealFactor } from './factor.ts';

/**
 * A phone joins (docs/mobile-id.md): the signer approves the change on the page, and only that page gets the ticket, which the
 * phone brings with its keys. The device approves nothing before the signer has said that phone and page show the same digits.
 */
const ticketLifetime = 600_000;

/** What the page that approved the change hands to the phone. The front end knows the challenge, not this. */
export async function ticketOf(sam: Sam, { chal, ih }: Challenge): Promise<string> {
  return `${chal}.${b64u(await sealRow(sam.module, 'ticket', { chal, ih: b64u(ih) }))}`;
}

async function presentedTicket(sam: Sam, ticket: string): Promise<Challenge> {
  const challenge = await loadChallenge(sam.db, sam.module, ticket.split('.')[0] ?? '');
  const [given, right] = [Buffer.from(ticket), Buffer.from(await ticketOf(sam, challenge))];
  if (given.length !== right.length || !timingSafeEqual(given, right)) refuse('evidence_invalid', 'not this ticket');
  await requireActivated(sam.module, challenge);
  await requireEpoch(sam.db, challenge.epoch);
  await requireSince(sam, challenge);
  if (!addsDevice(challenge)) refuse('policy', 'a ticket for nothing');
  if (challenge.exp.getTime() + ticketLifetime <= sam.clock().getTime()) refuse('expired', 'ticket past its time');
  return challenge;
}

export function addsDevice({ asked }: Challenge): boolean {
  return asked.change !== undefined && 'add' in asked.change && asked.change.add === 'device';
}

/** One device to a ticket: it is named after the challenge, and a name is there once. */
function deviceId({ chal }: Challenge): string {
  return chal.replace(/^c_/, 'dev_');
}

/** Refuses with `evidence_invalid` a second phone, keys that the phone does not hold, and what it must have said and did not. */
export async function joinDevice(
  sam: Sam,
  { chal, jwe }: { readonly chal: string; readonly jwe: string },
): Promise<DeviceJoined> {
  const told = parsed(await openSecret(sam.module, jwe, { typ: 'chancery-device', to: chal }));
  const challenge = await presentedTicket(sam, text(told['ticket'], 200));
  if (challenge.chal !== chal) return refuse('evidence_invalid', 'another ticket');
  const keys = await heldKeys(told['keys'], text(told['ticket'], 200));
  const attested = told['attestation'] === undefined ? {} : { attestation: text(told['attestation'], 8_000) };
  if (sam.config.devices?.attestation === 'required' && attested.attestation === undefined)
    return refuse('policy', 'a device without attestation');
  const is: DeviceData = { state: 'pending', model: text(told['model'], 100), ...keys, ...attested };
  return { device: await keep(sam, challenge, is), keys: [await statementKey(sam.module)] };
}

async function keep(sam: Sam, challenge: Challenge, is: DeviceData): Promise<string> {
  const factor = deviceId(challenge);
  const row = await sealFactor(
    sam.module,
    { signer: challenge.signer, factor, kind: 'device', key: null, data: is },
    sam.clock(),
  );
  await sam.audit.commit(async (trx) => {
    const insert = trx.insertInto('factor').values(row);
    const { numInsertedOrUpdatedRows } = await insert.onConflict((oc) => oc.doNothing()).executeTakeFirst();
    if (numInsertedOrUpdatedRows !== 1n) refuse('evidence_invalid', 'the ticket was used');
    const joined = { ev: 'DEVICE_JOINED', outcome: 'ok', actor: 'sic', subject: challenge.signer } as const;
    return { value: undefined, events: [factorSet(row), { ...joined, object: factor }] };
  });
  return factor;
}

/** Both keys sign both keys and what they are for: whoever sends a key holds it. */
export async function heldKeys(value: unknown, bind: string): Promise<{ auth: DeviceKey; transport: DeviceKey }> {
  const { auth, transport, byAuth, byTransport } = Object(value) as Record<string, unknown>;
  const keys = { auth: deviceKey(auth), transport: deviceKey(transport) };
  const expected = canonicalize({ bind, ...keys });
  for (const [jws, key] of [
    [byAuth, keys.auth],
    [byTransport, keys.transport],
  ] as const) {
    const claims = await claimsOf(text(jws, 2_000), key, 'keys');
    if (canonicalize(claims as never) !== expected) refuse('evidence_invalid', 'keys of something else');
  }
  if (keys.auth.x === keys.transport.x) refuse('evidence_invalid', 'one key for two uses');
  return keys;
}

export async function ticketStanding(sam: Sam, { ticket }: { readonly ticket: string }): Promise<TicketStanding> {
  const challenge = await presentedTicket(sam, ticket);
  const factor = await factorOf(sam.db, sam.module, challenge.signer, deviceId(challenge));
  if (factor === undefined) return { state: 'open' };
  const is = JSON.parse(factor.data) as DeviceData;
  if (is.state === 'revoked') return refuse('evidence_invalid', 'device revoked');
  const state = is.state === 'active' ? 'active' : 'joined';
  return { state, model: is.model, sas: await shortString(sam, ticket, is) };
}

/** pending → active, by whoever holds the ticket: the page that approved. */
export async function confirmDevice(sam: Sam, { ticket }: { readonly ticket: string }): Promise<TicketStanding> {
  const challenge = await presentedTicket(sam, ticket);
  const device = await deviceOf(sam, challenge.signer, deviceId(challenge), 'pending');
  const change = await changedDevice(sam.module, device, { ...device.is, state: 'active' });
  await sam.audit.commit(async (trx) => ({
    value: undefined,
    events: [await change(trx), deviceEvent(device, 'DEVICE_ACTIVE')],
  }));
  return ticketStanding(sam, { ticket });
}

/** Six digits over the ticket, the keys of the device and those of the SAM that it was told of: phone and page compute the same. */
async function shortString(sam: Sam, ticket: string, { auth, transport }: DeviceData): Promise<string> {
  const [statement, encryption] = [await statementKey(sam.module), await encryptionKey(sam.module)];
  const info = canonicalize({
    v: 'chancery-sas-v1',
    auth,
    transport,
    statement: statement.kid,
    encryption: encryption.kid,
  });
  const octets = Buffer.from(hkdfSync('sha256', ticket, '', info, 4));
  return String(octets.readUInt32BE() % 1_000_000).padStart(6, '0');
}

function parsed(told: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(told)) as Record<string, unknown>;
  } catch (cause) {
    return refuse('evidence_invalid', 'no JSON inside', cause);
  }
}

/** Refuses with `evidence_invalid`. */
function text(value: unknown, most: number): string {
  const fits = typeof value === 'string' && value !== '' && value.length <= most && !/\p{Cc}/u.test(value);
  return fits ? value : refuse('evidence_invalid', 'device: not a text');
}

import type { OfficerProof, RegisteredPerson, TicketEvidence } from '../../client/index.ts';
import { type Challenge, loadChallenge, requireOpen } from '../approval/challenge.ts';
import { requireEpoch } from '../database/epoch.ts';
import { requireAuthentic, sealRow } from '../database/row-seal.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { activeOfficer, type KnownOfficer, requireRole } from './officer.ts';
import { requireProof } from './officer-key.ts';

/**
 * Enrolment of a person whom a registration officer has before him (TS 119 431-1, linking of electronic identification means): he vouches
 * by his second factor for the intent, in which she stands, and gets the ticket that he gives to her and to nobody else. The front end
 * sees neither, so it cannot put a passkey of its own in the place of hers.
 */
export async function registrationAsked(
  sam: Sam,
  officer: KnownOfficer,
  { chal }: { readonly chal: string },
): Promise<object> {
  requireRole(officer, 'registration-officer');
  const challenge = await registrationOf(sam, chal);
  return { chal, ih: b64(challenge.ih), person: challenge.asked.person, exp: challenge.asked.exp };
}

/** Vouches, and returns the ticket. Refuses with `policy`, `evidence_invalid` or `expired`. */
export async function vouch(
  sam: Sam,
  officer: KnownOfficer,
  { chal, proof }: { readonly chal: string; readonly proof: OfficerProof },
): Promise<object> {
  requireRole(officer, 'registration-officer');
  const challenge = await registrationOf(sam, chal);
  const { officer: id } = officer;
  await requireProof(officer, { act: 'vouch', aud: sam.config.aud, officer: id, chal, ih: b64(challenge.ih) }, proof);
  const ticket = b64(await sealRow(sam.module, 'ticket', matter(challenge, id)));
  await sam.audit.commit(async () => {
    const about = { subject: id, object: chal, ih: b64(challenge.ih) };
    return { value: undefined, events: [{ ev: 'VOUCHED', outcome: 'ok', actor: 'officer', ...about }] };
  });
  return { ticket: `${id}.${ticket}` };
}

async function registrationOf(sam: Sam, chal: string): Promise<Challenge> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  requireOpen(challenge, sam.clock());
  await requireEpoch(sam.db, challenge.epoch);
  return challenge.asked.person === undefined ? refuse('policy', 'no enrolment by a registration officer') : challenge;
}

/** Who vouched, by a ticket that only the module makes, for this intent alone. He must be a registration officer still. Refuses. */
export async function registrarOf(sam: Sam, challenge: Challenge, { ticket }: TicketEvidence): Promise<string> {
  const [, officer = '', mac = ''] = /^(.+)\.([\w-]{43})$/.exec(ticket) ?? [];
  const made = Buffer.from(mac, 'base64url');
  await requireAuthentic(sam.module, 'ticket', matter(challenge, officer), made, 'evidence_invalid');
  requireRole(await activeOfficer(sam.db, sam.module, officer), 'registration-officer');
  return officer;
}

function matter({ chal, ih }: Challenge, officer: string) {
  return { chal, ih: b64(ih), officer };
}

/** Persons whom officers know have a name space of their own. */
export function registeredIdentity(sam: Sam, { subject, loa, attributes }: RegisteredPerson) {
  return { issuer: `${sam.config.aud}#registration`, subject, loa, attributes };
}

function b64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IssuedSad, SignRequest } from '../../client/index.ts';
import { type Challenge, readChallenge, requireActivated } from '../approval/challenge.ts';
import { requireEpoch } from '../database/epoch.ts';
import { sealRow } from '../database/row-seal.ts';
import { refuse } from '../refusal.ts';
import type { Peer, Sam } from '../sam.ts';

/**
 * Signature activation data (EN 419 241-2, R.SAD). What it binds (signer, key, hashes, time, proofs) stands sealed in the
 * ledger; outwards it is an opaque handle `<challenge>.<32 bytes>`. The bytes are a MAC only the module can make, so the
 * ledger keeps nothing but their hash.
 */
type SadColumns = { readonly sad_hash: Uint8Array; readonly sad_exp: Date };

/** From the approval on, in milliseconds. */
export const sadLifetime = 300_000;

export async function issueSad(sam: Sam, challenge: SadOf, now: Date): Promise<SadColumns> {
  return sadUntil(sam, challenge, new Date(now.getTime() + sadLifetime));
}

export async function sadUntil(sam: Sam, challenge: SadOf, sad_exp: Date): Promise<SadColumns> {
  return { sad_hash: sha256(await secretOf(sam, challenge, sad_exp)), sad_exp };
}

type SadOf = Pick<Challenge, 'chal' | 'ih'>;

async function secretOf(sam: Sam, { chal, ih }: SadOf, exp: Date): Promise<Uint8Array> {
  return sealRow(sam.module, 'sad', { chal, ih: Buffer.from(ih).toString('base64url'), exp: exp.toISOString() });
}

/** The handle of an activated challenge, as often as it is asked for. */
export async function handleOf(sam: Sam, challenge: SadOf, exp: Date): Promise<IssuedSad> {
  const secret = Buffer.from(await secretOf(sam, challenge, exp)).toString('base64url');
  return { sad: `${challenge.chal}.${secret}`, exp: Math.floor(exp.getTime() / 1000) };
}

type Presented = Pick<SignRequest, 'sad' | 'client'>;

/** Checks 1 and 2 of signing: the caller and the client it was issued to, and a handle this SAM made for a challenge it activated. */
export async function presentedSad(sam: Sam, peer: Peer, { sad, client }: Presented): Promise<Challenge> {
  const [chal = '', secret = ''] = sad.split('.');
  const challenge = await readChallenge(sam.db, chal);
  if (challenge?.sad_hash == null || challenge.purpose !== 'sign') return refuse('sad_invalid', 'no such SAD');
  if (challenge.peer !== peer) refuse('sad_invalid', 'issued to another caller');
  const octets = Buffer.from(secret, 'base64url');
  const right = challenge.sad_hash.length === 32 && timingSafeEqual(sha256(octets), challenge.sad_hash);
  // Base64url forgives spare bits and strange letters, and the split what is behind a second point: a handle has one spelling.
  if (!right || sad !== `${chal}.${octets.toString('base64url')}`) refuse('sad_invalid', 'handle');
  await requireActivated(sam.module, challenge);
  requireClient(challenge, client);
  return challenge;
}

/** What was displayed was approved, whoever brings it; a PIN proved nothing but who brought it, so the client must be named. */
function requireClient({ asked }: Challenge, client: string | undefined): void {
  const unnamed = client === undefined && asked.display !== undefined;
  if (!unnamed && client !== asked.client) refuse('sad_invalid', 'issued for another client');
}

/** Check 3: of this epoch, and not too late. */
export async function requireCurrent(sam: Sam, { epoch, sad_exp }: Challenge): Promise<void> {
  await requireEpoch(sam.db, epoch);
  if (sad_exp === null || sad_exp <= sam.clock()) refuse('sad_expired', 'SAD past its time');
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

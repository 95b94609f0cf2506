import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { OfficerProof } from '../../client/index.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import type { KnownOfficer } from './officer.ts';
import { activeOfficer, officerOf } from './officer.ts';
import { requireProof } from './officer-key.ts';

/** Milliseconds: a nonce is signed within `nonceLife`; a session ends `idle` after its last message and `longest` after its first. */
const nonceLife = 120_000;
const idle = 600_000;
const longest = 8 * 3_600_000;
const mostNonces = 100;

/** Wrong second factors in a row, and for how long nobody gets in as that officer. Only his own certificate counts any. */
const mostFails = 5;
const lockedFor = 900_000;

type Session = { readonly officer: string; readonly certificate: string; readonly began: number; last: number };

/**
 * Who of the officers is at work (EN 419 241-1 SRG_IA: two factors, unique, idle timeout, lockout). A session belongs to the certificate
 * it was begun with, lives in this process only, and ends with it.
 */
export class OfficerSessions {
  readonly #nonces = new Map<string, { readonly certificate: string; readonly until: number }>();
  readonly #sessions = new Map<string, Session>();

  /** What the officer of that certificate has to sign to begin. Refuses with `policy`. */
  async challenge(sam: Sam, certificate: string): Promise<{ officer: string; aud: string; nonce: string }> {
    const { officer } = await officerOf(sam.db, sam.module, certificate);
    const nonce = randomBytes(32).toString('base64url');
    const [oldest] = this.#nonces.keys();
    if (this.#nonces.size >= mostNonces && oldest !== undefined) this.#nonces.delete(oldest);
    this.#nonces.set(nonce, { certificate, until: sam.clock().getTime() + nonceLife });
    return { officer, aud: sam.config.aud, nonce };
  }

  /** Begins a session with the second factor. Refuses with `evidence_invalid`, `factor_locked` or `policy`. */
  async login(
    sam: Sam,
    certificate: string,
    { nonce, proof }: { readonly nonce: string; readonly proof: OfficerProof },
  ): Promise<{ session: string; idle: number }> {
    const officer = await officerOf(sam.db, sam.module, certificate);
    await countAttempt(sam, officer.officer);
    this.#takeNonce(nonce, certificate, sam.clock().getTime());
    await requireProof(officer, { act: 'session', aud: sam.config.aud, officer: officer.officer, nonce }, proof);
    await sam.audit.commit(async (trx) => {
      await trx
        .updateTable('officer')
        .set({ fails: 0, locked_until: null })
        .where('officer', '=', officer.officer)
        .execute();
      return {
        value: undefined,
        events: [{ ev: 'OFFICER_IN', outcome: 'ok', actor: 'officer', subject: officer.officer }],
      };
    });
    const session = randomBytes(32).toString('base64url');
    const now = sam.clock().getTime();
    this.#sessions.set(nameOf(session), { officer: officer.officer, certificate, began: now, last: now });
    return { session, idle: idle / 1000 };
  }

  #takeNonce(nonce: string, certificate: string, now: number): void {
    const given = this.#nonces.get(nonce);
    this.#nonces.delete(nonce);
    if (given?.certificate !== certificate || given.until < now) refuse('evidence_invalid', 'no such nonce');
  }

  /** Whose session it is, still an officer and not idle too long. Refuses with `policy`. */
  async require(sam: Sam, certificate: string, session: string): Promise<KnownOfficer> {
    const found = this.#sessions.get(nameOf(session));
    if (found?.certificate !== certificate) return refuse('policy', 'no session');
    const now = sam.clock().getTime();
    if (now - found.last > idle || now - found.began > longest) {
      this.#sessions.delete(nameOf(session));
      return refuse('policy', 'the session is over');
    }
    found.last = now;
    return activeOfficer(sam.db, sam.module, found.officer);
  }

  end(session: string): void {
    this.#sessions.delete(nameOf(session));
  }
}

/** Held by its hash, so that looking one up takes no time that tells of its octets. */
function nameOf(session: string): string {
  return createHash('sha256').update(session).digest('base64url');
}

/** Counted before the answer is known; the one that is too many locks. Refuses with `factor_locked`. */
async function countAttempt(sam: Sam, officer: string): Promise<void> {
  const now = sam.clock();
  const until = new Date(now.getTime() + lockedFor);
  const { rows } = await sql`update officer set
      fails = case when fails >= ${mostFails}::integer then 1 else fails + 1 end,
      locked_until = case when fails + 1 = ${mostFails}::integer then ${until}::timestamptz end
    where officer = ${officer} and (locked_until is null or locked_until <= ${now}) returning fails`.execute(sam.db);
  if (rows.length !== 1) refuse('factor_locked', `${officer} is locked`);
}

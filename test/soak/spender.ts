/**
 * One of many that spend the same slots, with the statements of the SAM itself; it may be killed at any moment. What it did stands in the
 * log, in the transaction of the act.
 */
import { randomInt } from 'node:crypto';
import { SamError } from '@chancery/sam/client';
import { type Challenge, readChallenge } from '../../sam/src/server/approval/challenge.ts';
import { Audit } from '../../sam/src/server/audit/audit.ts';
import { openDatabase } from '../../sam/src/server/database/database.ts';
import { type Call, spend } from '../../sam/src/server/signing/slot.ts';

const [url = '', ...chals] = process.argv.slice(2);
const atOnce = 4;
const reported = 50;
/** Everything, or these digests. */
const spent: ReadonlySet<string> = new Set(['sad_used', 'hash_not_authorized']);

const { db } = await openDatabase({ url });
const audit = new Audit(db, () => new Date());
const challenges = (await Promise.all(chals.map((chal) => readChallenge(db, chal)))) as Challenge[];

process.on('disconnect', () => process.exit(0));
await Promise.all(Array.from({ length: atOnce }, () => forever()));

async function forever(): Promise<never> {
  for (let made = 1; ; made++) {
    await attempt(challenges[randomInt(challenges.length)]!, `${process.pid}-${randomInt(2 ** 47)}`);
    if (made % reported === 0) process.send?.(reported);
  }
}

/** Up to three digests of the challenge in one call: whatever is spent of them already refuses them all. */
async function attempt(challenge: Challenge, callId: string): Promise<void> {
  const all = challenge.asked.dtbsr ?? [];
  const chosen = Array.from({ length: 1 + randomInt(3) }, () => all[randomInt(all.length)]!);
  const digests = [...new Set(chosen)].map((hash) => Buffer.from(hash, 'base64url'));
  const call: Call = { callId, requestDigest: Buffer.alloc(32), digests, authorized: digests };
  const detail = { callId, n: digests.length, hashes: digests.map((digest) => digest.toString('base64url')) };
  const { signer: subject, chal: object } = challenge;
  try {
    await audit.commit(async (trx) => {
      // The approval is over at some time; the slots are what is attacked.
      await spend(trx, challenge, call, challenge.created);
      return {
        value: undefined,
        events: [{ ev: 'SIGN_STARTED', outcome: 'ok', actor: 'ssa', subject, object, detail }],
      };
    });
  } catch (error) {
    if (!(error instanceof SamError && spent.has(error.code))) throw error;
  }
}

import type { SignatureEvidence } from '../../client/index.ts';
import { type Challenge, loadChallenge } from '../approval/challenge.ts';
import { b64u, findKey } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { proofOf, type RecordPlace, recordsAbout } from './prove.ts';

/**
 * What stands in the log of one signature, with the intent that was approved and the certificates: who, on what assurance, by which
 * factors, to which terms, over which hashes. Refuses with `not_found` what was not signed.
 */
export async function signatureEvidence(sam: Sam, { chal }: { readonly chal: string }): Promise<SignatureEvidence> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  const places = await placesOf(sam, challenge);
  if (!places.some(({ record }) => record.includes('"ev":"SIGN_OK"'))) return refuse('not_found', 'nothing was signed');
  const key = await findKey(sam.db, sam.module, challenge.asked.key ?? '');
  const proofs = await Promise.all(places.map((place) => proofOf(sam.db, place)));
  const covered = proofs.filter((proof) => proof !== undefined);
  return {
    type: 'chancery-evidence',
    v: 1,
    intent: challenge.intent,
    chain: key?.chain.map(b64u) ?? [],
    records: places.map(({ record }) => record),
    ...(covered.length < places.length ? {} : { proof: { type: 'chancery-audit-proof', v: 1, proofs: covered } }),
  };
}

/** The making of the key, its certificate, the approval, the signatures. */
async function placesOf(sam: Sam, { asked }: Challenge): Promise<readonly RecordPlace[]> {
  const made = await creationOf(sam, asked);
  const about = [...(made === undefined ? [] : [made]), asked.key ?? '', asked.chal];
  const found = await Promise.all(about.map((object) => recordsAbout(sam.db, object)));
  return found.flat();
}

async function creationOf({ db }: Sam, { sub, key }: Challenge['asked']): Promise<string | undefined> {
  const query = db.selectFrom('challenge').select(['chal', 'intent']).where('signer', '=', sub);
  const made = await query.where('purpose', '=', 'key.create').where('state', '=', 'activated').execute();
  return made.find(({ intent }) => (JSON.parse(intent) as Challenge['asked']).key === key)?.chal;
}

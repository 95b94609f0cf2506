/** What the result page says of the signatures that were made: when, under which certificate, and what they carry for the time to come. */
import type { ResultState } from '@chancery/api';
import { nameAttributes, parseCertificate } from '@chancery/pki';
import { type BaselineLevel, baselineLevels } from '@chancery/sca';
import { eventsOf, findPastCredential, keptDocumentsOf, type SignatureRequest } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';

/** Undefined where nothing is signed. */
export async function signatureSummary(
  { store: { db } }: SsaDeps,
  { id, state, account_id, credential_id }: SignatureRequest,
): Promise<ResultState['signature']> {
  if (state !== 'signed' || account_id === null || credential_id === null) return undefined;
  const [certificate] = (await findPastCredential(db, account_id, credential_id))?.chain ?? [];
  const ended = (await eventsOf(db, id)).findLast(({ kind }) => kind === 'request.ended');
  if (certificate === undefined || ended === undefined) return undefined;
  const { issuer, notAfter } = parseCertificate(Buffer.from(certificate, 'base64'));
  const levels = (await keptDocumentsOf(db, id)).map(({ level }) => (level ?? 'B-B') as BaselineLevel);
  return {
    at: seconds(ended.at),
    issuer: nameAttributes(issuer).commonName ?? '',
    until: seconds(notAfter),
    level: lowest(levels),
  };
}

/** What all of them have. */
function lowest(levels: readonly BaselineLevel[]): BaselineLevel {
  return baselineLevels.find((level) => levels.includes(level)) ?? 'B-B';
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

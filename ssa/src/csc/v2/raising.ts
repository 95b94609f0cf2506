import { parseCertificate } from '@chancery/pki';
import { type Augmentation, augment, collectEvidence, type Evidence, evidenceFor } from '@chancery/sca';
import type { CscCredential, CscDeps } from '../csc-deps.ts';
import { CscError } from '../csc-error.ts';
import type { Entry } from './document-entry.ts';
import type { SignDocRequest } from './sign-doc-request.ts';
import type { Signed } from './signed-documents.ts';
import type { ToSign } from './to-sign.ts';

/** From whom signatures get their time and their evidence; nobody is asked for what is not wanted. */
export type Raising = Omit<Augmentation, 'level'>;

/** @throws CscError for a level above B-B where nobody gives time */
export async function raisingFor({ entries, bearer, credential }: SignDocRequest, deps: CscDeps): Promise<Raising> {
  const timed = entries.some(({ level }) => level !== 'B-B');
  const stamp = timed ? await deps.documents.stampFor(bearer.client, credential.credentialID) : undefined;
  if (timed && stamp === undefined) throw new CscError('invalidConformanceLevel');
  const { sources, anchors } = deps.documents;
  return { stamp: stamp ?? nobody, sources, anchors, whenUnavailable: 'fail', clock: () => new Date(deps.now()) };
}

async function nobody(): Promise<never> {
  throw new Error('no time-stamp was wanted');
}

/** What the signer's certificate needs to be validated: had before anything is spent on a signature that would want it. Throws ScaError. */
export function signerEvidence({ certificates }: CscCredential, raising: Raising): Promise<Evidence> {
  const [own, ...pool] = certificates.map((der) => parseCertificate(der));
  const known = { certificates: [], ocspResponses: [], crls: [] };
  const subjects = own === undefined ? [] : [{ certificate: own }];
  const { anchors, sources, clock } = raising;
  return collectEvidence({ subjects, pool, anchors, known, at: clock() }, sources);
}

/** One signature at its level. Into a PDF that is not here evidence is put by who has it: then it is given beside. Throws ScaError. */
export async function raised({ entry, steps }: ToSign, octets: Uint8Array, raising: Raising): Promise<Signed> {
  if (entry.level === 'B-B') return { entry, octets };
  const level = isForPdf(entry) ? 'B-T' : entry.level;
  const { document } = await augment(octets, await steps(), { ...raising, level });
  return { entry, octets: document };
}

/** What its signatures need to be validated, and those of its time-stamps. Throws ScaError. */
export async function evidenceOf({ steps }: ToSign, { octets }: Signed, raising: Raising): Promise<Evidence> {
  return evidenceFor((await steps()).carried(octets), raising);
}

/** Whether what makes its level must be given to the client, who alone can put it there. */
export function needsEvidence(entry: Entry): boolean {
  return isForPdf(entry) && entry.level === 'B-LT';
}

export function isLongTerm({ level }: Entry): boolean {
  return level === 'B-LT' || level === 'B-LTA';
}

function isForPdf(entry: Entry): boolean {
  return 'hash' in entry && entry.format === 'P';
}

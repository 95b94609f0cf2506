/** What a validator says of a signature that was made here, for who made it: the same that anybody would be told who asks one. */
import { parseCertificate } from '@chancery/pki';
import type { BaselineLevel } from '@chancery/sca';
import { findPastCredential, type SignatureRequest } from '@chancery/store';
import { type SignatureReport, validatePdf } from '@chancery/validation';
import type { SsaDeps } from '../deps.ts';
import { frozenDocument } from './frozen-documents.ts';
import { requireSigned, signedFile } from './signed-document.ts';

export interface Verdict {
  readonly level: BaselineLevel;
  /** EN 319 102-1, 5.1.3; absent where nothing was judged: what is no PDF, or large. */
  readonly indication?: SignatureReport['indication'];
  /** EN 319 102-1, table 3; absent when passed. */
  readonly sub_indication?: NonNullable<SignatureReport['subIndication']>;
}

/** Octets. A validator has the whole document in memory, and nothing else is done meanwhile. */
const largest = 16 * 1024 * 1024;

/** Throws SsaError `not_signed` or `not_found`. */
export async function verdictOn(deps: SsaDeps, request: SignatureRequest, index: string): Promise<Verdict> {
  requireSigned(request);
  const found = await frozenDocument(deps, request, index);
  const level = (found.row.level ?? 'B-B') as BaselineLevel;
  const { mediaType, size, stream } = await signedFile(deps, request, found);
  if (mediaType !== 'application/pdf' || size > largest) {
    stream.destroy();
    return { level };
  }
  const document = Buffer.concat(await stream.toArray());
  const roots = deps.roots.map(parseCertificate);
  const { signatures } = validatePdf(document, { roots, at: deps.clock() });
  return { level, ...told(await ours(deps, request, signatures)) };
}

/** The last one by the key of this request; a document may have others, of other people. */
async function ours(
  { store }: SsaDeps,
  { account_id, credential_id }: SignatureRequest,
  signatures: readonly SignatureReport[],
): Promise<SignatureReport | undefined> {
  const [certificate] = (await findPastCredential(store.db, account_id ?? '', credential_id ?? ''))?.chain ?? [];
  return signatures.findLast(({ signer }) => signer && Buffer.from(signer.der).toString('base64') === certificate);
}

/** A document without it is not what was signed here. */
function told(report: SignatureReport | undefined): Omit<Verdict, 'level'> {
  if (report === undefined) return { indication: 'TOTAL-FAILED', sub_indication: 'NO_SIGNING_CERTIFICATE_FOUND' };
  const { indication, subIndication } = report;
  return { indication, ...(subIndication && { sub_indication: subIndication }) };
}

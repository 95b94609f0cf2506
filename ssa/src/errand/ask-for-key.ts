import { createHash } from 'node:crypto';
import { isSwitchedOn } from '@chancery/pki';
import type { KeyAlgorithm, Prepared, Scal, Terms } from '@chancery/sam/client';
import { type Errand, findAccount } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { type ApprovedBy, approvedBy, asking } from './asking.ts';
import type { Visitor } from './visitor.ts';

/** What kind of key: kept with the errand. `pin` says that there is one, never which. */
export interface NewKey extends Readonly<Record<string, unknown>> {
  readonly algorithm: KeyAlgorithm;
  readonly scal: Scal;
  readonly pin: boolean;
  readonly otp?: true;
  /** Over CSC her phone is asked. */
  readonly push?: true;
  /** How the person tells it from another. */
  readonly description?: string;
  /** For the signature that waits for it, and for no other. */
  readonly once?: true;
}

/** The key for somebody who only wants to sign. */
export const ordinaryKey: NewKey = { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2, pin: false };

/** Throws SsaError for a kind of key that this operator has not switched on. */
export function requireOffered({ switchedOn = [] }: Pick<SsaDeps, 'switchedOn'>, algorithm: KeyAlgorithm): void {
  if (isSwitchedOn(algorithm, switchedOn)) return;
  throw new SsaError(
    'invalid_request',
    `Keys of kind ${algorithm.kind} are not switched on here. Ask for RSA or ECDSA.`,
  );
}

const longestIntent = 3_600;

/** Opens a challenge of purpose `key.create`, always with the terms of this installation. */
export async function askForKey(
  deps: SsaDeps,
  errand: Errand,
  visitor: Visitor,
  { pin, by = 'page' }: { readonly pin?: string; readonly by?: ApprovedBy } = {},
): Promise<Prepared> {
  const { algorithm, scal, otp, once } = errand.parameters as unknown as NewKey;
  const signer = (await findAccount(deps.store.db, errand.account_id))?.signer;
  if (!signer) throw new SsaError('not_enrolled', 'The person must enrol before she can have a key.');
  const common = await asking(deps, errand, visitor);
  const secret = pin === undefined ? {} : { pin, lifetime: longestIntent, ...(otp ? { otp } : {}) };
  return deps.sam.prepare({
    ...common,
    purpose: 'key.create',
    signer,
    algorithm,
    scal,
    terms: termsFor(deps, visitor),
    ...secret,
    ...(once ? { once } : {}),
    ...approvedBy(by),
  });
}

/** Version, language, digest and address of the terms; the approval page reads them there and compares. */
function termsFor({ terms, publicOrigin }: SsaDeps, visitor: Visitor): Terms {
  const { version, lang, text } = terms.find((one) => isSpoken(one.lang, visitor)) ?? terms[0];
  const sha256 = createHash('sha256').update(text).digest('base64url');
  return { version, lang, sha256, url: `${publicOrigin}/terms/${encodeURIComponent(version)}/${lang}` };
}

/** `de` is read by somebody from Austria as well. */
function isSpoken(terms: string, { lang = '' }: Visitor): boolean {
  return terms.split('-')[0] === lang.split('-')[0];
}

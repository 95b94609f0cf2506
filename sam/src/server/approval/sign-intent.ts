import { digestOid, legacyDigestsOn, type SignedDigest } from '@chancery/pki';
import type { Identity, Intent, PinAuthorization, PrepareSign } from '../../client/index.ts';
import { b64u, type StoredKey } from '../keys/key-store.ts';
import { endOf } from '../keys/one-time-policy.ts';
import type { Sam } from '../sam.ts';
import { sealOf } from '../trust/organization.ts';
import type { Policy } from '../trust/policy.ts';
import { algorithmsOf, askedOf, common } from './intent.ts';
import { shownCertificate } from './shown-certificate.ts';
import { digestNames } from './signature-oid.ts';

/** As the page is asked, or the phones at once. */
export type SignatureAsked = Omit<PrepareSign, 'purpose' | 'returnUrl'> & Partial<Pick<PrepareSign, 'returnUrl'>>;

export function signIntent(
  sam: Sam,
  epoch: number,
  request: SignatureAsked,
  key: StoredKey,
  identity: Identity,
  policy: Policy,
): Intent {
  const { dtbsr, display, hashOid, binds, parent, by } = request;
  const asked = common(sam, epoch, request);
  return {
    ...asked,
    ...(parent === undefined ? {} : { parent, exp: Math.min(asked.exp, endOf(key.header) ?? asked.exp) }),
    ...useOf(key, [hashOid]),
    ...sealOf(identity),
    ...shownCertificate(key),
    purpose: 'sign',
    hash: digestOid(hashOid),
    dtbsr,
    ...(binds === undefined ? {} : { binds }),
    n: dtbsr.length,
    display,
    ...askedOf(policy, { scal: key.header.scal, purpose: 'sign' }, by),
  };
}

type ExplicitAct = PinAuthorization & { readonly factors: readonly string[] };

/** Explicit authorization of a SCAL1 key: counted, or bound to hashes; there is no page, so nothing is displayed. */
export function pinIntent(sam: Sam, epoch: number, request: ExplicitAct, key: StoredKey): Intent {
  const hashes = request.hashes === undefined ? {} : { dtbsr: request.hashes };
  const asked = { ...request, group: '-', clientName: request.client };
  const policy = { policy: 'scal1-pin', factors: [request.factors.join('+')] };
  return {
    ...common(sam, epoch, asked),
    ...useOf(key, countedDigests(sam)),
    ...hashes,
    purpose: 'sign',
    n: request.n,
    ...policy,
  };
}

/** What a SCAL1 key may sign by its PIN: those of old too, each where the operator says so. */
function countedDigests({ config }: Sam): readonly SignedDigest[] {
  return [...digestNames, ...legacyDigestsOn(config.switchedOn ?? [])];
}

function useOf({ signer, key, header }: StoredKey, digests: readonly SignedDigest[]) {
  const cert = header.certSha256 === null ? {} : { cert: b64u(header.certSha256) };
  return { sub: signer, key, ...cert, algs: algorithmsOf(header.algorithm, digests) };
}

import type { Identity, Intent, PrepareKeyCreate, PrepareKeyDelete } from '../../client/index.ts';
import type { StoredKey } from '../keys/key-store.ts';
import type { Sam } from '../sam.ts';
import type { Policy } from '../trust/policy.ts';
import { algorithmsOf, askedOf, common, named, newId } from './intent.ts';
import { shownCertificate } from './shown-certificate.ts';
import { digestNames } from './signature-oid.ts';

export function keyCreateIntent(
  sam: Sam,
  epoch: number,
  request: PrepareKeyCreate,
  identity: Identity,
  policy: Policy,
): Intent {
  const { signer: sub, algorithm, scal, terms } = request;
  const { otp, once } = request;
  const kgen = { algorithm, scal, pin: request.pin !== undefined, ...(otp ? { otp } : {}), ...(once ? { once } : {}) };
  const algs = algorithmsOf(algorithm, digestNames);
  return {
    ...common(sam, epoch, request),
    purpose: 'key.create',
    sub,
    ...named(identity),
    key: newId('k'),
    kgen,
    algs,
    terms,
    ...askedOf(policy, { scal, purpose: 'key.create' }, request.by),
  };
}

/** Which key, and which certificate is over with it; as strict as its use. */
export function keyDeleteIntent(
  sam: Sam,
  epoch: number,
  request: PrepareKeyDelete,
  key: StoredKey,
  identity: Identity,
  policy: Policy,
): Intent {
  return {
    ...common(sam, epoch, request),
    ...named(identity),
    ...(key.chain.length === 0 ? {} : shownCertificate(key)),
    purpose: 'key.delete',
    sub: key.signer,
    key: key.key,
    ...askedOf(policy, { scal: key.header.scal, purpose: 'key.delete' }, request.by),
  };
}

import { randomBytes } from 'node:crypto';
import type { SignedDigest } from '@chancery/pki';
import type { Identity, Intent, KeyAlgorithm, PrepareRequest } from '../../client/index.ts';
import { type Sam, unixTime } from '../sam.ts';
import { sealOf } from '../trust/organization.ts';
import { type Policy, type Stake, waysOf } from '../trust/policy.ts';
import { signatureOids } from './signature-oid.ts';

/** Seconds. */
const defaultLifetime = 300;

/** A new opaque identifier: a prefix that tells what it names, and 128 random bits. */
export function newId(prefix: 'c' | 'sgn' | 'k'): string {
  return `${prefix}_${randomBytes(16).toString('base64url')}`;
}

/** Whom the certificate will name. */
export function named(identity: Identity): Pick<Intent, 'signer_name' | 'seal'> {
  return { signer_name: identity.attributes.commonName, ...sealOf(identity) };
}

/** Which policy asks, and the ways that it leaves; an organisation's own key is asked by the data that registered it. */
export function askedOf(policy: Policy, stake: Stake, by: 'client' | undefined): Pick<Intent, 'policy' | 'factors'> {
  const { id, ways } = by === undefined ? { id: policy.id, ways: waysOf(policy, stake) } : { id: by, ways: [by] };
  return { policy: `scal${stake.scal}-${id}`, factors: ways };
}

type Asked = Pick<PrepareRequest, 'group' | 'client' | 'clientName' | 'lang' | 'lifetime'> & {
  readonly returnUrl?: string;
  readonly moreUrl?: string;
};

/**
 * What every intent says. The SAM builds it itself, from the request and its own records; whatever steers the use of the key is in it
 * (EN 419 241-2, R.SAD). The caller has checked that the request may be asked at all.
 */
export function common(sam: Sam, epoch: number, asked: Asked) {
  const { group, client, clientName, lang, lifetime, returnUrl, moreUrl } = asked;
  const { aud, rpId } = sam.config;
  const iat = unixTime(sam.clock());
  const ids = { v: 1 as const, chal: newId('c'), aud, epoch, group, client, client_name: clientName, rp_id: rpId };
  const page = {
    ...(lang === undefined ? {} : { lang }),
    ...(returnUrl === undefined ? {} : { return_url: returnUrl }),
    ...(moreUrl === undefined ? {} : { more_url: moreUrl }),
  };
  return { ...ids, ...page, iat, exp: iat + (lifetime ?? defaultLifetime) };
}

/** What such a key may make over these, by their identifiers. */
export function algorithmsOf(algorithm: KeyAlgorithm, digests: readonly SignedDigest[]): readonly string[] {
  return [...new Set(digests.flatMap((digest) => signatureOids(algorithm, digest)))];
}

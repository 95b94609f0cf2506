import { randomBytes } from 'node:crypto';
import { digestOid, isSwitchedOn, type WrittenDigest } from '@chancery/pki';
import type {
  FactorChange,
  Identity,
  Intent,
  KeyAlgorithm,
  OrganizationIdentity,
  PinAuthorization,
  PrepareEnrol,
  PrepareFactorChange,
  PrepareKeyCreate,
  PrepareKeyDelete,
  PrepareRequest,
  PrepareSign,
} from '../../client/index.ts';
import { protocolOf, type TrustedIdp } from '../config.ts';
import { b64u, type StoredKey } from '../keys/key-store.ts';
import { endOf } from '../keys/one-time-policy.ts';
import { type Sam, unixTime } from '../sam.ts';
import { sealOf } from '../trust/organization.ts';
import { type Policy, type Stake, waysOf } from '../trust/policy.ts';
import type { Recovery } from './recovery.ts';
import { shownCertificate } from './shown-certificate.ts';
import { digestNames, signatureOids } from './signature-oid.ts';

/**
 * The SAM builds every intent itself, from the request and its own records; whatever steers the use of the key is in it
 * (EN 419 241-2, R.SAD). The caller has checked that the request may be asked at all.
 */
const defaultLifetime = 300;

/** A new opaque identifier: a prefix that tells what it names, and 128 random bits. */
function newId(prefix: 'c' | 'sgn' | 'k'): string {
  return `${prefix}_${randomBytes(16).toString('base64url')}`;
}

export function enrolIntent(
  sam: Sam,
  epoch: number,
  request: PrepareEnrol,
  organization: OrganizationIdentity | undefined,
  provider: TrustedIdp | undefined,
  policy: Policy,
): Intent {
  const { account, idp, registered } = request;
  const pinToo = asksForPin(policy) ? '+pin-registration' : '';
  return {
    ...common(sam, epoch, request),
    ...(organization === undefined ? {} : named(organization)),
    purpose: 'enrol',
    sub: newId('sgn'),
    account,
    ...(registered === undefined ? {} : { person: registered, signer_name: registered.attributes.commonName }),
    ...(registered !== undefined
      ? { policy: 'enrol-officer', factors: [`ticket+webauthn-registration${pinToo}`] }
      : idp === undefined || provider === undefined
        ? { policy: 'enrol-client', factors: ['client'] }
        : { idp, policy: 'enrol-idp', factors: [`${protocolOf(provider)}+webauthn-registration${pinToo}`] }),
  };
}

/** A signer who is there begins anew, by the identity proof that officers asked for: everything but that is said by her record. */
export function recoveryIntent(
  sam: Sam,
  epoch: number,
  request: PrepareEnrol,
  { op, signer, identity }: Recovery,
  provider: TrustedIdp | undefined,
  policy: Policy,
): Intent {
  const { issuer, subject, loa, attributes } = identity;
  const pinToo = asksForPin(policy) ? '+pin-registration' : '';
  const way = provider === undefined ? 'ticket' : protocolOf(provider);
  return {
    ...common(sam, epoch, request),
    purpose: 'enrol',
    sub: signer,
    account: request.account,
    signer_name: attributes.commonName,
    recovery: op,
    ...(provider === undefined
      ? { person: { subject, loa, attributes }, policy: 'recover-officer' }
      : { idp: { issuer, subject }, policy: 'recover-idp' }),
    factors: [`${way}+webauthn-registration${pinToo}`],
  };
}

/** Then the first PIN is set with the first passkey: later it would be asked for to set it. */
function asksForPin(policy: Policy): boolean {
  return policy.scal2.some((way) => way.split('+').includes('pin'));
}

/** Whom the certificate will name. */
function named(identity: Identity): Pick<Intent, 'signer_name' | 'seal'> {
  return { signer_name: identity.attributes.commonName, ...sealOf(identity) };
}

export function keyCreateIntent(
  sam: Sam,
  epoch: number,
  request: PrepareKeyCreate,
  identity: Identity,
  policy: Policy,
): Intent {
  const { signer: sub, algorithm, scal, terms } = request;
  const kgen = { algorithm, scal, pin: request.pin !== undefined, ...(request.once ? { once: request.once } : {}) };
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

export function signIntent(
  sam: Sam,
  epoch: number,
  request: PrepareSign,
  key: StoredKey,
  identity: Identity,
  policy: Policy,
): Intent {
  const { dtbsr, display, hashOid, parent, by } = request;
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
    n: dtbsr.length,
    display,
    ...askedOf(policy, { scal: key.header.scal, purpose: 'sign' }, by),
  };
}

/** Which policy asks, and the ways that it leaves; an organisation's own key is asked by the data that registered it. */
function askedOf(policy: Policy, stake: Stake, by: 'client' | undefined): Pick<Intent, 'policy' | 'factors'> {
  const { id, ways } = by === undefined ? { id: policy.id, ways: waysOf(policy, stake) } : { id: by, ways: [by] };
  return { policy: `scal${stake.scal}-${id}`, factors: ways };
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

/** What a new passkey or PIN is brought by stands in each way after its proofs. */
export function factorChangeIntent(
  sam: Sam,
  epoch: number,
  request: PrepareFactorChange,
  change: FactorChange,
  identity: Identity,
  policy: Policy,
): Intent {
  const asked = askedOf(policy, { scal: 2, purpose: 'factor.change' }, undefined);
  return {
    ...common(sam, epoch, request),
    purpose: 'factor.change',
    sub: request.signer,
    ...named(identity),
    change,
    ...asked,
    factors: asked.factors.map((way) => `${way}${broughtBy(change)}`),
  };
}

function broughtBy(change: FactorChange): string {
  return 'add' in change && change.add !== 'device' ? `+${change.add}-registration` : '';
}

/** Explicit authorization of a SCAL1 key: counted, or bound to hashes; there is no page, so nothing is displayed. */
export function pinIntent(sam: Sam, epoch: number, request: PinAuthorization, key: StoredKey): Intent {
  const hashes = request.hashes === undefined ? {} : { dtbsr: request.hashes };
  const asked = { ...request, group: '-', clientName: request.client };
  const policy = { policy: 'scal1-pin', factors: ['pin'] };
  return {
    ...common(sam, epoch, asked),
    ...useOf(key, countedDigests(sam)),
    ...hashes,
    purpose: 'sign',
    n: request.n,
    ...policy,
  };
}

/** What a SCAL1 key may sign by its PIN: SHA-1 too, where the operator says so. */
function countedDigests({ config }: Sam): readonly WrittenDigest[] {
  const withSha1 = isSwitchedOn({ kind: 'rsa-pkcs1', digest: 'sha1' }, config.switchedOn ?? []);
  return withSha1 ? [...digestNames, 'sha1'] : digestNames;
}

type Asked = Pick<PrepareRequest, 'group' | 'client' | 'clientName' | 'lang' | 'lifetime'> & {
  readonly returnUrl?: string;
  readonly moreUrl?: string;
};

function common(sam: Sam, epoch: number, asked: Asked) {
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

function useOf({ signer, key, header }: StoredKey, digests: readonly WrittenDigest[]) {
  const cert = header.certSha256 === null ? {} : { cert: b64u(header.certSha256) };
  return { sub: signer, key, ...cert, algs: algorithmsOf(header.algorithm, digests) };
}

function algorithmsOf(algorithm: KeyAlgorithm, digests: readonly WrittenDigest[]): readonly string[] {
  return [...new Set(digests.flatMap((digest) => signatureOids(algorithm, digest)))];
}

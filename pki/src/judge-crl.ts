/** What a revocation list proves about one certificate at one time: RFC 5280 6.3.3, in that order. */

import type { Certificate } from './certificate.ts';
import { decode, sameBytes } from './der.ts';
import { type DistributionPoint, directoryName } from './distribution-point.ts';
import { PkiError } from './error.ts';
import type { CertificateStatus } from './ocsp.ts';
import type { RevocationList } from './revocation-list.ts';
import { findRevoked, type RevokedEntry } from './revoked-entries.ts';
import { verifySignature } from './verify-signature.ts';

export interface CrlQuestion {
  readonly certificate: Certificate;
  /** Who issued the certificate. */
  readonly issuer: Certificate;
  /** Who signs the list, when it is another: an indirect list, or another key of the same authority. Its path is `buildPath`'s question. */
  readonly listIssuer?: Certificate;
  readonly at: Date;
  /** What changed since the list. */
  readonly delta?: RevocationList;
  /** How far the issuer's clock may be ahead, and, without nextUpdate, how old the list may be. */
  readonly skewSeconds: number;
  readonly freshSeconds: number;
}

/** Why a list proves nothing. */
export type CrlFailure =
  | 'other-issuer'
  | 'scope'
  | 'delta'
  | 'unknown-critical-extension'
  | 'not-a-list-signer'
  | 'signature'
  | 'not-yet-valid'
  | 'stale'
  | 'unreadable-entry'
  | 'some-reasons'
  | 'expired-certificate';

export type CrlVerdict =
  | { readonly ok: true; readonly status: CertificateStatus; readonly thisUpdate: Date; readonly nextUpdate?: Date }
  | { readonly ok: false; readonly reason: CrlFailure };

/** A value, never an exception. */
export function judgeCrl(list: RevocationList, question: CrlQuestion): CrlVerdict {
  const { delta } = question;
  const points = pointsOf(question, list);
  const fault = listFault(list, question, points) ?? (delta && deltaFault(list, delta, question));
  if (fault) return { ok: false, reason: fault };
  const entry = findEntry(list, question);
  if (entry === 'unreadable') return { ok: false, reason: 'unreadable-entry' };
  const { thisUpdate, nextUpdate } = delta ?? list;
  const when = { thisUpdate, ...(nextUpdate ? { nextUpdate } : {}) };
  if (entry) return { ok: true, status: { kind: 'revoked', ...entry }, ...when };
  const silence = silenceFault(list, question, points);
  return silence ? { ok: false, reason: silence } : { ok: true, status: { kind: 'good' }, ...when };
}

/**
 * The certificate's own distribution points that this list may speak for; for one that names none, everything that its issuer
 * publishes (6.3.3, last paragraph).
 */
function pointsOf({ certificate, issuer }: CrlQuestion, list: RevocationList): DistributionPoint[] {
  const points = certificate.distributionPoints.length > 0 ? certificate.distributionPoints : [anyOf(issuer)];
  const listIssuer = directoryName(list.issuer.der);
  const byIssuer = sameBytes(list.issuer.der, certificate.issuer.der);
  // (b)(1): a point that names a CRL issuer is that one's alone.
  return points.filter(({ crlIssuer }) =>
    crlIssuer.length > 0 ? list.scope?.indirect === true && includes(crlIssuer, listIssuer) : byIssuer,
  );
}

function anyOf(issuer: Certificate): DistributionPoint {
  return { names: [directoryName(issuer.subject.der)], someReasons: false, crlIssuer: [] };
}

function includes(names: readonly Uint8Array[], name: Uint8Array): boolean {
  return names.some((one) => sameBytes(one, name));
}

function listFault(
  list: RevocationList,
  question: CrlQuestion,
  points: readonly DistributionPoint[],
): CrlFailure | undefined {
  const { certificate, issuer, listIssuer = issuer } = question;
  if (!sameBytes(list.issuer.der, listIssuer.subject.der) || points.length === 0) return 'other-issuer';
  if (!sameBytes(certificate.issuer.der, issuer.subject.der)) return 'other-issuer';
  if (list.baseNumber !== undefined) return 'delta';
  return scopeFault(list, certificate, points) ?? signatureFault(list, listIssuer) ?? timeFault(list, question);
}

/** (b)(2). */
function scopeFault(
  { scope, namesIssuers, unknownCritical }: RevocationList,
  certificate: Certificate,
  points: readonly DistributionPoint[],
): CrlFailure | undefined {
  if (unknownCritical.length > 0) return 'unknown-critical-extension';
  // 5.3.3: entries of others stand in indirect lists only.
  if (!scope) return namesIssuers ? 'scope' : undefined;
  const excluded = certificate.isCa ? scope.onlyUserCertificates : scope.onlyAuthorityCertificates;
  if (excluded || scope.onlyAttributeCertificates || (namesIssuers && !scope.indirect)) return 'scope';
  return points.some((point) => speaksFor(scope.names, point)) ? undefined : 'scope';
}

/** (b)(2)(i): one name in common; a point without names is known by its CRL issuer. */
function speaksFor(names: readonly Uint8Array[], point: DistributionPoint): boolean {
  const known = point.names.length > 0 ? point.names : point.crlIssuer;
  return names.length === 0 || names.some((name) => includes(known, name));
}

/** (f) and (g). */
function signatureFault(list: RevocationList, signer: Certificate): CrlFailure | undefined {
  if (signer.keyUsage.length > 0 && !signer.keyUsage.includes('cRLSign')) return 'not-a-list-signer';
  if (signer.keyUsage.length === 0 && !signer.isCa) return 'not-a-list-signer';
  const { scheme, tbs, signature } = list;
  return scheme && verifySignature(signer.spki, scheme, tbs, signature) ? undefined : 'signature';
}

function timeFault(
  { thisUpdate, nextUpdate }: RevocationList,
  { at, skewSeconds, freshSeconds }: CrlQuestion,
): CrlFailure | undefined {
  if (thisUpdate.getTime() > at.getTime() + skewSeconds * 1000) return 'not-yet-valid';
  const until = nextUpdate?.getTime() ?? thisUpdate.getTime() + freshSeconds * 1000;
  return until < at.getTime() ? 'stale' : undefined;
}

/** (c) and 5.2.4: of the same issuer, key and scope, no older than the list, and made upon it or an earlier one. */
function deltaFault(list: RevocationList, delta: RevocationList, question: CrlQuestion): CrlFailure | undefined {
  const { number, authorityKeyId, scopeDer } = list;
  const { baseNumber } = delta;
  if (number === undefined || baseNumber === undefined || delta.number === undefined) return 'delta';
  const same = (a: Uint8Array | undefined, b: Uint8Array | undefined) => (a && b ? sameBytes(a, b) : a === b);
  const paired =
    sameBytes(delta.issuer.der, list.issuer.der) &&
    same(delta.authorityKeyId, authorityKeyId) &&
    same(delta.scopeDer, scopeDer) &&
    baseNumber <= number &&
    number <= delta.number;
  if (!paired) return 'delta';
  if (delta.unknownCritical.length > 0) return 'unknown-critical-extension';
  return signatureFault(delta, question.listIssuer ?? question.issuer) ?? timeFault(delta, question);
}

/** (i) and (j): the delta speaks first; what it takes off the list is on none. */
function findEntry(list: RevocationList, question: CrlQuestion): RevokedEntry | undefined | 'unreadable' {
  try {
    return lookUp(list, question);
  } catch (error) {
    if (error instanceof PkiError) return 'unreadable';
    throw error;
  }
}

function lookUp(list: RevocationList, { certificate, delta }: CrlQuestion): RevokedEntry | undefined {
  const wanted = {
    serial: withoutZeros(decode(certificate.serial).value),
    issuer: certificate.issuer.der,
    listIssuer: list.issuer.der,
  };
  const changed = delta && findRevoked(delta.entries, wanted);
  if (changed?.reason === 'removeFromCRL') return undefined;
  return changed ?? findRevoked(list.entries, wanted);
}

function withoutZeros(serial: Uint8Array): Uint8Array {
  const first = serial.findIndex((octet) => octet !== 0);
  return first < 0 ? serial.subarray(-1) : serial.subarray(first);
}

/** Whether not to be listed says anything: for all reasons, and for a certificate that would still be listed. */
function silenceFault(
  { scope, thisUpdate, expiredSince }: RevocationList,
  { certificate }: CrlQuestion,
  points: readonly DistributionPoint[],
): CrlFailure | undefined {
  const spoken = points.filter((point) => speaksFor(scope?.names ?? [], point));
  if (scope?.someReasons || spoken.every((point) => point.someReasons)) return 'some-reasons';
  // Entries may leave the list after the certificate expired (3.3), unless it says that they stay.
  const gone = certificate.notAfter < thisUpdate && !(expiredSince && expiredSince <= certificate.notAfter);
  return gone ? 'expired-certificate' : undefined;
}

/** Certification paths, RFC 5280 section 6: from a certificate up to a root that is trusted, with the reason when there is none. */
import { type Certificate, sameCertificate } from './certificate.ts';
import { isCertifiedBy } from './certified.ts';
import { sameBytes } from './der.ts';

export type PathFailure =
  | 'no-path-to-root'
  | 'not-yet-valid'
  | 'expired'
  | 'signature'
  | 'not-a-ca'
  | 'path-length'
  | 'unknown-critical-extension';

/** `path` starts with the leaf and ends with the root. */
export type PathResult =
  | { readonly ok: true; readonly path: readonly Certificate[] }
  | { readonly ok: false; readonly reason: PathFailure };

const longest = 10;
const mostTries = 200;

/**
 * Tries every issuer in `pool` and `roots` whose name is, octet for octet, the one wanted; the first complete path wins, the
 * last reason is told otherwise. Every certificate must be in its time at `at`, the root too (stricter than 6.1.1 asks).
 * Policies and revocation are not judged here; a critical extension that would matter (name constraints) ends the path.
 */
export function buildPath(
  leaf: Certificate,
  pool: readonly Certificate[],
  roots: readonly Certificate[],
  at: Date,
): PathResult {
  const search = { pool, roots, at, tries: 0 };
  return extend(search, [leaf]);
}

interface Search {
  readonly pool: readonly Certificate[];
  readonly roots: readonly Certificate[];
  readonly at: Date;
  tries: number;
}

function extend(search: Search, path: readonly Certificate[]): PathResult {
  const last = path.at(-1) as Certificate;
  const fault = faultOf(last, search.at);
  if (fault) return { ok: false, reason: fault };
  if (search.roots.some((root) => sameCertificate(root, last))) return { ok: true, path };
  if (path.length === longest) return { ok: false, reason: 'no-path-to-root' };
  let reason: PathFailure = 'no-path-to-root';
  for (const issuer of issuersOf(last, search, path)) {
    const result = issuerFault(issuer, last, path);
    const further: PathResult = result ? { ok: false, reason: result } : extend(search, [...path, issuer]);
    if (further.ok) return further;
    if (further.reason !== 'no-path-to-root') reason = further.reason;
  }
  return { ok: false, reason };
}

function* issuersOf(certificate: Certificate, search: Search, path: readonly Certificate[]): Iterable<Certificate> {
  for (const candidate of [...search.roots, ...search.pool]) {
    if (
      !sameBytes(candidate.subject.der, certificate.issuer.der) ||
      path.some((one) => sameCertificate(one, candidate))
    )
      continue;
    if (++search.tries > mostTries) return;
    yield candidate;
  }
}

// 6.1.3 (a)(2), 6.1.4 (o)
function faultOf(certificate: Certificate, at: Date): PathFailure | undefined {
  if (at < certificate.notBefore) return 'not-yet-valid';
  if (at > certificate.notAfter) return 'expired';
  return certificate.unknownCritical.length > 0 ? 'unknown-critical-extension' : undefined;
}

function issuerFault(
  issuer: Certificate,
  certificate: Certificate,
  path: readonly Certificate[],
): PathFailure | undefined {
  // 6.1.4 (k), (n), (m), then 6.1.3 (a)(1): the dear check last.
  if (!issuer.isCa) return 'not-a-ca';
  if (issuer.keyUsage.length > 0 && !issuer.keyUsage.includes('keyCertSign')) return 'not-a-ca';
  if (issuer.pathLength !== undefined && intermediates(path) > issuer.pathLength) return 'path-length';
  return isCertifiedBy(issuer, certificate) ? undefined : 'signature';
}

/** Between an issuer above `path` and its leaf; self-issued ones (a key rolled over) do not count, 4.2.1.9. */
function intermediates(path: readonly Certificate[]): number {
  return path.slice(1).filter((one) => !sameBytes(one.subject.der, one.issuer.der)).length;
}

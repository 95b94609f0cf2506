/** Fetching the certificates of issuers (RFC 5280, 4.2.2.1): one in DER (or PEM), or several in a certs-only CMS (RFC 5751). */
import { PkiError, parseCertificate, parsePem, splitSignedData } from '@chancery/pki';
import type { Outward } from '../outward/outward.ts';
import { fetched } from './fetched.ts';
import { firstOf } from './first-of.ts';
import type { RevocationConfiguration, RevocationSource } from './revocation-source.ts';

const largest = 1024 * 1024;
const mostCertificates = 100;

export function openIssuers(
  { milliseconds }: Required<RevocationConfiguration>,
  outward: Outward,
): RevocationSource['issuersOf'] {
  const ask = async (url: string) => certificatesIn(await fetched(outward, { url, largest, milliseconds }));
  return async ({ caIssuerUrls }) => (await firstOf(caIssuerUrls, ask)) ?? [];
}

/** Throws PkiError when it is neither. */
function certificatesIn(octets: Uint8Array): readonly Uint8Array[] {
  const [pem] = parsePem(Buffer.from(octets).toString('latin1'));
  const der = pem ?? octets;
  return isCertificate(der) ? [der] : splitSignedData(der).certificates.slice(0, mostCertificates);
}

function isCertificate(octets: Uint8Array): boolean {
  try {
    parseCertificate(octets);
    return true;
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}

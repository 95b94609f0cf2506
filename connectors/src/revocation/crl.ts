/** Fetching revocation lists (RFC 5280, 5), each once until its successor is due. */
import { type Certificate, judgeCrl, parsePem, parseRevocationList, type RevocationList } from '@chancery/pki';
import { ConnectorError } from '../connector-error.ts';
import type { Outward } from '../outward/outward.ts';
import { fetched } from './fetched.ts';
import { firstOf } from './first-of.ts';
import { ListCache } from './list-cache.ts';
import { type RevocationConfiguration, type RevocationSource, tolerance } from './revocation-source.ts';

/** Lists are longer than answers. */
const patience = 6;

export function openCrl(configured: Required<RevocationConfiguration>, outward: Outward): RevocationSource['crlOf'] {
  const cache = new ListCache(configured.keptLists, (url) => download(url, configured, outward));
  return (certificate, issuer) =>
    firstOf(certificate.crlUrls, async (url) => {
      const list = await cache.at(url);
      requireProof(list, certificate, issuer);
      return list.der;
    });
}

async function download(url: string, configured: Required<RevocationConfiguration>, outward: Outward) {
  const { largestList: largest, milliseconds } = configured;
  return parseRevocationList(binary(await fetched(outward, { url, largest, milliseconds: patience * milliseconds })));
}

/** Some publish PEM. */
function binary(octets: Uint8Array): Uint8Array {
  const dashes = Buffer.from('-----BEGIN');
  if (!Buffer.from(octets.subarray(0, dashes.length)).equals(dashes)) return octets;
  return parsePem(Buffer.from(octets).toString('latin1'))[0] ?? octets;
}

function requireProof(list: RevocationList, certificate: Certificate, issuer: Certificate): void {
  const verdict = judgeCrl(list, { certificate, issuer, ...tolerance, at: new Date() });
  if (!verdict.ok) throw new ConnectorError('malformed', `the list proves nothing: ${verdict.reason}`);
}

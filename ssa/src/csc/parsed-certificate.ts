import { createHash } from 'node:crypto';
import { type Certificate, parseCertificate } from '@chancery/pki';

const most = 10_000;
const parsed = new Map<string, Certificate>();

/** The certificate in these octets; what was read before is not read again. */
export function parsedCertificate(der: Uint8Array): Certificate {
  const digest = createHash('sha256').update(der).digest('base64');
  const known = parsed.get(digest);
  if (known !== undefined) return known;
  if (parsed.size === most) parsed.clear();
  const read = parseCertificate(der);
  parsed.set(digest, read);
  return read;
}

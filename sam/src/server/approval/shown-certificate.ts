import { nameAttributes, nameToString, parseCertificate } from '@chancery/pki';
import type { Intent } from '../../client/index.ts';
import type { StoredKey } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import { unixTime } from '../sam.ts';

/**
 * What a signer is told of the certificate that will stand in her signature: her name in it, the legal name of who issued it
 * (EN 319 412-2, 4.2.3 and 4.2.4) and its end. From the SAM's own records, so that no front end can say otherwise.
 */
export function shownCertificate({ chain }: StoredKey): Pick<Intent, 'signer_name' | 'cert_issuer' | 'cert_exp'> {
  const [der] = chain;
  if (der === undefined) return refuse('key_state', 'no certificate is bound');
  const { subject, issuer, notAfter } = parseCertificate(der);
  const by = nameAttributes(issuer);
  return {
    signer_name: nameAttributes(subject).commonName ?? nameToString(subject),
    cert_issuer: by.organization ?? by.commonName ?? nameToString(issuer),
    cert_exp: unixTime(notAfter),
  };
}

import { parseCertificate } from '@chancery/pki';
import type { TrustedTsa } from '../config.ts';
import { refuseConfiguration as refuse } from '../start-error.ts';

/** Time-stamping authorities whose tokens could lead nowhere. Throws SamStartError naming the authority. */
export function checkTsas(tsas: readonly TrustedTsa[]): void {
  for (const { id, certificate } of tsas) {
    try {
      parseCertificate(Buffer.from(certificate, 'base64url'));
    } catch (cause) {
      refuse(`config.trust: the certificate of the time-stamping authority ${id} cannot be read`, cause);
    }
  }
}

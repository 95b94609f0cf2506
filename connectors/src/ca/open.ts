import { ConnectorError } from '../connector-error.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { openSandboxAuthority } from './sandbox-authority.ts';

/** The connector for a stored configuration. Throws ConnectorError `configuration` for a type nobody wrote. */
export function openCertificateAuthority(ca: {
  readonly type: string;
  readonly url: string;
  readonly token: string;
}): CertificateAuthority {
  if (ca.type === 'sandbox') return openSandboxAuthority({ type: 'sandbox', url: ca.url, token: ca.token });
  throw new ConnectorError('configuration', `there is no connector of type ${ca.type}`);
}

export { ConnectorError, type ConnectorErrorCode } from '../connector-error.ts';
export type { CaConfiguration, CertificateAuthority, CertifiedAs, IssuedCertificate } from './certificate-authority.ts';
export { openCertificateAuthority } from './open.ts';

/** The answers about single certificates (RFC 6960), by a responder that the issuing authority delegated. */
import {
  buildOcspResponse,
  type CertificateId,
  type CertificateStatus,
  certificateId,
  ocspRefusal,
  PkiError,
  parseOcspRequest,
} from '@chancery/pki';
import { type Authority, scheme } from './authority.ts';

/** DER of an OCSPResponse, whatever was asked. */
export async function answerStatus(authority: Authority, request: Uint8Array): Promise<Uint8Array> {
  const asked = readRequest(request);
  if (!asked) return ocspRefusal(1);
  if (!isOurs(authority, asked.id)) return ocspRefusal(6);
  const { responder } = authority;
  const now = new Date();
  return buildOcspResponse(
    {
      id: asked.id,
      status: statusOf(authority, asked.id.serialHex),
      producedAt: now,
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + 3_600_000),
      ...(asked.nonce && asked.nonce.length <= 128 ? { nonce: asked.nonce } : {}),
      responder: responder.certificate,
      certificates: [responder.certificate.der],
    },
    scheme,
    responder.sign,
  );
}

function readRequest(der: Uint8Array) {
  try {
    return parseOcspRequest(der);
  } catch (cause) {
    if (cause instanceof PkiError) return undefined;
    throw cause;
  }
}

/** Issued by the authority we answer for (RFC 6960 4.1.1). */
function isOurs({ issuing, responder }: Authority, id: CertificateId): boolean {
  const ours = certificateId(responder.certificate, issuing.certificate);
  return (
    Buffer.compare(ours.issuerNameHash, id.issuerNameHash) === 0 &&
    Buffer.compare(ours.issuerKeyHash, id.issuerKeyHash) === 0
  );
}

function statusOf(authority: Authority, serialHex: string): CertificateStatus {
  const issued = authority.issued.get(serialHex);
  if (!issued) return { kind: 'unknown' };
  return issued.revokedAt ? { kind: 'revoked', at: new Date(issued.revokedAt) } : { kind: 'good' };
}

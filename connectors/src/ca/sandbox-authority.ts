import { parseCertificate, parseCertificationRequest } from '@chancery/pki';
import { ConnectorError } from '../connector-error.ts';
import type { CaConfiguration, CertificateAuthority, IssuedCertificate } from './certificate-authority.ts';

const patience = 15_000;
const longestAnswer = 256 * 1024;
const longestChain = 10;

/**
 * The sandbox's authority: POST <url>/certificates?profile=<profile> with a PKCS #10 request (RFC 5967) and a bearer token, JSON
 * `{chain: [base64 DER, ...]}` back. Redirects are refused, the answer is bounded, and the certificate is over our key.
 */
export function openSandboxAuthority({ url, token }: CaConfiguration): CertificateAuthority {
  return {
    issue: async (csr, profile) => {
      const answer = await post(`${url}/certificates?profile=${profile}`, token, csr);
      const chain = readChain(answer);
      requireOurKey(chain, csr);
      return { chain };
    },
  };
}

async function post(url: string, token: string, csr: Uint8Array): Promise<unknown> {
  const headers = {
    'content-type': 'application/pkcs10',
    accept: 'application/json',
    authorization: `Bearer ${token}`,
  };
  try {
    const signal = AbortSignal.timeout(patience);
    const answer = await fetch(url, { method: 'POST', headers, body: Buffer.from(csr), redirect: 'manual', signal });
    const body = await readBounded(answer);
    if (!answer.ok) throw new ConnectorError('refused', `the authority answered with status ${answer.status}`);
    return parsed(body);
  } catch (cause) {
    if (cause instanceof ConnectorError) throw cause;
    throw new ConnectorError('unreachable', 'the authority does not answer', { cause });
  }
}

async function readBounded(answer: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > longestAnswer) throw new ConnectorError('malformed', 'the answer of the authority is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new ConnectorError('malformed', 'the answer of the authority is not JSON', { cause });
  }
}

function readChain(answer: unknown): IssuedCertificate['chain'] {
  const chain = (answer as { chain?: unknown } | null)?.chain;
  if (!Array.isArray(chain) || chain.length === 0 || chain.length > longestChain)
    throw new ConnectorError('malformed', 'the authority sent no chain');
  return chain.map((text: unknown) => {
    const der = Buffer.from(typeof text === 'string' ? text : '', 'base64');
    if (der.length > 0 && der.toString('base64') === text) return new Uint8Array(der);
    throw new ConnectorError('malformed', 'the chain holds something that is not base64');
  });
}

/** A certificate over another key would make every signature worthless: better found now than by a relying party. */
function requireOurKey([certificate]: IssuedCertificate['chain'], csr: Uint8Array): void {
  try {
    const issued = parseCertificate(certificate ?? new Uint8Array());
    if (Buffer.from(issued.spki).equals(parseCertificationRequest(csr).spki)) return;
  } catch (cause) {
    throw new ConnectorError('malformed', 'the authority sent something that is not a certificate', { cause });
  }
  throw new ConnectorError('malformed', 'the certificate is over another key');
}

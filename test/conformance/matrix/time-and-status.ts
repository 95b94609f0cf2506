/** What an augmentation asks of the sandbox: tokens of its time-stamping authority, status and issuers of its certificates. */
import { randomBytes } from 'node:crypto';
import { buildOcspRequest, buildTimeStampRequest, type Certificate, parseTimeStampResponse } from '@chancery/pki';
import type { EvidenceSources, Stamp } from '@chancery/sca';

export function stampAt(url: string): Stamp {
  return async (imprint, digest) => {
    const nonce = randomBytes(8).readBigUInt64BE();
    const request = buildTimeStampRequest({ imprint, digest, nonce, certReq: true });
    const answer = parseTimeStampResponse(await post(url, 'application/timestamp-query', request));
    if (!answer.granted) throw new Error('the sandbox gave no time-stamp');
    return answer.token;
  };
}

/** Where the certificates say. */
export const statedSources: EvidenceSources = {
  issuersOf: ({ caIssuerUrls }) => Promise.all(caIssuerUrls.map(get)),
  ocspOf: async (certificate, issuer) => {
    const [url] = certificate.ocspUrls;
    return url === undefined
      ? undefined
      : post(url, 'application/ocsp-request', buildOcspRequest({ certificate, issuer }));
  },
  crlOf: async ({ crlUrls }: Certificate) => (crlUrls[0] === undefined ? undefined : get(crlUrls[0])),
};

async function get(url: string): Promise<Uint8Array> {
  return octets(await fetch(url));
}

async function post(url: string, type: string, body: Uint8Array): Promise<Uint8Array> {
  return octets(await fetch(url, { method: 'POST', headers: { 'content-type': type }, body: Buffer.from(body) }));
}

async function octets(reply: Response): Promise<Uint8Array> {
  if (!reply.ok) throw new Error(`the sandbox answered ${reply.status}`);
  return new Uint8Array(await reply.arrayBuffer());
}

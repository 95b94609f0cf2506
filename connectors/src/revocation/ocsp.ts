/** Asking responders (RFC 6960, nonce: RFC 9654), and whether what they say may be passed on. */
import { randomBytes } from 'node:crypto';
import { buildOcspRequest, type Certificate, judgeOcspResponse, parseOcspResponse } from '@chancery/pki';
import { ConnectorError } from '../connector-error.ts';
import type { Outward, OutwardRequest } from '../outward/outward.ts';
import { fetched } from './fetched.ts';
import { firstOf } from './first-of.ts';
import { type RevocationConfiguration, type RevocationSource, tolerance } from './revocation-source.ts';

const largest = 1024 * 1024;
/** RFC 6960, A.1: the whole URL, for the caches on the way. */
const longestUrl = 255;

type Configured = Required<RevocationConfiguration>;

export function openOcsp(configured: Configured, outward: Outward): RevocationSource['ocspOf'] {
  return (certificate, issuer) =>
    firstOf(certificate.ocspUrls, (url) => ask(url, { certificate, issuer }, configured, outward));
}

interface Question {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

async function ask(url: string, question: Question, configured: Configured, outward: Outward): Promise<Uint8Array> {
  const nonce = configured.nonce === 'none' ? undefined : new Uint8Array(randomBytes(32));
  const request = buildOcspRequest({ ...question, ...(nonce ? { nonce } : {}) });
  const answer = await fetched(outward, {
    ...carried(url, request, configured),
    largest,
    milliseconds: configured.milliseconds,
  });
  requireProof(answer, question, nonce, configured.nonce === 'required');
  return answer;
}

function carried(
  url: string,
  request: Uint8Array,
  { method }: Configured,
): Pick<OutwardRequest, 'url' | 'method' | 'headers' | 'body'> {
  const inUrl = `${url.replace(/\/$/, '')}/${encodeURIComponent(Buffer.from(request).toString('base64'))}`;
  if (method === 'GET' && inUrl.length <= longestUrl) return { url: inUrl, method };
  const headers = { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' };
  return { url, method: 'POST', headers, body: request };
}

function requireProof(answer: Uint8Array, question: Question, nonce: Uint8Array | undefined, required: boolean): void {
  const response = parseOcspResponse(answer);
  // A responder may not know nonces; one that sends another than ours answers somebody else.
  const compared = nonce && (required || response.nonce) ? { nonce } : {};
  const verdict = judgeOcspResponse(response, { ...question, ...tolerance, ...compared, at: new Date() });
  if (!verdict.ok)
    throw new ConnectorError('malformed', `the answer of the responder proves nothing: ${verdict.reason}`);
}

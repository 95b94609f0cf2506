import type { PreparedDocument } from '@chancery/sca';
import { findRequestBy } from '@chancery/store';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { joined } from '../documents/joined.ts';
import { SsaError } from '../ssa-error.ts';
import { originalName } from './document-names.ts';
import { frozenDocument, preparedOf } from './frozen-documents.ts';

type View = { Params: { token: string; index: string } };

/**
 * What the approval page reads to show what is signed (and checks against the SAM's statement): the prepared file, what
 * binds it to the DTBS/R, and the terms of a new key. Readable by that page's origin alone, and by nobody once it is over.
 */
export function viewRoutes(app: FastifyInstance, deps: SsaDeps): void {
  app.get<View>('/sign/view/:token/:index', async ({ params }, reply) => {
    const { request, row, prepared } = await shownDocument(deps, params);
    const original = await deps.documents.open(request.document_key, request.id, originalName(row.position));
    const { size, stream } = joined(original, ...appended(prepared));
    return forApprovalPage(deps, reply).header('content-length', size).type('application/octet-stream').send(stream);
  });
  app.get<View>('/sign/view/:token/:index/proof', async ({ params }, reply) => {
    const { prepared } = await shownDocument(deps, params);
    forApprovalPage(deps, reply);
    return proofOf(prepared);
  });
  app.get<{ Params: { version: string; lang: string } }>('/terms/:version/:lang', async ({ params }, reply) => {
    const terms = deps.terms.find(({ version, lang }) => params.version === version && params.lang === lang);
    if (terms === undefined) throw new SsaError('not_found', 'There are no such terms.');
    return forApprovalPage(deps, reply).type('text/plain; charset=utf-8').send(terms.text);
  });
}

/** Fetch, 3.2: one origin, without credentials. */
function forApprovalPage({ sicOrigin }: SsaDeps, reply: FastifyReply): FastifyReply {
  return reply
    .header('access-control-allow-origin', sicOrigin)
    .header('vary', 'origin')
    .header('cache-control', 'no-store');
}

async function shownDocument(deps: SsaDeps, { token, index }: View['Params']) {
  const request = await findRequestBy(deps.store.db, 'view_token', token);
  const open = request?.state === 'prepared' && request.expires_at > deps.clock();
  if (request === undefined || !open) throw new SsaError('not_found', 'There is nothing to be shown.');
  const { row, frozen } = await frozenDocument(deps, request, index);
  return { request, row, prepared: await preparedOf(deps, request, frozen) };
}

/** In a PDF the signature stands behind the original; otherwise what is signed is the document as it came. */
function appended({ signature }: PreparedDocument): Uint8Array[] {
  return signature.format === 'pades' ? [signature.prepared.appendix] : [];
}

/** What binds the file to the DTBS/R; without a byte range all of the file is signed. */
function proofOf({ originalSize, docSha256, signature }: PreparedDocument) {
  return {
    originalSize,
    docSha256: base64url(docSha256),
    ...(signature.format === 'pades' ? { byteRange: signature.prepared.byteRange } : {}),
    digest: signature.prepared.digest,
    ...signedBy(signature),
    ...manifestOf(signature),
  };
}

/** What is signed, less the file itself where that is the payload of a JWS. */
function signedBy(signature: PreparedDocument['signature']) {
  if (signature.format === 'jades') return { protectedHeader: base64url(signature.prepared.protectedHeader) };
  if (signature.format !== 'xades') return { signedAttributes: base64url(signature.prepared.signedAttributes) };
  return { signedInfo: base64url(signature.prepared.signedInfo), references: referencesOf(signature) };
}

/** What is signed instead of the file, where it lists the file (EN 319 162-1, annex A.4). */
function manifestOf(signature: PreparedDocument['signature']) {
  const manifest = signature.format === 'cades' ? signature.container?.manifest : undefined;
  return manifest === undefined ? {} : { manifest: base64url(manifest) };
}

/** What each reference of an XML signature is over, in their order: the file as it is, or octets sent along. */
function referencesOf({ prepared, packaging }: Extract<PreparedDocument['signature'], { format: 'xades' }>) {
  const document = packaging.packaging === 'enveloped' ? { octets: base64url(prepared.covered) } : { over: 'file' };
  return prepared.profile === 'xmldsig' ? [document] : [document, { octets: base64url(prepared.signedProperties) }];
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url');
}

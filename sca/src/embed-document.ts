import { createHash } from 'node:crypto';
import { type CadesContent, embedCades, embedPades, embedXades, type PreparedCades } from '@chancery/ades';
import type { SignatureScheme } from '@chancery/pki';
import { embedContainer, type PreparedContainer } from './container.ts';
import { translating } from './format-refusal.ts';
import { embedJws } from './jws.ts';
import { digestOf, type PreparedDocument, type PreparedSignature } from './prepare-document.ts';
import type { DocumentSource } from './signature-form.ts';
import { xmlContent } from './xml-content.ts';

/** In its CMS form; certificates as when preparing. */
export interface SignatureValue {
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
}

/** The signed document: its original followed by this, or this alone (with the original in it, or beside it when detached). */
export interface SignedDocument {
  readonly kind: 'appendix' | 'whole';
  readonly octets: Uint8Array;
}

/**
 * Signature creation, second half. The value is verified with the certificate's key, and the content compared with the one
 * prepared for, before anything counts as signed. Throws ScaError.
 */
export function embedDocument(
  { signature }: PreparedDocument,
  value: SignatureValue,
  source: DocumentSource,
): Promise<SignedDocument> {
  return translating(async () => {
    if (signature.format === 'pades') return { kind: 'appendix', octets: embedPades(signature.prepared, value) };
    if (isContained(signature)) return { kind: 'whole', octets: await embedContainer(signature, value, source) };
    if (signature.format === 'jades') return { kind: 'whole', octets: await embedJws(signature, value, source) };
    if (signature.format === 'xades') return { kind: 'whole', octets: await embedXml(signature, value, source) };
    const content = await contentOf(signature.prepared, source);
    return { kind: 'whole', octets: embedCades(signature.prepared, value, content) };
  });
}

function isContained(signature: PreparedSignature): signature is PreparedContainer {
  return 'container' in signature && signature.container !== undefined;
}

async function embedXml(
  { prepared, packaging }: Extract<PreparedSignature, { format: 'xades' }>,
  value: SignatureValue,
  source: DocumentSource,
): Promise<Uint8Array> {
  const { digest } = prepared;
  const content = await xmlContent(source, packaging, digest, (one) => digestOf(one, createHash(digest)));
  return embedXades(prepared, value, content);
}

async function contentOf({ packaging, digest }: PreparedCades, source: DocumentSource): Promise<CadesContent> {
  if (packaging === 'attached') return { packaging, octets: source.read(0, source.size) };
  const content = { digest, value: await digestOf(source, createHash(digest)) };
  return { packaging: 'detached', content };
}

/** A document signed by a JSON Web Signature (TS 119 182-1): as its payload, or beside it and listed by its digest. */
import { createHash } from 'node:crypto';
import { embedJades, type JadesContent, type PreparedJades, prepareJades, type Serialization } from '@chancery/ades';
import type { DigestName } from '@chancery/pki';
import type { SignatureValue } from './embed-document.ts';
import type { DocumentSource, JadesForm, Signer } from './signature-form.ts';

/** What must be known again when it is embedded. */
export interface JwsPackaging {
  readonly packaging: 'attached' | 'detached';
  readonly serialization: Serialization;
  readonly fileName: string;
  readonly mimeType?: string;
}

export interface PreparedJws {
  readonly format: 'jades';
  readonly prepared: PreparedJades;
  readonly packaging: JwsPackaging;
}

export async function prepareJws(source: DocumentSource, form: JadesForm, signer: Signer): Promise<PreparedJws> {
  const { packaging, serialization = 'flattened', fileName = 'document', mimeType, format: _, ...stated } = form;
  const described = mimeType === undefined ? {} : { mimeType };
  const place = { packaging, serialization, fileName, ...described };
  const { digest } = signer.scheme;
  const options = { ...stated, ...signer, digest, ...(packaging === 'attached' ? described : {}) };
  return { format: 'jades', prepared: prepareJades(await contentOf(source, place, digest), options), packaging: place };
}

export async function embedJws(
  { prepared, packaging }: PreparedJws,
  value: SignatureValue,
  source: DocumentSource,
): Promise<Uint8Array> {
  const content = await contentOf(source, packaging, prepared.digest);
  return embedJades(prepared, value, content, packaging.serialization);
}

/** By the stream, so that whoever watches the document sees all of it once. */
async function contentOf(source: DocumentSource, place: JwsPackaging, digest: DigestName): Promise<JadesContent> {
  const { packaging, fileName: name, mimeType } = place;
  const [hash, pieces] = [createHash(digest), [] as Uint8Array[]];
  for await (const piece of source.stream()) {
    hash.update(piece);
    if (packaging === 'attached') pieces.push(piece);
  }
  if (packaging === 'attached') return { packaging, octets: Buffer.concat(pieces) };
  const described = mimeType === undefined ? {} : { mimeType };
  return { packaging, files: [{ name, digest, value: hash.digest(), ...described }] };
}

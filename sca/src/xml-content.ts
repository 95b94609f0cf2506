import type { XadesContent } from '@chancery/ades';
import type { DigestName } from '@chancery/pki';
import type { DocumentSource, XadesForm } from './signature-form.ts';

/** Which signature over the document it is, and what must be known again when it is embedded. */
export type XmlPackaging = Pick<XadesForm, 'packaging' | 'fileName' | 'mimeType'>;

/** The content of an XML signature. What stands inside it is read whole; of what lies beside it the digest is enough. */
export async function xmlContent(
  source: DocumentSource,
  { packaging, fileName = 'document', mimeType }: XmlPackaging,
  digest: DigestName,
  digestOf: (source: DocumentSource) => Promise<Uint8Array>,
): Promise<XadesContent> {
  const described = mimeType === undefined ? {} : { mimeType };
  if (packaging === 'detached') {
    const value = await digestOf(source);
    return { references: [{ kind: 'file', name: fileName, digest, value, ...described }] };
  }
  const octets = await wholeOf(source);
  if (packaging === 'enveloping') return { references: [{ kind: 'base64', octets, ...described }] };
  return { document: octets, references: [{ kind: 'document', ...described }] };
}

/** By the stream, so that whoever watches the document sees all of it once. */
async function wholeOf(source: DocumentSource): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.stream()) pieces.push(piece);
  return Buffer.concat(pieces);
}

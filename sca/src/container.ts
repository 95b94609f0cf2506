/** A document in a container of its own (EN 319 162-1): ASiC-S or ASiC-E, with a CMS or an XML signature over it. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type ContainerKind, embedAsic, joinParts, type PreparedAsic, prepareAsic } from '@chancery/ades';
import type { DigestName } from '@chancery/pki';
import type { SignatureValue } from './embed-document.ts';
import type { PreparedSignature } from './prepare-document.ts';
import type { AsicForm, DocumentSource, Signer } from './signature-form.ts';

/** What must be known again when the container is written. */
export interface Contained {
  readonly kind: ContainerKind;
  readonly fileName: string;
  readonly mimeType?: string;
  /** ASiC-E with CAdES: the manifest that lists the document, which is what is signed. */
  readonly manifest?: Uint8Array;
}

export type PreparedContainer = Extract<PreparedSignature, { format: 'cades' | 'xades' }> & {
  readonly container: Contained;
};

export async function prepareContainer(
  source: DocumentSource,
  form: AsicForm,
  signer: Signer,
): Promise<PreparedContainer> {
  const { container: kind, fileName = 'document', mimeType } = form;
  const { digest } = signer.scheme;
  const place = { kind, fileName, ...(mimeType === undefined ? {} : { mimeType }) };
  const content = await contentOf(source, place, digest);
  const asic = prepareAsic(content, { format: form.format, ...signer, digest });
  if (asic.format === 'xades')
    return { format: 'xades', prepared: asic.prepared, packaging: { packaging: 'detached' }, container: place };
  const container = asic.manifest === undefined ? place : { ...place, manifest: asic.manifest };
  return { format: 'cades', prepared: asic.prepared, container };
}

/** The container as a whole, the document in it octet for octet. */
export async function embedContainer(
  signature: PreparedContainer,
  value: SignatureValue,
  source: DocumentSource,
): Promise<Uint8Array> {
  const { container, prepared } = signature;
  const content = await contentOf(source, container, prepared.digest);
  const parts = embedAsic(asicOf(signature), value, content);
  return joinParts(parts, { files: new Map([[container.fileName, source.read(0, source.size)]]) });
}

function asicOf({ container, ...signature }: PreparedContainer): PreparedAsic {
  const { kind, manifest } = container;
  if (signature.format === 'xades') return { kind, format: 'xades', prepared: signature.prepared };
  const common = { kind, format: 'cades', prepared: signature.prepared } as const;
  return manifest === undefined ? common : { ...common, manifest };
}

/** The document is read once, for its digest and for what a ZIP file says of it. */
async function contentOf(source: DocumentSource, { kind, fileName, mimeType }: Contained, digest: DigestName) {
  const hash = createHash(digest);
  let crc = 0;
  for await (const piece of source.stream()) {
    hash.update(piece);
    crc = crc32(piece, crc);
  }
  const described = mimeType === undefined ? {} : { mimeType };
  const file = { name: fileName, size: source.size, crc32: crc, digest, value: hash.digest(), ...described };
  return { kind, files: [file] };
}

import { createHash, type Hash } from 'node:crypto';
import {
  listPdfSignatures,
  type PreparedCades,
  type PreparedPades,
  type PreparedXades,
  prepareCades,
  preparePadesFrom,
  prepareXades,
  xadesContentImprint,
} from '@chancery/ades';
import { isMessageScheme, longestMessage } from '@chancery/pki';
import { honest } from './augment/honest-stamp.ts';
import type { Stamp } from './augment/level.ts';
import { type Contained, prepareContainer } from './container.ts';
import { translated, translating } from './format-refusal.ts';
import { type PreparedJws, prepareJws } from './jws.ts';
import { signedOctets } from './require-unchanged.ts';
import { ScaError } from './sca-error.ts';
import type { CadesForm, DocumentSource, PadesForm, SignatureForm, Signer, XadesForm } from './signature-form.ts';
import { type XmlPackaging, xmlContent } from './xml-content.ts';

/** What embedding needs, by format. */
export type PreparedSignature =
  | { readonly format: 'pades'; readonly prepared: PreparedPades }
  | { readonly format: 'cades'; readonly prepared: PreparedCades; readonly container?: Contained }
  | {
      readonly format: 'xades';
      readonly prepared: PreparedXades;
      readonly packaging: XmlPackaging;
      readonly container?: Contained;
    }
  | PreparedJws;

/** One document frozen for its signature: what it was, and all that embedding needs. */
export interface PreparedDocument {
  readonly originalSize: number;
  /** SHA-256 of the document as it came. */
  readonly docSha256: Uint8Array;
  readonly signature: PreparedSignature;
}

/**
 * Signature creation, first half (EN 419 241-1; TS 119 431-2): a document in, DTBS/R out. From here on nothing is computed
 * again; see `embedDocument` for the second half. `stamp` is asked where the form wants a content time-stamp. Throws ScaError.
 */
export async function prepareDocument(
  source: DocumentSource,
  form: SignatureForm,
  signer: Signer,
  stamp: Stamp = nobody,
): Promise<PreparedDocument> {
  const sha256 = createHash('sha256');
  const seen = observed(source, sha256);
  const signature = await translating(() => preparedSignature(seen, form, { ...signer, stamp: honest(stamp) }));
  if (isMessageScheme(signer.scheme) && signedOctets(signature, source).length > longestMessage)
    throw new ScaError('not-signable', 'what is signed is longer than a key of this kind takes');
  return { originalSize: source.size, docSha256: sha256.digest(), signature };
}

const nobody: Stamp = async () => {
  throw new Error('nobody was named who gives time-stamps');
};

interface Creation extends Signer {
  readonly stamp: Stamp;
}

/** The document is read once: whoever digests it for the signature does so for its own name, too. */
function observed(source: DocumentSource, hash: Hash): DocumentSource {
  return {
    ...source,
    stream: async function* () {
      for await (const piece of source.stream()) {
        hash.update(piece);
        yield piece;
      }
    },
  };
}

function preparedSignature(source: DocumentSource, form: SignatureForm, by: Creation): Promise<PreparedSignature> {
  if (form.format === 'pades') return preparePdf(source, form, by);
  if ('container' in form) return prepareContainer(source, form, by);
  if (form.format === 'jades') return prepareJws(source, form, by);
  return form.format === 'cades' ? prepareCms(source, form, by) : prepareXml(source, form, by);
}

async function preparePdf(
  source: DocumentSource,
  form: PadesForm,
  { stamp: _, ...signer }: Creation,
): Promise<PreparedSignature> {
  const options = { ...form, ...signer, digest: signer.scheme.digest };
  return { format: 'pades', prepared: await preparePadesFrom(source, options) };
}

/** Of an attached document the digest is that of a detached one (RFC 5652, 5.4): the octets come with embedding. */
async function prepareCms(source: DocumentSource, form: CadesForm, by: Creation): Promise<PreparedSignature> {
  const { stamp, ...signer } = by;
  const { digest } = signer.scheme;
  const content = { digest, value: await digestOf(source, createHash(digest)) };
  const stamped = form.contentTimeStamp ? { contentTimeStamps: [await stamp(content.value, digest)] } : {};
  const prepared = prepareCades({ packaging: 'detached', content }, { ...form, ...signer, digest, ...stamped });
  return { format: 'cades', prepared: { ...prepared, packaging: form.packaging } };
}

async function prepareXml(source: DocumentSource, form: XadesForm, by: Creation): Promise<PreparedSignature> {
  const { stamp, ...signer } = by;
  const { packaging, fileName, mimeType } = form;
  const { digest } = signer.scheme;
  const named = { packaging, ...(fileName ? { fileName } : {}), ...(mimeType ? { mimeType } : {}) };
  const content = await xmlContent(source, named, digest, (one) => digestOf(one, createHash(digest)));
  const options = { ...form, ...signer, digest };
  const imprint = () => xadesContentImprint(content, options, digest);
  const stamped = form.contentTimeStamp ? { contentTimeStamps: [await stamp(imprint(), digest)] } : {};
  return { format: 'xades', prepared: prepareXades(content, { ...options, ...stamped }), packaging: named };
}

export async function digestOf(source: DocumentSource, hash: Hash): Promise<Uint8Array> {
  for await (const piece of source.stream()) hash.update(piece);
  return hash.digest();
}

/** Refuses early what could never be signed in this format, before anybody is asked. Throws ScaError. */
export function requireReadable(source: DocumentSource, form: SignatureForm): void {
  if (form.format !== 'pades') return;
  const { password } = form;
  translated(() => listPdfSignatures(source, password === undefined ? {} : { password }));
}

/** Whether a PDF has a signature already, of whatever kind: then it takes no certification (ISO 32000-2, 12.8.2.2). Throws ScaError. */
export function isSignedPdf(source: DocumentSource): boolean {
  return translated(() => listPdfSignatures(source)).length > 0;
}

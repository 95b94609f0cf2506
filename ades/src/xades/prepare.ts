import { type DigestName, digestOf, PkiError } from '@chancery/pki';
import { isSignature, type Place, type PreparedSignature, parseXml, prepareSignature } from '@chancery/xmldsig';
import { AdesError } from '../error.ts';
import { originalsOf, requireContent, type XadesContent } from './content.ts';
import { contentImprint, requireContentTimeStamps } from './content-time-stamp.ts';
import { holdingReferences, requireStillHolding } from './earlier-signatures.ts';
import { requireTexts, requireXadesOptions, type XadesOptions } from './options.ts';
import type { PreparedXades } from './prepared.ts';
import { readingXml } from './reading-xml.ts';
import { signatureId, signatureRequest } from './request.ts';

/**
 * Step 1 of a XAdES baseline B signature (EN 319 132-1, 6.3), or of a plain XML signature: the signed document in parts, and
 * the octets whose digest is to be signed. No document is changed or kept. Throws AdesError: `not-an-xml`, `unsupported` (a
 * document type among others), `too-complex`, `input`, `time-stamp` when a content time-stamp is over something else, and `locked`
 * when a signature that is there would not hold any more.
 */
export function prepareXades(content: XadesContent, options: XadesOptions): PreparedXades {
  requirePreparable(content, options);
  return readingXml(() => prepare(content, options));
}

/**
 * The digest that a content time-stamp is over (5.2.8.1), by `digest`; the options are those of preparing. Throws AdesError
 * as `prepareXades` does.
 */
export function xadesContentImprint(content: XadesContent, options: XadesOptions, digest: DigestName): Uint8Array {
  requirePreparable(content, options);
  return readingXml(() => contentImprint(content, prepared(content, options).referenced, digest));
}

function requirePreparable(content: XadesContent, options: XadesOptions): void {
  requireXadesOptions(options);
  requireContent(content);
  requireTexts(content.references.flatMap(({ mimeType, description }) => [mimeType, description]));
}

function prepare(content: XadesContent, options: XadesOptions): PreparedXades {
  const { digest, certificates, profile = 'xades', contentTimeStamps = [] } = options;
  const { parts, signedInfo, referenced } = prepared(content, options);
  requireContentTimeStamps(contentTimeStamps, content, referenced);
  return {
    profile,
    digest,
    originals: originalsOf(content).map((one) => digestOf('sha256', one)),
    parts,
    certificateDigest: digestOf(digest, certificates[0]!),
    signedProperties: (profile === 'xades' ? referenced.at(-1) : undefined) ?? new Uint8Array(),
    covered: (content.document === undefined ? undefined : referenced[0]) ?? new Uint8Array(),
    signedInfo,
    dtbsr: digestOf(digest, signedInfo),
  };
}

function prepared(content: XadesContent, options: XadesOptions): PreparedSignature {
  const place = content.document === undefined ? undefined : atEndOf(content.document);
  if (place !== undefined) requireOutside(place, content);
  const earlier = place === undefined ? [] : holdingReferences(place.document);
  const request = readable(() => signatureRequest(signatureId(options, place?.document), content, options));
  const signature = prepareSignature(request, place);
  if (place !== undefined) requireStillHolding(place.document, earlier);
  return signature;
}

function atEndOf(octets: Uint8Array): Place {
  const document = parseXml(octets);
  if (isSignature(document.root)) {
    throw new AdesError('locked', 'the document is a signature itself: another one needs a document of its own');
  }
  return { document, parent: document.root, original: 0 };
}

/** A digest over an element that holds the digest itself can never be right. */
function requireOutside({ document, parent }: Place, { references }: XadesContent): void {
  if (references.every((one) => one.kind !== 'element' || document.ids.get(one.id) !== parent)) return;
  throw new AdesError('input', 'the element would hold its own signature: the document is to be signed');
}

/** A certificate that cannot be read is the caller's mistake. */
function readable<T>(use: () => T): T {
  try {
    return use();
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new AdesError('input', 'the certificate of the signer cannot be read', { cause });
  }
}

import { digestOf, PkiError } from '@chancery/pki';
import { isSignature, type Place, parseXml, prepareSignature } from '@chancery/xmldsig';
import { AdesError } from '../error.ts';
import { originalsOf, requireContent, type XadesContent } from './content.ts';
import { holdingReferences, requireStillHolding } from './earlier-signatures.ts';
import { requireTexts, requireXadesOptions, type XadesOptions } from './options.ts';
import type { PreparedXades } from './prepared.ts';
import { readingXml } from './reading-xml.ts';
import { signatureId, signatureRequest } from './request.ts';

/**
 * Step 1 of a XAdES baseline B signature (EN 319 132-1, 6.3), or of a plain XML signature: the signed document in parts, and
 * the octets whose digest is to be signed. No document is changed or kept. Throws AdesError: `not-an-xml`, `unsupported` (a
 * document type among others), `too-complex`, `input`, and `locked` when a signature that is there would not hold any more.
 */
export function prepareXades(content: XadesContent, options: XadesOptions): PreparedXades {
  requireXadesOptions(options);
  requireContent(content);
  requireTexts(content.references.flatMap(({ mimeType, description }) => [mimeType, description]));
  return readingXml(() => prepare(content, options));
}

function prepare(content: XadesContent, options: XadesOptions): PreparedXades {
  const { digest, certificates, profile = 'xades' } = options;
  const place = content.document === undefined ? undefined : atEndOf(content.document);
  if (place !== undefined) requireOutside(place, content);
  const earlier = place === undefined ? [] : holdingReferences(place.document);
  const request = readable(() => signatureRequest(signatureId(options, place?.document), content, options));
  const { parts, signedInfo, referenced } = prepareSignature(request, place);
  if (place !== undefined) requireStillHolding(place.document, earlier);
  return {
    profile,
    digest,
    originals: originalsOf(content).map((one) => digestOf('sha256', one)),
    parts,
    certificateDigest: digestOf(digest, certificates[0]!),
    signedProperties: (profile === 'xades' ? referenced.at(-1) : undefined) ?? new Uint8Array(),
    covered: (place === undefined ? undefined : referenced[0]) ?? new Uint8Array(),
    signedInfo,
    dtbsr: digestOf(digest, signedInfo),
  };
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

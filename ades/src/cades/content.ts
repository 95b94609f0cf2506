import {
  contentOctets,
  contentTypes,
  type DigestName,
  digestLength,
  digestOf,
  splitContent,
  splitSignedData,
} from '@chancery/pki';
import { AdesError } from '../error.ts';
import { readingCms } from './cms.ts';

/** Content that lies beside the signature: its octets, or only their digest. */
export type DetachedContent =
  | { readonly octets: Uint8Array }
  | { readonly digest: DigestName; readonly value: Uint8Array };

/**
 * What is signed. `attached` stands inside the CMS; of `detached` content the digest is enough; `parallel` is one more
 * signature beside those of an existing CMS, over the same content, which must be given when it is not in it.
 */
export type CadesContent =
  | { readonly packaging: 'attached'; readonly octets: Uint8Array }
  | { readonly packaging: 'detached'; readonly content: DetachedContent }
  | { readonly packaging: 'parallel'; readonly cms: Uint8Array; readonly content?: DetachedContent };

/** The digest that becomes the message-digest. Throws AdesError `input`, `not-a-cms`, `unsupported`. */
export function contentDigest(signed: CadesContent, digest: DigestName): Uint8Array {
  if (signed.packaging === 'attached') return digestOf(digest, signed.octets);
  if (signed.packaging === 'detached') return detachedDigest(signed.content, digest);
  return digestWithin(signed.cms, digest, signed.content);
}

/** Of the content of a CMS, attached or beside it. */
export function digestWithin(cms: Uint8Array, digest: DigestName, beside: DetachedContent | undefined): Uint8Array {
  const { type, content } = readingCms(() => splitContent(splitSignedData(cms).encapContentInfo));
  // EN 319 122-1, 5.1.1: what an AdES signature signs is id-data.
  if (type !== contentTypes.data) throw new AdesError('unsupported', `a CMS over content of type ${type}`);
  if (content)
    return digestOf(
      digest,
      readingCms(() => contentOctets(content)),
    );
  if (!beside) throw new AdesError('input', 'the content of the detached signature is missing');
  return detachedDigest(beside, digest);
}

function detachedDigest(content: DetachedContent, digest: DigestName): Uint8Array {
  if ('octets' in content) return digestOf(digest, content.octets);
  if (content.digest !== digest) throw new AdesError('input', `the digest of the content is ${content.digest}`);
  if (content.value.length === digestLength(digest)) return content.value;
  throw new AdesError('input', `the digest of the content is no ${digest}`);
}

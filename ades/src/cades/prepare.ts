import { digestOf } from '@chancery/pki';
import { AdesError } from '../error.ts';
import { signedCadesAttributes } from './attributes.ts';
import { type CadesContent, contentDigest } from './content.ts';
import { requireOpenSets } from './historic-time-stamp.ts';
import { type CadesOptions, requireCadesOptions } from './options.ts';
import type { PreparedCades } from './prepared.ts';
import { readToken } from './time-stamp-imprint.ts';

/**
 * Step 1 of a CAdES baseline B signature (EN 319 122-1, 6.3): the signed attributes over the content, and the octets whose
 * digest is to be signed. Throws AdesError: `input`, `not-a-cms`, `unsupported`, `locked` when an archive time-stamp of an old
 * kind forbids one more signature, `time-stamp` when a content time-stamp is over something else.
 */
export function prepareCades(content: CadesContent, options: CadesOptions): PreparedCades {
  requireCadesOptions(options);
  if (content.packaging === 'parallel') requireParallel(content.cms, options);
  const { digest } = options;
  const messageDigest = contentDigest(content, digest);
  requireContentTimeStamps(content, options);
  const attributes = signedCadesAttributes(messageDigest, options);
  return {
    packaging: content.packaging,
    digest,
    messageDigest,
    signedAttributes: attributes,
    dtbsr: digestOf(digest, attributes),
  };
}

/** EN 319 122-1, 5.2.4: beside other signatures the kind of content is told by content-hints alone. */
function requireParallel(cms: Uint8Array, { mimeType }: CadesOptions): void {
  if (mimeType !== undefined) throw new AdesError('input', 'a media type in a parallel signature');
  requireOpenSets(cms);
}

function requireContentTimeStamps(content: CadesContent, { contentTimeStamps = [] }: CadesOptions): void {
  for (const token of contentTimeStamps) {
    const { digest, value } = readToken(token).imprint;
    if (!digest || !Buffer.from(value).equals(contentDigest(content, digest)))
      throw new AdesError('time-stamp', 'a content time-stamp is over something else');
  }
}

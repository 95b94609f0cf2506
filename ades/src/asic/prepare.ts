import type { CadesOptions } from '../cades/options.ts';
import { prepareCades } from '../cades/prepare.ts';
import { AdesError } from '../error.ts';
import type { XadesOptions } from '../xades/options.ts';
import { prepareXades } from '../xades/prepare.ts';
import { type AsicContent, kindOf, requireAsicContent } from './content.ts';
import type { PreparedAsic } from './prepared.ts';
import { cadesPlace, xadesPlace } from './signature-place.ts';

export type AsicOptions = ({ readonly format: 'cades' } & CadesOptions) | ({ readonly format: 'xades' } & XadesOptions);

/**
 * Step 1 of a baseline B signature in a container (EN 319 162-1, 5): over the files, or over the manifest that lists them, and
 * the octets whose digest is to be signed. Throws AdesError: `input`, and those of the two formats.
 */
export function prepareAsic(content: AsicContent, options: AsicOptions): PreparedAsic {
  requireAsicContent(content);
  return options.format === 'cades' ? overCms(content, options) : overXml(content, options);
}

function overCms(content: AsicContent, options: CadesOptions): PreparedAsic {
  const place = cadesPlace(content, options.digest);
  const prepared = prepareCades(place.content, options);
  const manifest = place.manifest && { manifest: place.manifest.octets };
  return { kind: kindOf(content), format: 'cades', prepared, ...manifest };
}

function overXml(content: AsicContent, options: XadesOptions): PreparedAsic {
  // EN 319 162-1, 4.3.3.2: XAdES and nothing less.
  if (options.profile === 'xmldsig') throw new AdesError('input', 'a plain XML signature in a container');
  const prepared = prepareXades(xadesPlace(content, options.digest).content, options);
  return { kind: kindOf(content), format: 'xades', prepared };
}

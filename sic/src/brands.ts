/**
 * How the page looks for the people of a group: a logo and colours, as the zone of the SAM configured them. Nothing of it comes from the SSA,
 * which could else put its own words or pictures beside the question. It names the group, as in everything, and chooses among these no more.
 */
import { createHash } from 'node:crypto';
import type { Brand } from '@chancery/look/brand';
import { type BrandColours, brandSheet, lowContrasts } from '@chancery/look/brand-colours';
import type { BuiltFile } from '@chancery/look/built-files';
import { readLogo } from '@chancery/look/logo';

export interface SicBrand {
  /** As the SAM's statements name it. */
  readonly group: string;
  /** A PNG, and what it says for who does not see it. */
  readonly logo?: { readonly png: Uint8Array; readonly text: string };
  readonly colours?: BrandColours;
}

/** Throws Error with one sentence for what people could not see or read. */
export function requireSeen(brands: readonly SicBrand[]): void {
  for (const { group, logo, colours } of brands) {
    const read = logo === undefined ? {} : readLogo(logo.png);
    if ('wrong' in read) throw new Error(`Group ${group}: ${read.wrong}`);
    const [low] = colours === undefined ? [] : lowContrasts(colours);
    if (low === undefined) continue;
    const { scheme, pair, ratio, least } = low;
    throw new Error(`Group ${group}, ${scheme}: ${pair} has a contrast of ${ratio}:1; ${least}:1 is the least.`);
  }
}

export interface WornBrands {
  /** By group: addresses of this host. */
  readonly brands: Readonly<Record<string, Brand>>;
  readonly files: ReadonlyMap<string, BuiltFile>;
}

/** Throws Error as `requireSeen`. */
export function wornBrands(configured: readonly SicBrand[]): WornBrands {
  requireSeen(configured);
  const files = new Map<string, BuiltFile>();
  const lay = (body: Buffer, type: string, ending: string) => {
    const name = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    const forms = new Map([['identity', { body, etag: `"${name}"` }]]);
    files.set(`/brands/${name}.${ending}`, { type, cache: 'public, max-age=31536000, immutable', forms });
    return `/brands/${name}.${ending}`;
  };
  const brands = configured.map(({ group, logo, colours }) => [
    group,
    {
      ...(colours && { sheet: lay(Buffer.from(brandSheet(colours)), 'text/css; charset=utf-8', 'css') }),
      ...(logo && { logo: logoOf(logo, lay) }),
    },
  ]);
  return { brands: Object.fromEntries(brands), files };
}

function logoOf(
  { png, text }: NonNullable<SicBrand['logo']>,
  lay: (body: Buffer, type: string, ending: string) => string,
) {
  const { width, height } = readLogo(png) as { width: number; height: number };
  return { url: lay(Buffer.from(png), 'image/png', 'png'), text, width, height };
}

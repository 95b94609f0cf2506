/** What an operator says of the look of a group, judged when it is saved: what people could not read or see is refused with its reason. */
import { createHash } from 'node:crypto';
import type { Branding } from '@chancery/api';
import { type BrandColours, lowContrasts } from '@chancery/look/brand-colours';
import { readLogo } from '@chancery/look/logo';
import type { ConfigurationRow, StoredBranding } from '@chancery/store';
import { decodeBase64 } from '../api/base64.ts';
import { SsaError } from '../ssa-error.ts';

/** The columns; null where it says nothing. Throws SsaError `invalid_request`. */
export function storedBranding(branding: Branding): { branding: string | null; logo: Uint8Array | null } {
  if (Object.keys(branding).length === 0) return { branding: null, logo: null };
  const { logo, ...others } = branding;
  if (others.colours !== undefined) requireReadable(others.colours);
  const drawn = logo === undefined ? undefined : judgedLogo(logo);
  const kept: StoredBranding = { ...others, ...(drawn && { logo: drawn.kept }) };
  return { branding: JSON.stringify(kept), logo: drawn?.png ?? null };
}

function requireReadable(colours: BrandColours): void {
  const [low] = lowContrasts(colours);
  if (low === undefined) return;
  const { scheme, pair, ratio, least } = low;
  throw new SsaError('invalid_request', `${scheme}: ${pair} has a contrast of ${ratio}:1; ${least}:1 is the least.`);
}

function judgedLogo({ png: encoded, text }: NonNullable<Branding['logo']>) {
  const png = decodeBase64(encoded, 'branding.logo.png');
  const read = readLogo(png);
  if ('wrong' in read) throw new SsaError('invalid_request', read.wrong);
  const digest = createHash('sha256').update(png).digest('base64url');
  return { png, kept: { text, ...read, digest } };
}

/** As it was said. */
export function shownBranding({ branding, logo }: ConfigurationRow<'service_group'>): Branding | undefined {
  if (branding === null) return undefined;
  const { logo: drawn, ...others } = branding;
  const png = Buffer.from(logo ?? []).toString('base64');
  return { ...(others as Omit<Branding, 'logo'>), ...(drawn && { logo: { png, text: drawn.text } }) };
}

/** The stylesheet and the logo of a group, under names that change with them. */
import { brandSheet } from '@chancery/look/brand-colours';
import { findBranding, findLogo } from '@chancery/store';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { versionOf } from './brand.ts';

type Asked = { Params: { group: string; version: string } };

export function brandingRoutes(app: FastifyInstance, deps: SsaDeps): void {
  app.get<Asked>('/branding/:group/:version/colours.css', async ({ params }, reply) => {
    const { colours } = await find(deps, params);
    if (colours === undefined) throw nothing();
    return lasting(reply, 'text/css; charset=utf-8').send(brandSheet(colours));
  });
  app.get<Asked>('/branding/:group/:version/logo.png', async ({ params }, reply) => {
    const { logo } = await find(deps, params);
    const png = logo && (await findLogo(deps.store.db, params.group));
    if (png === undefined) throw nothing();
    return lasting(reply, 'image/png').send(Buffer.from(png));
  });
}

/** `nosniff` goes out with every answer. */
function lasting(reply: FastifyReply, type: string): FastifyReply {
  return reply.type(type).header('cache-control', 'public, max-age=31536000, immutable');
}

async function find({ store }: SsaDeps, { group, version }: Asked['Params']) {
  const branding = await findBranding(store.db, group);
  if (branding === undefined || versionOf(branding) !== version) throw nothing();
  return branding;
}

function nothing(): SsaError {
  return new SsaError('not_found', 'There is nothing at this address.');
}

/** How a service provider comes to be: what an operator does once, over the administration API alone. */
import { readFileSync } from 'node:fs';
import { AdminClient, ChanceryClient } from '@chancery/api/client';
import type { EngineData, Origins } from '../engine-data.ts';

export interface Provider {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly group: string;
  readonly providerId: string;
}

/** Group, identity provider, authorities, service provider and client. */
export async function registerProvider(
  data: EngineData,
  at: Origins,
  name: string,
  redirectUris: string[],
): Promise<Provider> {
  const admin = new AdminClient({ origin: dialled(at.ssa), token: data.secret('admin-token') });
  const group = await admin.groups.create({ name: 'Sandbox' });
  const idpSecret = data.secret('idp-client');
  await admin.idps.create({
    group: group.id,
    issuer: at.idp,
    client_id: 'chancery-ssa',
    client_secret: idpSecret,
    label: 'Sandbox identity provider',
  });
  await admin.cas.create({ group: group.id, type: 'sandbox', url: `${at.ca}/ca`, token: data.secret('ca-token') });
  const root = readFileSync(data.path('root.der')).toString('base64');
  await admin.tsas.create({ group: group.id, url: at.tsa, roots: [root] });
  const provider = await admin.providers.create({ group: group.id, name });
  const client = await admin.clients.create({ provider: provider.id, redirect_uris: redirectUris });
  return { clientId: client.id, clientSecret: client.secret ?? '', group: group.id, providerId: provider.id };
}

export function clientOf(at: Origins, { clientId, clientSecret }: Provider): ChanceryClient {
  return new ChanceryClient({ origin: dialled(at.ssa), clientId, clientSecret });
}

/** Programs dial loopback by its address; only browsers resolve names below localhost. */
function dialled(origin: string): string {
  const url = new URL(origin);
  url.hostname = '127.0.0.1';
  return url.origin;
}

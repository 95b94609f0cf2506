/** What operators make, each as they read it and as it is kept. */
import { createHash } from 'node:crypto';
import type {
  Ca,
  CaChange,
  Client,
  ClientChange,
  Group,
  GroupChange,
  Idp,
  IdpChange,
  Provider,
  ProviderChange,
  Tsa,
  TsaChange,
  Webhook,
  WebhookChange,
} from '@chancery/api';
import type { ConfigurationRow, ConfigurationTable } from '@chancery/store';
import { shownBranding, storedBranding } from '../branding/judged-branding.ts';
import type { SsaDeps } from '../deps.ts';
import { changedWebhook } from '../webhooks/own-webhook.ts';
import { shownWebhook } from '../webhooks/shown.ts';
import { readRoots } from './certificates.ts';
import { metadataOf, shownClient } from './register-client.ts';

export interface Kind<T extends ConfigurationTable, Shown, Change> {
  readonly table: T;
  shown(row: ConfigurationRow<T>): Shown & { readonly id: string };
  /** The columns that are to be; throws SsaError for what cannot be. */
  changed(change: Change, row: ConfigurationRow<T>): Readonly<Record<string, unknown>>;
}

export const groups: Kind<'service_group', Group, GroupChange> = {
  table: 'service_group',
  shown: (row) => {
    const branding = shownBranding(row);
    return { id: row.id, name: row.name, ...(branding === undefined ? {} : { branding }) };
  },
  changed: ({ branding, ...others }) => ({ ...others, ...(branding === undefined ? {} : storedBranding(branding)) }),
};

export const providers: Kind<'service_provider', Provider, ProviderChange> = {
  table: 'service_provider',
  shown: ({ id, group_id: group, name, quota }) => ({ id, group, name, ...(quota === null ? {} : { quota }) }),
  changed: ({ name, quota }) => ({
    ...(name === undefined ? {} : { name }),
    ...(quota === undefined ? {} : { quota: Object.keys(quota).length === 0 ? null : JSON.stringify(quota) }),
  }),
};

export const clients: Kind<'client', Client, ClientChange> = {
  table: 'client',
  shown: ({ client_id, provider_id, metadata }) => shownClient(client_id, provider_id, metadata),
  changed: (change, { client_id, provider_id, metadata }) => {
    const { id: _id, ...present } = shownClient(client_id, provider_id, metadata);
    return { metadata: JSON.stringify({ ...metadata, ...metadataOf({ ...present, ...change }) }) };
  },
};

export const cas: Kind<'ca', Ca, CaChange> = {
  table: 'ca',
  shown: ({ id, group_id: group, type, url }) => ({ id, group, type: type as Ca['type'], url }),
  changed: ({ url, ...others }) => ({ ...others, ...(url === undefined ? {} : { url: url.replace(/\/+$/, '') }) }),
};

export const tsas: Kind<'tsa', Tsa, TsaChange> = {
  table: 'tsa',
  shown: ({ id, group_id: group, url, policy, user_name: user, roots }) => ({
    ...{ id, group, url, roots },
    ...(policy === null ? {} : { policy }),
    ...(user === null ? {} : { user }),
  }),
  changed: ({ credentials, roots, ...others }) => {
    if (roots !== undefined) readRoots(roots);
    const asks = credentials && { user_name: credentials.user, password: credentials.password };
    return { ...others, ...asks, ...(roots === undefined ? {} : { roots: JSON.stringify(roots) }) };
  },
};

export const idps: Kind<'idp', Idp, IdpChange> = {
  table: 'idp',
  shown: ({ group_id: group, issuer, client_id, label, acr }) => ({
    id: idpId(group, issuer),
    ...{ group, issuer, client_id, label },
    ...(acr === null ? {} : { acr }),
  }),
  changed: (change) => change,
};

export function webhooks(deps: Pick<SsaDeps, 'outward' | 'sandbox'>): Kind<'webhook', Webhook, WebhookChange> {
  return { table: 'webhook', shown: shownWebhook, changed: (change) => changedWebhook(deps, change) };
}

/** A group has one of each issuer: they name it. */
export function idpId(group: string, issuer: string): string {
  return createHash('sha256')
    .update(JSON.stringify([group, issuer]))
    .digest('base64url')
    .slice(0, 22);
}

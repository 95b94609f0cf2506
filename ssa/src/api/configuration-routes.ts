/** What operators have made is read, changed and removed; everything else about it is in `admin-routes.ts`. */
import {
  Ca,
  CaChange,
  CaList,
  Client,
  ClientChange,
  ClientList,
  Group,
  GroupChange,
  GroupList,
  Idp,
  IdpChange,
  IdpList,
  idParameter,
  Provider,
  ProviderChange,
  ProviderList,
  Tsa,
  TsaChange,
  TsaList,
  Webhook,
  WebhookChange,
  WebhookList,
} from '@chancery/api';
import {
  type ConfigurationRow,
  type ConfigurationTable,
  changeConfigurationRow,
  configurationRows,
  recordEvent,
  removeConfigurationRow,
} from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { forOperators } from './caller.ts';
import { cas, clients, groups, idps, type Kind, providers, tsas, webhooks } from './configuration-kinds.ts';
import { described } from './operation.ts';

interface Named {
  /** The path below `/admin/v1/`, and what it is called in one and in many. */
  readonly what: string;
  readonly one: string;
  readonly many: string;
  readonly name: string;
}

interface Schemas {
  readonly shown: TSchema;
  readonly list: TSchema;
  readonly change: TSchema;
}

export function configurationRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const kind = <T extends ConfigurationTable, S, C>(kind: Kind<T, S, C>, named: Named, schemas: Schemas) =>
    mount(app, deps, kind, named, schemas);
  kind(groups, called('groups', 'Group', 'a group', 'groups'), { shown: Group, list: GroupList, change: GroupChange });
  kind(providers, called('providers', 'Provider', 'a service provider', 'service providers'), {
    ...{ shown: Provider, list: ProviderList, change: ProviderChange },
  });
  kind(clients, called('clients', 'Client', 'an application', 'applications'), {
    ...{ shown: Client, list: ClientList, change: ClientChange },
  });
  kind(cas, called('cas', 'Ca', 'a certification authority', 'certification authorities'), {
    ...{ shown: Ca, list: CaList, change: CaChange },
  });
  kind(tsas, called('tsas', 'Tsa', 'a time-stamping authority', 'time-stamping authorities'), {
    ...{ shown: Tsa, list: TsaList, change: TsaChange },
  });
  kind(idps, called('idps', 'Idp', 'an identity provider', 'identity providers'), {
    ...{ shown: Idp, list: IdpList, change: IdpChange },
  });
  kind(webhooks(deps), called('webhooks', 'ClientWebhook', 'a webhook', 'webhooks'), {
    ...{ shown: Webhook, list: WebhookList, change: WebhookChange },
  });
}

function called(what: string, name: string, one: string, many: string): Named {
  return { what, name, one, many };
}

function mount<T extends ConfigurationTable, S, C>(
  app: FastifyInstance,
  deps: SsaDeps,
  kind: Kind<T, S, C>,
  { what, one, many, name }: Named,
  { shown, list, change }: Schemas,
): void {
  const [auth, { db }] = [forOperators(deps), deps.store];
  const common = { tag: 'Administration', caller: 'operator' } as const;
  const told = (verb: string, summary: string, description: string) => ({
    ...common,
    id: `${verb}${name}`,
    summary,
    description,
  });
  const path = `/admin/v1/${what}`;
  const all = { ...told('list', `List ${many}`, 'All of them; no secret is among it.'), reply: list };
  app.get(path, { ...auth, ...described(all) }, async () => ({
    items: (await configurationRows(db, kind.table)).map((row) => kind.shown(row)),
  }));
  const read = { ...told('read', `Read ${one}`, 'Without its secrets.'), params: idParameter, reply: shown };
  app.get<One>(`${path}/:id`, { ...auth, ...described(read) }, async ({ params }) =>
    kind.shown(await find(deps, kind, params.id)),
  );
  const changing = {
    ...told('change', `Change ${one}`, 'What is not named stays as it is; it works from the next request on.'),
    ...{ params: idParameter, body: change, reply: shown, refuses: ['conflict'] as const },
  };
  app.patch<One>(`${path}/:id`, { ...auth, ...described(changing) }, async ({ params, body }) => {
    const row = await find(deps, kind, params.id);
    await changeConfigurationRow(db, kind.table, row, kind.changed(body as C, row) as never);
    await note(deps, 'admin.changed', what, params.id);
    return kind.shown(await find(deps, kind, params.id));
  });
  const removing = {
    ...told('remove', `Remove ${one}`, 'Refused while something belongs to it.'),
    ...({ params: idParameter, reply: null, status: 204, refuses: ['conflict'] } as const),
  };
  app.delete<One>(`${path}/:id`, { ...auth, ...described(removing) }, async ({ params }, reply) => {
    const row = await find(deps, kind, params.id);
    await removeConfigurationRow(db, kind.table, row).catch(refuseUsed);
    await note(deps, 'admin.removed', what, params.id);
    return reply.code(204).send();
  });
}

interface One {
  readonly Params: { readonly id: string };
}

async function find<T extends ConfigurationTable, S, C>(
  { store }: SsaDeps,
  kind: Kind<T, S, C>,
  id: string,
): Promise<ConfigurationRow<T>> {
  const found = (await configurationRows(store.db, kind.table)).find((row) => kind.shown(row).id === id);
  if (found === undefined) throw new SsaError('not_found', 'There is nothing of this id.');
  return found;
}

function note(
  { store, clock }: SsaDeps,
  event: 'admin.changed' | 'admin.removed',
  what: string,
  id: string,
): Promise<void> {
  return recordEvent(store.db, { kind: event, at: clock(), detail: { what, id } });
}

/** SQLSTATE 23503 */
function refuseUsed(cause: unknown): never {
  if ((cause as { code?: unknown }).code !== '23503') throw cause;
  throw new SsaError('conflict', 'Something belongs to it still: remove that first.', { cause });
}

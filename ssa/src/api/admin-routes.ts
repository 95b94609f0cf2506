import {
  Ca,
  Client,
  Group,
  Idp,
  NewCa,
  NewClient,
  NewClientWebhook,
  NewGroup,
  NewIdp,
  NewProvider,
  NewTsa,
  Provider,
  Tsa,
  Webhook,
} from '@chancery/api';
import { createCa, createGroup, createIdp, createProvider, createTsa, recordEvent } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import { storedBranding } from '../branding/judged-branding.ts';
import type { SsaDeps } from '../deps.ts';
import { requireUsableTsa } from '../levels/augmentation.ts';
import { newId } from '../random.ts';
import { SsaError } from '../ssa-error.ts';
import { makeWebhook } from '../webhooks/own-webhook.ts';
import { forOperators } from './caller.ts';
import { readRoots } from './certificates.ts';
import { idpId } from './configuration-kinds.ts';
import { described, type Operation } from './operation.ts';
import { registerClient } from './register-client.ts';

const common = { tag: 'Administration', caller: 'operator' } as const;

type Creation = Pick<Operation, 'id' | 'summary' | 'description' | 'body' | 'reply'>;

const creations = {
  group: {
    id: 'createGroup',
    summary: 'Create a group',
    description: 'The first thing there is: everything else names its group.',
    body: NewGroup,
    reply: Group,
  },
  provider: {
    id: 'createProvider',
    summary: 'Create a service provider',
    description: 'Whose name people read when they are asked to sign.',
    body: NewProvider,
    reply: Provider,
  },
  client: {
    id: 'createClient',
    summary: 'Register an application',
    description: 'Its secret is in this answer and nowhere else.',
    body: NewClient,
    reply: Client,
  },
  ca: {
    id: 'connectCa',
    summary: 'Connect a certification authority',
    description: 'It certifies the keys of the people whom the service providers of the group ask to sign.',
    body: NewCa,
    reply: Ca,
  },
  tsa: {
    id: 'connectTsa',
    summary: 'Connect a time-stamping authority',
    description: 'It gives time to the signatures of the group, and to whoever of the group asks for time-stamps.',
    body: NewTsa,
    reply: Tsa,
  },
  idp: {
    id: 'connectIdp',
    summary: 'Connect an identity provider',
    description: 'People of the group log in there. A login is a session, never an approval.',
    body: NewIdp,
    reply: Idp,
  },
  webhook: {
    id: 'createClientWebhook',
    summary: 'Register a webhook of an application',
    description: 'As the application may itself; its secret is in this answer and nowhere else.',
    body: NewClientWebhook,
    reply: Webhook,
  },
} as const satisfies Record<string, Creation>;

/** Groups, service providers, their clients, and the identity providers and authorities of a group. */
export function adminRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const auth = forOperators(deps);
  const create = <T>(what: string, operation: Creation, act: (body: T) => Promise<object>) =>
    app.post(
      `/admin/v1/${what}`,
      { ...auth, ...described({ ...common, status: 201, refuses: ['conflict'], ...operation }) },
      async (request, reply) => {
        reply.code(201).header('cache-control', 'no-store');
        const made = await act(request.body as T).catch(refuseUnknown);
        await recordEvent(deps.store.db, { kind: 'admin.created', at: deps.clock(), detail: { what, ...named(made) } });
        return made;
      },
    );
  create<NewGroup>('groups', creations.group, (body) => group(deps, body));
  create<NewProvider>('providers', creations.provider, (body) => provider(deps, body));
  create<NewClient>('clients', creations.client, (body) => registerClient(deps, body));
  create<NewCa>('cas', creations.ca, (body) => ca(deps, body));
  create<NewTsa>('tsas', creations.tsa, (body) => tsa(deps, body));
  create<NewIdp>('idps', creations.idp, (body) => idp(deps, body));
  create<NewClientWebhook>('webhooks', creations.webhook, (body) => makeWebhook(deps, body));
}

async function group({ store, clock }: SsaDeps, { name, branding = {} }: NewGroup): Promise<Group> {
  const made = { id: newId(clock()), name, ...storedBranding(branding) };
  await createGroup(store.db, made);
  return { id: made.id, name, ...(made.branding === null ? {} : { branding }) };
}

async function provider({ store, clock }: SsaDeps, { group, name, quota }: NewProvider): Promise<Provider> {
  const id = newId(clock());
  const most = quota === undefined ? {} : { quota: JSON.stringify(quota) };
  await createProvider(store.db, { id, group_id: group, name, ...most });
  return { id, group, name, ...(quota === undefined ? {} : { quota }) };
}

async function ca({ store, clock }: SsaDeps, { group, type, url, token }: NewCa): Promise<Ca> {
  const id = newId(clock());
  await createCa(store.db, { id, group_id: group, type, url: url.replace(/\/+$/, ''), token });
  return { id, group, type, url };
}

async function tsa(deps: SsaDeps, { group, url, policy, credentials, roots }: NewTsa): Promise<Tsa> {
  const id = newId(deps.clock());
  readRoots(roots);
  const asks = { user_name: credentials?.user ?? null, password: credentials?.password ?? null };
  const made = { id, group_id: group, url, policy: policy ?? null, ...asks, roots };
  await requireUsableTsa(deps, made);
  await createTsa(deps.store.db, made);
  const asking = credentials === undefined ? {} : { user: credentials.user };
  return { id, group, url, roots, ...asking, ...(policy === undefined ? {} : { policy }) };
}

async function idp({ store }: SsaDeps, wanted: NewIdp): Promise<Idp> {
  const { group, issuer, client_id, client_secret = null, label, acr = null } = wanted;
  await createIdp(store.db, { group_id: group, issuer, client_id, client_secret, label, acr });
  return { id: idpId(group, issuer), group, issuer, client_id, label, ...(acr === null ? {} : { acr }) };
}

/** SQLSTATE class 23: what the row refers to does not exist, or the row itself exists already. */
function refuseUnknown(cause: unknown): never {
  const { code } = cause as { code?: unknown };
  if (code === '23503') throw new SsaError('invalid_request', 'The group or provider named does not exist.', { cause });
  if (code === '23505') throw new SsaError('conflict', 'There is one already.', { cause });
  throw cause;
}

/** What an event may keep of a new row: its names, never a secret. */
function named(made: object): Record<string, unknown> {
  const { id, group, issuer } = made as Readonly<Record<string, unknown>>;
  return { id, group, issuer };
}

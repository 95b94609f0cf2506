/** Secrets of applications change while they work: a new one beside the old, and keys that are as good as tokens. */
import { randomBytes } from 'node:crypto';
import { ApiKey, ApiKeyList, ApiKeyParameters, idParameter, NewApiKey, NewSecret, Secret } from '@chancery/api';
import {
  apiKeysOf,
  changeConfigurationRow,
  configurationRows,
  recordEvent,
  removeApiKey,
  type StoredApiKey,
  saveApiKey,
  secretDigest,
} from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { newId } from '../random.ts';
import { SsaError } from '../ssa-error.ts';
import { forOperators } from './caller.ts';
import { described } from './operation.ts';
import { newSecret } from './register-client.ts';

interface One {
  readonly Params: { readonly id: string };
}
interface OneKey {
  readonly Params: { readonly id: string; readonly key: string };
}

const common = { tag: 'Administration', caller: 'operator', params: idParameter } as const;

const operations = {
  secret: {
    ...common,
    id: 'rotateSecret',
    summary: 'Give an application a new secret',
    description:
      'The one before is good for a while, so that nothing stands still: change it where it is used, then let it end.',
    body: NewSecret,
    status: 201,
    reply: Secret,
    refuses: ['conflict'],
  },
  create: {
    ...common,
    id: 'createApiKey',
    summary: 'Make an API key',
    description: 'For an application that does not speak OAuth. The key is in this answer and nowhere else.',
    body: NewApiKey,
    status: 201,
    reply: ApiKey,
    refuses: ['conflict'],
  },
  list: {
    ...common,
    id: 'listApiKeys',
    summary: 'List the API keys of an application',
    description: 'Without what is secret.',
    reply: ApiKeyList,
  },
  remove: {
    ...common,
    id: 'removeApiKey',
    summary: 'End an API key',
    description: 'From the next request on.',
    params: ApiKeyParameters,
    status: 204,
    reply: null,
  },
} as const;

export function secretRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const [auth, at] = [forOperators(deps), '/admin/v1/clients/:id'];
  const { db } = deps.store;
  app.post<One & { Body: NewSecret }>(
    `${at}/secrets`,
    { ...auth, ...described(operations.secret) },
    async (request, reply) => {
      reply.code(201).header('cache-control', 'no-store');
      return rotate(deps, request.params.id, request.body);
    },
  );
  app.post<One & { Body: NewApiKey }>(
    `${at}/keys`,
    { ...auth, ...described(operations.create) },
    async (request, reply) => {
      reply.code(201).header('cache-control', 'no-store');
      return createKey(deps, request.params.id, request.body);
    },
  );
  app.get<One>(`${at}/keys`, { ...auth, ...described(operations.list) }, async ({ params: { id } }) => {
    await clientRow(deps, id);
    return { keys: (await apiKeysOf(db, id)).map(shown) };
  });
  app.delete<OneKey>(`${at}/keys/:key`, { ...auth, ...described(operations.remove) }, async ({ params }, reply) => {
    if (!(await removeApiKey(db, params.id, params.key))) throw new SsaError('not_found', 'There is no such key.');
    await note(deps, 'admin.removed', 'keys', params.key);
    return reply.code(204).send();
  });
}

async function rotate(deps: SsaDeps, id: string, { overlap = 86_400 }: NewSecret): Promise<Secret> {
  const row = await clientRow(deps, id);
  const { client_secret: before } = row.metadata;
  if (before === undefined) throw new SsaError('conflict', 'This application proves who it is without a secret.');
  const secret = newSecret();
  const until = new Date(deps.clock().getTime() + overlap * 1000).toISOString();
  const metadata = { ...row.metadata, client_secret: secretDigest(secret), previous_secret: { digest: before, until } };
  await changeConfigurationRow(deps.store.db, 'client', row, { metadata: JSON.stringify(metadata) });
  await note(deps, 'admin.changed', 'secrets', id);
  return { secret, previous_until: until };
}

async function createKey(deps: SsaDeps, id: string, { label }: NewApiKey): Promise<ApiKey> {
  const { metadata } = await clientRow(deps, id);
  if (metadata['dpop_bound_access_tokens'] || metadata['tls_client_certificate_bound_access_tokens'])
    throw new SsaError('conflict', 'An API key is anybody’s who has it, and the tokens of this application are not.');
  const key = `ck_${randomBytes(32).toString('base64url')}`;
  const at = deps.clock();
  const made = { uid: newId(at), clientId: id, label, scope: 'service', at: at.toISOString() } as const;
  await saveApiKey(deps.store.db, secretDigest(key), made);
  await note(deps, 'admin.created', 'keys', made.uid);
  return { ...shown(made), key };
}

function shown({ uid, label, at }: StoredApiKey): ApiKey {
  return { id: uid, label, created_at: at };
}

async function clientRow({ store }: SsaDeps, id: string) {
  const row = (await configurationRows(store.db, 'client')).find(({ client_id }) => client_id === id);
  if (row === undefined) throw new SsaError('not_found', 'There is no such application.');
  return row;
}

function note(
  { store, clock }: SsaDeps,
  kind: 'admin.created' | 'admin.changed' | 'admin.removed',
  what: string,
  id: string,
) {
  return recordEvent(store.db, { kind, at: clock(), detail: { what, id } });
}

/** Where `oidc-provider` keeps its artifacts: the store. Clients come from the configuration of the service providers. */
import {
  type Client,
  consumeArtifact,
  destroyArtifact,
  endGrantOf,
  findArtifact,
  findClients,
  findTokenOfGrant,
  Gathered,
  type NewArtifact,
  revokeGrant,
  type Store,
  StoreError,
  saveArtifact,
  saveNewArtifacts,
} from '@chancery/store';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { tokenDigest } from './token-digest.ts';

export function adapterOver(store: Store): (model: string) => Adapter {
  const { db } = store;
  const clients = new Gathered<string, Client>(String, (ids) => findClients(db, ids));
  const save = saving(store);
  return (model) => ({
    upsert: (id, payload, lifetime) =>
      save(model, keptId(model, id), kept(model, payload), keptFor(model, lifetime)).catch(refuseText),
    find: (id) => (model === 'Client' ? clients.get(id).then(metadataOf) : read(store, model, id)).catch(refuseText),
    findByUid: async (uid) => payloadOf(await findArtifact(db, model, 'uid', uid)),
    findByUserCode: async () => undefined,
    // The provider reads before it consumes; only this statement decides.
    consume: async (id) => {
      if (await consumeArtifact(db, model, keptId(model, id))) return;
      throw model === pushed ? requestIsOver() : await usedAgain(store, model, id);
    },
    destroy: (id) => destroyArtifact(db, model, keptId(model, id)),
    revokeByGrantId: (grant) => revokeGrant(db, grant),
  });
}

// RFC 6749, 4.1.2 and RFC 9700, 4.14.2: a code or a refresh token that comes a second time has been copied, and nobody knows
// by whom. What the first one got ends, also where both came at once.
async function usedAgain({ db }: Store, model: string, id: string) {
  await endGrantOf(db, model, keptId(model, id));
  return new errors.InvalidGrant('already used');
}

type Save = (
  ...artifact: Parameters<typeof saveArtifact> extends [unknown, ...infer Rest] ? Rest : never
) => Promise<void>;

/** Tokens are made once and never changed: those that are made at once are saved by one statement. */
function saving({ db }: Store): Save {
  const tokens = new Gathered<NewArtifact, undefined>(
    ({ id }) => id,
    async (made) => {
      await saveNewArtifacts(db, made);
      return new Map();
    },
  );
  return async (model, id, payload, lifetime) => {
    const isNew = (model === 'ClientCredentials' || model === 'AccessToken') && lifetime !== undefined;
    if (isNew) await tokens.get({ model, id, payload, lifetime });
    else await saveArtifact(db, model, id, payload, lifetime);
  };
}

/** A parameter that no database keeps (U+0000) is the mistake of who sent it. */
function refuseText(error: unknown): never {
  if (!(error instanceof StoreError && error.code === 'text')) throw error;
  throw new errors.InvalidRequest('a parameter has a character that is none');
}

const pushed = 'PushedAuthorizationRequest';
// Whoever reads the database must not be able to use what he reads: of a bearer token only the digest is kept.
const bearers: ReadonlySet<string> = new Set([
  'AccessToken',
  'AuthorizationCode',
  'ClientCredentials',
  'RefreshToken',
  pushed,
]);

// RFC 9126, 4: a pushed request leads to one code, also where several interactions began with it in its minute. The provider
// looks again when one of them ends, so it is kept until they all have ended; what is gone then is refused, not passed over.
const interactions = 3 * 3600;

function keptFor(model: string, lifetime: number | undefined): number | undefined {
  return model === pushed && lifetime !== undefined ? lifetime + interactions : lifetime;
}

function requestIsOver() {
  return new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used');
}

function keptId(model: string, id: string): string {
  return bearers.has(model) ? tokenDigest(id) : id;
}

function kept(model: string, payload: AdapterPayload): Record<string, unknown> {
  const { jti, ...rest } = payload;
  return bearers.has(model) ? rest : { jti, ...rest };
}

/** Beside the secret the one before, as long as it is good. */
function metadataOf(client: Client | undefined): AdapterPayload | undefined {
  const { previous_secret: before, ...metadata } = client?.metadata ?? {};
  const { digest, until } = (before ?? {}) as { readonly digest?: string; readonly until?: string };
  if (digest === undefined || until === undefined || new Date(until) <= new Date()) return client && metadata;
  return { ...metadata, client_secret: `${metadata['client_secret']} ${digest}` };
}

async function read({ db }: Store, model: string, id: string): Promise<AdapterPayload | undefined> {
  const kept = keptId(model, id);
  const token = model === 'AccessToken';
  const payload = payloadOf(await (token ? findTokenOfGrant(db, model, kept) : findArtifact(db, model, 'id', kept)));
  if (!payload && model === pushed) throw requestIsOver();
  return payload && { ...payload, ...(bearers.has(model) ? { jti: id } : {}) };
}

function payloadOf(found: Awaited<ReturnType<typeof findArtifact>>): AdapterPayload | undefined {
  if (!found?.consumedAt) return found?.payload;
  return { ...found.payload, consumed: Math.floor(found.consumedAt.getTime() / 1000) };
}

/** Where `oidc-provider` keeps its artifacts: the store. Clients come from the configuration of the service providers. */
import {
  consumeArtifact,
  destroyArtifact,
  findArtifact,
  findClient,
  revokeGrant,
  type Store,
  saveArtifact,
} from '@chancery/store';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';

export function adapterOver(store: Store): (model: string) => Adapter {
  const { db } = store;
  return (model) => ({
    upsert: (id, payload, lifetime) => saveArtifact(db, model, id, { ...payload }, lifetime),
    find: (id) => (model === 'Client' ? client(store, id) : read(store, model, 'id', id)),
    findByUid: (uid) => read(store, model, 'uid', uid),
    findByUserCode: async () => undefined,
    // RFC 6749 4.1.2: a code is used once. The provider reads before it consumes; only this statement decides.
    consume: async (id) => {
      if (!(await consumeArtifact(db, model, id))) throw new errors.InvalidGrant('already used');
    },
    destroy: (id) => destroyArtifact(db, model, id),
    revokeByGrantId: (grant) => revokeGrant(db, grant),
  });
}

async function client({ db }: Store, id: string): Promise<AdapterPayload | undefined> {
  return (await findClient(db, id))?.metadata;
}

async function read(
  { db }: Store,
  model: string,
  by: 'id' | 'uid',
  value: string,
): Promise<AdapterPayload | undefined> {
  const found = await findArtifact(db, model, by, value);
  if (!found) return undefined;
  const consumed = found.consumedAt ? { consumed: Math.floor(found.consumedAt.getTime() / 1000) } : {};
  return { ...found.payload, ...consumed };
}

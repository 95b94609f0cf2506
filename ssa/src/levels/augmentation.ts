import type { NewSignatureRequest } from '@chancery/api';
import {
  ConnectorError,
  type Outward,
  openTimeStamping,
  type TimeStamping,
  type TsaConfiguration,
} from '@chancery/connectors/tsa';
import type { Certificate } from '@chancery/pki';
import type { Augmentation, Stamp } from '@chancery/sca';
import { findClient, findTsas, type Tsa } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';

export type Levels = Pick<Augmentation, 'level' | 'whenUnavailable'>;

/** How signatures of this group get their time and their evidence. Throws SsaError `conflict` when nobody gives it time. */
export async function augmentationFor(
  deps: SsaDeps,
  group: string,
  levels: Levels,
  anchors: readonly Certificate[],
): Promise<Augmentation> {
  return { ...levels, stamp: await stampOf(deps, group), sources: deps.revocation, anchors, clock: deps.clock };
}

type Stamping = Pick<SsaDeps, 'store' | 'outward'>;

/** Throws SsaError `conflict` when nobody gives time to this group. */
export async function stampOf(deps: Stamping, group: string): Promise<Stamp> {
  const { stamp } = await timeStampingOf(deps, group);
  return async (imprint, digest) => (await stamp(imprint, digest)).token;
}

/** Before anybody is asked to sign. Throws SsaError `conflict` when a time-stamp is wanted that nobody gives. */
export async function requireTimeStamping(deps: SsaDeps, client: string, wanted: NewSignatureRequest): Promise<void> {
  const { level = 'B-B', documents } = wanted;
  const stated = documents.some(
    ({ signature: form }) => form && 'content_time_stamp' in form && form.content_time_stamp,
  );
  if (level === 'B-B' && !stated) return;
  await timeStampingOf(deps, (await findClient(deps.store.db, client))?.group ?? '');
}

/** The authorities of a group, in the order they were connected in. */
export async function timeStampingOf(deps: Stamping, group: string): Promise<TimeStamping> {
  const connected = await findTsas(deps.store.db, group);
  if (connected.length === 0) throw new SsaError('conflict', 'No time-stamping authority is connected for this group.');
  return kept(deps.outward, connected.map(configurationOf));
}

/** Throws SsaError `invalid_request` for an authority no connector could ask. */
export async function requireUsableTsa({ outward }: SsaDeps, tsa: Tsa): Promise<void> {
  try {
    await openTimeStamping([configurationOf(tsa)], outward);
  } catch (cause) {
    if (!(cause instanceof ConnectorError)) throw cause;
    throw new SsaError('invalid_request', `The authority cannot be connected: ${cause.message}.`, { cause });
  }
}

function configurationOf({ url, policy, user_name: user, password, roots }: Tsa) {
  return {
    type: 'http' as const,
    url,
    roots: roots.map((root) => new Uint8Array(Buffer.from(root, 'base64'))),
    ...(policy === null ? {} : { policy }),
    ...(user === null || password === null ? {} : { credentials: { user, password } }),
  };
}

const open = new WeakMap<Outward, Map<string, Promise<TimeStamping>>>();

/** An authority that does not answer is remembered, so the connectors live as long as their configuration. */
function kept(outward: Outward, configured: readonly TsaConfiguration[]): Promise<TimeStamping> {
  const known = open.get(outward) ?? new Map<string, Promise<TimeStamping>>();
  open.set(outward, known);
  const key = JSON.stringify(configured, (_name, value) => (value instanceof Uint8Array ? [...value] : value));
  const found = known.get(key) ?? openTimeStamping(configured, outward);
  known.set(key, found);
  return found;
}

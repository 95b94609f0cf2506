import type { Json } from '../../client/index.ts';
import { checkConfig } from '../config.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { everyOther } from '../trust/policy.ts';
import { dropTrust, putTrust, sealed, type TrustKind, trustIn } from '../trust/trust.ts';
import type { OperationEffect } from './operation-kind.ts';

type Entry = { readonly kind: TrustKind; readonly data: { readonly [name: string]: Json | undefined } };

/** What of its data names an entry. */
const nameIn: Readonly<Record<TrustKind, string>> = {
  idp: 'issuer',
  organization: 'id',
  policy: 'group',
  tsa: 'id',
};

/** Whom the SAM trusts, and how far: what the configuration says at the first start is changed by officers from then on. */
export async function setTrusted(sam: Sam, { kind, data }: Entry): Promise<OperationEffect> {
  const id = data[nameIn[kind]];
  if (typeof id !== 'string' || id === '') return refuse('invalid', `${nameIn[kind]} is missing`);
  await requireMeaning(sam, { kind, id, data });
  const row = await sealed(sam.module, kind, id, data);
  return (trx) => putTrust(trx, row);
}

export async function removeTrusted(
  sam: Sam,
  { kind, id }: { readonly kind: TrustKind; readonly id: string },
): Promise<OperationEffect> {
  if (kind === 'policy' && id === everyOther) refuse('policy', 'the policy of every other group is always there');
  await requireMeaning(sam, { kind, id });
  return (trx) => dropTrust(trx, kind, id);
}

/** The kill switch of one organisation's seals. */
export async function stopOrganization(sam: Sam, { id }: { readonly id: string }): Promise<OperationEffect> {
  return setTrusted(sam, { kind: 'organization', data: { ...(await organizationOf(sam, id)), stopped: true } });
}

export async function resumeOrganization(sam: Sam, { id }: { readonly id: string }): Promise<OperationEffect> {
  const { stopped: _, ...organization } = await organizationOf(sam, id);
  return setTrusted(sam, { kind: 'organization', data: organization });
}

async function organizationOf(sam: Sam, id: string): Promise<Entry['data']> {
  const found = (await trustIn(sam.db, sam.module)).find((row) => row.kind === 'organization' && row.id === id);
  if (found === undefined) return refuse('not_found', 'no such organization');
  return JSON.parse(found.data) as Entry['data'];
}

/** All that would be trusted then must mean something, by the same checks that a configuration passes. Refuses with `invalid`. */
async function requireMeaning(
  sam: Sam,
  change: { readonly kind: TrustKind; readonly id: string; readonly data?: object },
): Promise<void> {
  const others = (await trustIn(sam.db, sam.module)).filter(({ kind, id }) => kind !== change.kind || id !== change.id);
  const entries = others.map(({ kind, data }) => ({ kind, data: JSON.parse(data) as object }));
  if (change.data !== undefined) entries.push({ kind: change.kind, data: change.data });
  const of = (kind: TrustKind) => entries.filter((entry) => entry.kind === kind).map(({ data }) => data);
  const [organizations, policies, tsas] = [of('organization'), of('policy'), of('tsa')];
  const trust = { idps: of('idp'), organizations, policies, tsas } as never;
  try {
    checkConfig({ ...sam.config, trust });
  } catch (cause) {
    refuse('invalid', `it would mean nothing: ${(cause as Error).message}`, cause);
  }
}

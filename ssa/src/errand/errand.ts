import { createErrand, type Errand, findErrand, type NewErrand, recordEvent } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { newId, randomToken } from '../random.ts';
import { errandNames } from './errand-kind.ts';

/** What a signer is asked to do outside of a signature. */
export interface Start {
  readonly kind: Errand['kind'];
  readonly account: string;
  readonly client: string;
  /** Where the browser goes afterwards: an address of the application. */
  readonly returnUrl: string | null;
  /** Or a signature that waits for it; it has at most one errand of each kind. */
  readonly request?: { readonly id: string; readonly expiresAt: Date };
  /** Or an authorization request over OAuth, of this id. */
  readonly interaction?: string;
}

const days = 86_400_000;
const lifetime = 7 * days;
const hour = 3_600_000;

/** `ask` opens the challenge right away (for what must not be stored); without it the first visit does. */
export async function startErrand(
  deps: Pick<SsaDeps, 'store' | 'clock'>,
  start: Start,
  parameters: Readonly<Record<string, unknown>> = {},
  ask?: (errand: Errand) => Promise<string>,
): Promise<Errand> {
  const now = deps.clock();
  const fresh = newErrand(start, parameters, now, ask !== undefined);
  const open = { state: 'open', credential_id: null, grant_id: null, redeemed_at: null } as const;
  const chal = ask === undefined ? null : await ask({ ...fresh, ...open } as Errand);
  const { created: kind } = errandNames[start.kind];
  const about = { at: now, client: start.client, account: start.account, object: fresh.id };
  await deps.store.db.transaction().execute(async (trx) => {
    if (await createErrand(trx, { ...fresh, chal })) await recordEvent(trx, { kind, ...about });
  });
  return (await findErrand(deps.store.db, start.client, start.kind, fresh.id)) as Errand;
}

function newErrand(start: Start, parameters: Readonly<Record<string, unknown>>, now: Date, asked: boolean): NewErrand {
  const { kind, account, client, returnUrl, request, interaction } = start;
  const until = new Date(now.getTime() + (asked || interaction !== undefined ? hour : lifetime));
  return {
    id: idOf(start) ?? newId(now),
    token: randomToken(),
    kind,
    account_id: account,
    client_id: client,
    parameters: { ...parameters },
    chal: null,
    return_url: returnUrl,
    request_id: request?.id ?? null,
    expires_at: request?.expiresAt ?? until,
  };
}

/** What it is for has at most one of each kind; without that each is its own. */
function idOf({ kind, request, interaction }: Start): string | undefined {
  if (request !== undefined) return `${request.id}.${kind}`;
  return interaction === undefined ? undefined : interactionErrand(interaction, kind);
}

export function interactionErrand(interaction: string, kind: Errand['kind']): string {
  return `oauth.${interaction}.${kind}`;
}

/** What the person opens. */
export function errandUrl(
  { publicOrigin }: Pick<SsaDeps, 'publicOrigin'>,
  { kind, token }: Pick<Errand, 'kind' | 'token'>,
): string {
  return `${publicOrigin}/${errandNames[kind].path}/${token}`;
}

export function stateOf({ state, expires_at }: Errand, now: Date): Errand['state'] | 'expired' {
  return state === 'open' && expires_at <= now ? 'expired' : state;
}

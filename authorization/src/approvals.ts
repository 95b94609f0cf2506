/** What a person decides on the approval page before an application is granted anything: a signature, or the beginning or end of a key. */
import type { Client, Store } from '@chancery/store';
import {
  askAnew,
  beginApproval,
  bindSad,
  outcomeOf,
  type Pace,
  type SignatureApproval,
} from './credential-approval.ts';
import { readCredentialRequest } from './credential-request.ts';
import { type KeyRequest, type KeyScope, keyScopeOf, readKeyRequest } from './key-request.ts';

/** What the scopes of keys need; without it they are not offered. */
export interface KeyApproval {
  /** Undefined when there is no such credential of hers, or no certificate under such a policy. */
  begin(asked: Asking & { readonly request: KeyRequest }): Promise<Begun | undefined>;
  /** What became of it; bound to a grant once, by the call that gets true. */
  outcome(asked: Asked): Promise<Begun | { bind(grant: string): Promise<boolean> }>;
}

interface Asked {
  readonly uid: string;
  readonly account: string;
  readonly client: string;
  readonly scope: KeyScope;
}

/** Where the browser goes, or that she has refused. */
type Begun = { readonly url: string } | 'denied';

export interface Approvals {
  readonly approval?: SignatureApproval;
  readonly keys?: KeyApproval;
}

export interface Asking {
  /** Of the interaction, and where the browser comes to it. */
  readonly uid: string;
  readonly interaction: string;
  readonly account: string;
  readonly client: Client;
}

type Parameters = Readonly<Record<string, unknown>>;

/** The scope that stands for the decision; undefined where this server does not offer it. */
export function scopeOffered(
  { approval, keys }: Approvals,
  parameters: Parameters,
): 'credential' | KeyScope | undefined {
  const key = keyScopeOf(parameters);
  if (key !== undefined) return keys && key;
  return approval && 'credential';
}

/** Where the decision is made; a refusal in the words of OAuth where it cannot be asked for. */
export async function beginning(store: Store, { approval, keys }: Approvals, asking: Asking, parameters: Parameters) {
  const key = keyScopeOf(parameters);
  if (key !== undefined) {
    const request = readKeyRequest(parameters, key);
    const begun = await keys?.begin({ ...asking, request });
    return begun ?? { error: `Invalid parameter ${'credentialID' in request ? 'credentialID' : 'certificatePolicy'}` };
  }
  const request = readCredentialRequest(parameters);
  const url = approval && (await beginApproval(store, approval, { ...asking, request, ...addressesOf(asking) }));
  return url ? { url } : { error: `Invalid parameter ${request.credentialID ? 'credentialID' : 'signatureQualifier'}` };
}

function addressesOf({ interaction }: Asking) {
  return { returnUrl: `${interaction}/approved`, moreUrl: `${interaction}/more-time` };
}

/** Where the same signature is decided on once more; undefined where there is nothing more to decide. */
export async function askingAgain(
  store: Store,
  { approval }: Approvals,
  asking: Asking,
  parameters: Parameters,
  pace: Pace,
): Promise<string | undefined> {
  if (approval === undefined || keyScopeOf(parameters) !== undefined) return undefined;
  const request = readCredentialRequest(parameters);
  return askAnew(store, approval, { ...asking, request, ...addressesOf(asking) }, pace);
}

/** What she decided, as the SAM says; the browser says nothing. */
export async function decided(
  store: Store,
  { approval, keys }: Approvals,
  { uid, params }: { readonly uid: string; readonly params: Parameters },
  account: string,
): Promise<Awaited<ReturnType<KeyApproval['outcome']>> | 'expired'> {
  const scope = keyScopeOf(params);
  const client = String(params['client_id']);
  if (scope !== undefined) return keys ? keys.outcome({ uid, account, client, scope }) : 'denied';
  const outcome = approval ? await outcomeOf(store, approval, uid, account) : ({ kind: 'denied' } as const);
  if (outcome.kind === 'denied' || outcome.kind === 'expired') return outcome.kind;
  return outcome.kind === 'open' ? outcome : { bind: (grant) => bindSad(store, outcome, grant) };
}

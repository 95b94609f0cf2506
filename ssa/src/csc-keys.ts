/** Keys over CSC and OAuth: what a person is asked to approve is an errand, and what comes of it lies under one token that is used once. */
import {
  type Client,
  findAccount,
  findErrand,
  findGrantedErrand,
  grantErrand,
  redeemErrand,
  type Store,
} from '@chancery/store';
import type { CscDeps } from './csc/csc-deps.ts';
import type { SsaDeps } from './deps.ts';
import { type DoomedKey, lastingKeyOf } from './errand/ask-for-deletion.ts';
import { ordinaryKey } from './errand/ask-for-key.ts';
import { errandUrl, interactionErrand, startErrand } from './errand/errand.ts';

type Parts = Pick<SsaDeps, 'store' | 'clock' | 'publicOrigin' | 'onlyScal1'> & {
  /** Under which policies the authorities of this installation issue the certificates of signers. */
  readonly certificatePolicies: readonly string[];
};

/** An authorization request: its id, where the browser comes to it, who is there, and who asks. */
interface Asking {
  readonly uid: string;
  readonly interaction: string;
  readonly account: string;
  readonly client: Pick<Client, 'clientId' | 'group'>;
  readonly request:
    | { readonly scope: 'credential-creation'; readonly certificatePolicy?: string }
    | { readonly scope: 'credential-deletion'; readonly credentialID: string };
}

interface Asked extends Pick<Asking, 'uid' | 'account'> {
  readonly client: string;
  readonly scope: Asking['request']['scope'];
}

type Begun = { readonly url: string } | 'denied';

/** The OAuth server's side: begun on the way to the approval page, bound to a grant when she has approved. */
export function cscKeyApproval(parts: Parts) {
  const { db } = parts.store;
  return {
    /** Undefined when there is no such credential of hers for this group, or no certificate under such a policy. */
    begin: async (asking: Asking): Promise<Begun | undefined> => {
      const { request, account } = asking;
      if (request.scope === 'credential-deletion') return beginDeletion(parts, asking, request.credentialID);
      const { certificatePolicy: policy } = request;
      if (policy !== undefined && !parts.certificatePolicies.includes(policy)) return undefined;
      const enrolled = (await findAccount(db, account))?.signer !== null;
      if (!enrolled) return begun(parts, asking, { kind: 'enrol', returnUrl: asking.interaction });
      const key = { ...ordinaryKey, scal: parts.onlyScal1 ? 1 : 2 };
      return begun(parts, asking, { kind: 'key.create', returnUrl: `${asking.interaction}/approved` }, key);
    },
    outcome: async ({ uid, account, client, scope }: Asked) => {
      const kind = scope === 'credential-creation' ? 'key.create' : 'key.delete';
      const errand = await findErrand(db, client, kind, interactionErrand(uid, kind));
      if (errand?.account_id !== account || errand.state === 'refused') return 'denied' as const;
      if (errand.state === 'open') return { url: errandUrl(parts, errand) };
      return { bind: (grant: string) => grantErrand(db, errand.id, grant) };
    },
  };
}

async function beginDeletion(parts: Parts, asking: Asking, credential: string): Promise<Begun | undefined> {
  const found = await lastingKeyOf(parts.store, asking.client.group, asking.account, credential);
  if (found === undefined || found.status === 'destroyed') return undefined;
  const doomed: DoomedKey = { credential };
  return begun(parts, asking, { kind: 'key.delete', returnUrl: `${asking.interaction}/approved` }, doomed);
}

type Begin = Pick<Parameters<typeof startErrand>[1], 'kind' | 'returnUrl'>;

/** A page that is loaded again finds the errand that was begun; somebody else in the same browser has none there. */
async function begun(parts: Parts, asking: Asking, start: Begin, parameters: Readonly<Record<string, unknown>> = {}) {
  const { uid: interaction, account } = asking;
  const whole = { ...start, interaction, account, client: asking.client.clientId };
  const errand = await startErrand(parts, whole, parameters);
  const denied = errand.account_id !== account || errand.state === 'refused';
  return denied ? 'denied' : { url: errandUrl(parts, errand) };
}

/** The side of CSC: what lies under the grant of a token, for the client and person of the token, once. */
export function cscKeys({ db }: Store, grantOf: (token: string) => Promise<string | undefined>): CscDeps['keys'] {
  const find = async (token: string) => {
    const grant = await grantOf(token);
    const errand = grant === undefined ? undefined : await findGrantedErrand(db, grant);
    return grant === undefined || errand === undefined ? undefined : { grant, errand };
  };
  return {
    approved: async (token, { client, account }) => {
      const { errand } = (await find(token)) ?? {};
      if (errand?.client_id !== client || errand.account_id !== account) return undefined;
      return errand.credential_id ?? undefined;
    },
    redeem: async (token) => {
      const found = await find(token);
      return found !== undefined && redeemErrand(db, found.grant, new Date());
    },
  };
}

/** When the OAuth server must ask a person (OpenID Connect Core 3.1.2.3 and .4), beside what `oidc-provider` checks itself. */
import type { IncomingMessage } from 'node:http';
import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { accountMeant } from './account-token.ts';
import { asksForCredential } from './credential-request.ts';

const { base, Check } = interactionPolicy;

/** `accountOf`: the active account of the browser's session here. */
export function policy(accountOf: (request: IncomingMessage) => Promise<string | undefined>) {
  const prompts = base();
  prompts.get('login')?.checks.add(sameSession(accountOf));
  prompts.get('consent')?.checks.add(freshApproval);
  return prompts;
}

// The OAuth server's own session lives only as long as ours: a person who has logged out, or was suspended, is nobody here; and
// where the application named an account, anybody else is.
function sameSession(accountOf: (request: IncomingMessage) => Promise<string | undefined>) {
  return new Check(
    'chancery_session',
    'End-User authentication is required',
    'login_required',
    async ({ req, oidc }) => {
      const account = await accountOf(req);
      const { accountId } = oidc.session ?? {};
      const same = account !== undefined && account === accountId && account === (accountMeant(oidc.params) ?? account);
      return same ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    },
  );
}

// A signature is approved each time; what was granted earlier never counts.
const freshApproval = new Check(
  'credential',
  'each signature is approved',
  'consent_required',
  (ctx: KoaContextWithOIDC) => {
    const asked = asksForCredential(ctx.oidc.params ?? {});
    const approved = Boolean(ctx.oidc.result?.consent?.grantId);
    return asked && !approved ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
  },
);

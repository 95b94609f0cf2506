/** When the OAuth server must ask a person (OpenID Connect Core 3.1.2.3 and .4), beside what `oidc-provider` checks itself. */
import type { IncomingMessage } from 'node:http';
import type { Session } from '@chancery/store';
import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { accountMeant } from './account-token.ts';
import { classesAsked, satisfies } from './assurance.ts';
import { asksForApproval } from './credential-request.ts';

const { base, Check } = interactionPolicy;

type SessionOf = (request: IncomingMessage) => Promise<Session | undefined>;

/** `sessionOf`: the browser's session here, of an active account. */
export function policy(sessionOf: SessionOf) {
  const prompts = base();
  // The first that is not met is what a request is told that must ask nobody (`prompt=none`).
  prompts.get('login')?.checks.add(classReached);
  prompts.get('login')?.checks.add(sameSession(sessionOf));
  prompts.get('consent')?.checks.add(freshApproval);
  return prompts;
}

// The OAuth server's own session is no more than ours: a person who has logged out, or was suspended, is nobody here; what a login
// before the present one was worth is over; and where the application named an account, anybody else is nobody.
function sameSession(sessionOf: SessionOf) {
  return new Check(
    'chancery_session',
    'End-User authentication is required',
    'login_required',
    async ({ req, oidc }) => {
      const session = await sessionOf(req);
      const meant = session?.account.id === (accountMeant(oidc.params) ?? session?.account.id);
      return meant && isOf(session, oidc.session) ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    },
  );
}

type TheirSession = KoaContextWithOIDC['oidc']['session'];

function isOf(session: Session | undefined, theirs: TheirSession): boolean {
  const sameLogin = theirs?.authTime() === Math.floor((session?.authTime.getTime() ?? 0) / 1000);
  return sameLogin && theirs?.accountId === session?.account.id && theirs?.acr === (session?.acr ?? undefined);
}

// RFC 9470, 5: a class that was asked for is reached by a login, or nothing is granted.
const classReached = new Check(
  'acr_values',
  'the authentication class that was asked for is not reached',
  'unmet_authentication_requirements',
  ({ oidc }: KoaContextWithOIDC) => {
    const reached = satisfies(oidc.session?.acr, classesAsked(oidc.params));
    return reached ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
  },
);

// A signature is approved each time, and so is a key; what was granted earlier never counts.
const freshApproval = new Check(
  'credential',
  'each signature is approved',
  'consent_required',
  (ctx: KoaContextWithOIDC) => {
    const asked = asksForApproval(ctx.oidc.params ?? {});
    const approved = Boolean(ctx.oidc.result?.consent?.grantId);
    return asked && !approved ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
  },
);

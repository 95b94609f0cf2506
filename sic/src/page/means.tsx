/** By what a request is approved on this page: a passkey, or a login that is made for this request. The statement says which count. */
import type { Evidence } from '@chancery/sam/client';
import type { Approving } from './approving.tsx';
import type { Decision, Note } from './decision.ts';
import type { DecisionPanelProps } from './decision-panel.tsx';
import type { Entry } from './entry.ts';
import type { Intent } from './intent.ts';
import { say } from './language.ts';
import { type Login, loginFor } from './login.ts';
import { proveByPasskey } from './passkey.ts';
import type { PhoneMeans } from './phone.tsx';
import type { ApprovalRequest } from './request.ts';
import type { TypedMeans } from './typed.tsx';

/** `login` is still to be made at `provider`; `logged-in` came back from there with what the SAM will judge. */
export type Means =
  | { readonly kind: 'passkey' | 'consent'; readonly gather: () => Promise<readonly Evidence[]> }
  | { readonly kind: 'login'; readonly provider: string; readonly go: () => void }
  | { readonly kind: 'logged-in'; readonly made: MadeLogin; readonly gather: () => Promise<readonly Evidence[]> }
  | TypedMeans
  | PhoneMeans;

/** A login for this request; `name` is for the eye, the SAM judges. */
export interface MadeLogin {
  readonly login: Login;
  readonly provider: string;
  readonly name: string | undefined;
}

/** The decision, where nothing more is asked for. */
const consent: Means = { kind: 'consent', gather: async () => [{ kind: 'consent' }] };

/** What is at hand, the first choice first; none where nothing that counts is at hand. A login that was made comes before all. */
export function meansOf(request: ApprovalRequest, login: Entry['login']): readonly Means[] {
  const { intent, fetched, hash } = request;
  const passkey: Means = {
    kind: 'passkey',
    gather: async () => [await proveByPasskey(fetched.rp.id, fetched.passkeys, hash)],
  };
  const byPasskey = intent.ways.includes('webauthn') && fetched.passkeys.length > 0 ? [passkey] : [];
  if (intent.ways.includes('consent')) return [consent];
  const made = madeLogin(request, login);
  return [...loggedIn(request, made), ...byPasskey, ...(made === undefined ? toLogIn(request) : [])];
}

/** A login that came back, is one to this request, and begins one of its ways; where and as whom it was made. */
export function madeLogin({ intent, fetched, hash }: ApprovalRequest, login: Entry['login']): MadeLogin | undefined {
  if (typeof login !== 'object' || !intent.ways.some((way) => way.split('+')[0] === login.kind)) return undefined;
  const confirmed = loginFor(login, hash);
  return confirmed && { login, provider: providerOf(fetched.idp), name: confirmed.name };
}

/** Where nothing more is asked for than the login. */
function loggedIn({ intent }: ApprovalRequest, made: MadeLogin | undefined): readonly Means[] {
  if (made === undefined || !intent.ways.includes(made.login.kind)) return [];
  return [{ kind: 'logged-in', made, gather: async () => [made.login] }];
}

function toLogIn({ intent, fetched: { idp } }: ApprovalRequest): readonly Means[] {
  const asked = intent.ways.some((way) => /^(oidc|saml)(\+|$)/.test(way));
  return asked && idp !== undefined ? [{ kind: 'login', provider: providerOf(idp), go: () => goTo(idp) }] : [];
}

type Provider = { readonly authorizeUrl: string } | undefined;

function providerOf(idp: Provider): string {
  return idp === undefined ? '' : new URL(idp.authorizeUrl).host;
}

export function goTo(idp: Provider): void {
  if (idp !== undefined && /^https?:/.test(idp.authorizeUrl)) location.assign(idp.authorizeUrl);
}

/** Why a login that was to be made is not there. */
export function loginNote({ chal, hash }: ApprovalRequest<Intent>, login: Entry['login']): Note | undefined {
  if (login === undefined) return undefined;
  if (login === 'refused') return { words: say('note.login-refused'), reference: chal };
  return loginFor(login, hash) === undefined ? { words: say('note.login-other'), reference: chal } : undefined;
}

/** What officers ask for, as the statement says it. */
export function policyOf({ policy, ways }: Pick<Intent, 'policy' | 'ways'>): string {
  return `${policy}: ${ways.join(', ')}`;
}

type Answering = Pick<DecisionPanelProps, 'primary' | 'others' | 'hint'>;

/** The button that approves, named `action` wherever it is the last step, and the other means beside it. */
export function answering(
  { means: [first, ...others], turn }: Pick<Approving, 'means' | 'turn'>,
  decision: Decision,
  { action, hint, ready }: { readonly action: string; readonly hint: string; readonly ready: boolean },
): Answering {
  return {
    primary: { label: labelOf(first, action), enabled: ready && isReady(first), act: () => take(first, decision) },
    hint: hintOf(first, hint),
    others: others.map((means) => ({
      label: insteadOf(means),
      enabled: ready || means.kind === 'typed' || means.kind === 'phone',
      act: () => (means.kind === 'typed' || means.kind === 'phone' ? turn(means) : take(means, decision)),
    })),
  };
}

function labelOf(means: Means | undefined, action: string): string {
  if (means?.kind === 'login') return say('login.action', { provider: means.provider });
  return means?.kind === 'phone' ? say('phone.action') : action;
}

function isReady(means: Means | undefined): boolean {
  if (means?.kind === 'typed') return means.complete;
  return means?.kind === 'phone' ? !means.asked : means !== undefined;
}

function insteadOf(means: Means): string {
  if (means.kind === 'login') return say('login.instead', { provider: means.provider });
  if (means.kind === 'phone') return say('phone.instead');
  if (means.kind === 'typed') return say(means.fields.includes('otp') ? 'otp.instead' : 'pin.instead');
  return say('login.passkey-instead');
}

function take(means: Means | undefined, decision: Decision): void {
  if (means?.kind === 'login') means.go();
  else if (means?.kind === 'phone') means.ask();
  else if (means !== undefined) decision.approve(means.gather);
}

function hintOf(means: Means | undefined, byPasskey: string): string {
  if (means?.kind === 'consent') return say('consent.hint');
  if (means?.kind === 'login') return say('login.hint', { provider: means.provider });
  if (means?.kind === 'phone') return say('phone.hint');
  if (means?.kind === 'typed') return say('typed.hint');
  return means?.kind === 'logged-in' ? say('login.done-hint') : byPasskey;
}

/** That the login was made, before the decision that it serves. */
export function LoggedIn({ means: [first] }: { readonly means: readonly Means[] }) {
  const made = first?.kind === 'logged-in' || first?.kind === 'typed' ? first.made : undefined;
  if (made === undefined) return null;
  const { provider, name } = made;
  return (
    <p className="note">
      {name === undefined ? say('login.done', { provider }) : say('login.done-as', { provider, name })}
    </p>
  );
}

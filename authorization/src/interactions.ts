/** What the OAuth server asks of a person: who is here, and for scope `credential` the approval on the approval page. */
import { findClient, type Session, type Store } from '@chancery/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { errors, type InteractionResults } from 'oidc-provider';
import { accountMeant } from './account-token.ts';
import {
  type Approvals,
  type Asking as AskingApproval,
  askingAgain,
  beginning,
  decided,
  scopeOffered,
} from './approvals.ts';
import { classesAsked, satisfies } from './assurance.ts';
import { asksForApproval } from './credential-request.ts';
import { personalScopesIn } from './data-release.ts';
import { resourceOf } from './features.ts';
import type { BrowserLogin } from './login.ts';
import { type MessageOptions, sendMessage } from './message-page.ts';
import { type Asking, askRelease, type ReleaseOptions, releaseRoutes } from './release-routes.ts';

/** Scopes that stand for a decision are refused as `invalid_scope` where nothing is there that asks for it. */
export interface InteractionOptions extends ReleaseOptions, Approvals {}

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

/** One visit of the browser to an interaction. */
interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly details: Details;
}

export function interactionRoutes(
  app: FastifyInstance,
  provider: Provider,
  login: BrowserLogin,
  options: InteractionOptions,
): void {
  app.get('/interaction/:uid', async (request, reply) => {
    const visit = await openVisit(provider, request, reply);
    if (!visit) return ended(reply, options);
    const group = await groupOf(options.store, visit.details);
    const session = await login.requireSession(request);
    const acrValues = classesAsked(visit.details.params);
    if (!session) return login.startLogin(reply, request.url, { group, fresh: asksForLogin(visit.details), acrValues });
    const lacking = lacks(session, visit.details);
    if (lacking && login.isFresh(request)) return refuse(provider, visit, lacking.error, lacking.description);
    if (lacking || (!login.isFresh(request) && !isRecent(session, visit.details)))
      return login.startLogin(reply, request.url, { group, fresh: true, acrValues });
    if (visit.details.prompt.name === 'login') return loggedIn(provider, visit, session);
    return (await askRelease(options, asking(visit, session))) ?? goOn(visit, session);
  });
  const goOn = (visit: Visit, session: Session) => {
    if (!asksForApproval(visit.details.params)) return consented(provider, visit, session);
    return toApproval(provider, visit, session, options);
  };
  const visitOfHers = async (request: FastifyRequest, reply: FastifyReply) => {
    const visit = await openVisit(provider, request, reply);
    const session = await login.requireSession(request);
    const isHers = visit?.details.prompt.name === 'consent' && visit.details.session?.accountId === session?.account.id;
    return visit && session && isHers ? { visit, session } : undefined;
  };
  releaseRoutes(app, options, async (request, reply) => {
    const found = await visitOfHers(request, reply);
    return found && asking(found.visit, found.session);
  });
  app.get('/interaction/:uid/released', async (request, reply) => {
    const found = await visitOfHers(request, reply);
    if (!found) return ended(reply, options);
    const { visit, session } = found;
    // Who wanted her asked anew had her asked just now.
    const { prompt: _anew, ...parameters } = visit.details.params;
    return (await askRelease(options, { ...asking(visit, session), parameters })) ?? goOn(visit, session);
  });
  app.get('/interaction/:uid/approved', async (request, reply) => {
    const visit = await openVisit(provider, request, reply);
    const session = await login.requireSession(request);
    if (!visit || !session) return ended(reply, options);
    return approved(provider, visit, session, options);
  });
  app.get('/interaction/:uid/more-time', async (request, reply) => {
    const found = await visitOfHers(request, reply);
    if (!found) return ended(reply, options);
    const { visit, session } = found;
    // Where it is decided already, what came of it is to be told.
    const url = await again(visit, session, options, { lifetime: halfAnHour });
    return reply.redirect(url ?? `/interaction/${visit.details.uid}/approved`, 303);
  });
}

const halfAnHour = 1_800;

function asking({ request, reply, details: { uid, params: parameters } }: Visit, session: Session): Asking {
  return { request, reply, uid, parameters, session };
}

/** Undefined when this browser did not begin it, or it is over. */
async function openVisit(provider: Provider, request: FastifyRequest, reply: FastifyReply): Promise<Visit | undefined> {
  try {
    const details = await provider.interactionDetails(request.raw, reply.raw);
    const { uid } = request.params as { uid: string };
    return details.uid === uid ? { request, reply, details } : undefined;
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}

async function groupOf({ db }: Store, { params }: Details): Promise<string | undefined> {
  return (await findClient(db, String(params['client_id'])))?.group;
}

/** `prompt=login` and `max_age` ask for an act of this moment (OpenID Connect Core 3.1.2.1). */
function isRecent({ authTime }: Session, details: Details): boolean {
  if (details.prompt.name !== 'login') return true;
  const { max_age: seconds = Number.POSITIVE_INFINITY } = details.params;
  return !asksForLogin(details) && authTime.getTime() >= Date.now() - Number(seconds) * 1000;
}

/** What another login could bring, and one that was just made did not: the account that is meant, the class that is asked for. */
function lacks({ account, acr }: Session, { params }: Details) {
  if ((accountMeant(params) ?? account.id) !== account.id)
    return { error: 'access_denied', description: 'another account is meant than that of who logged in' };
  if (satisfies(acr, classesAsked(params))) return undefined;
  const description = 'the identity provider did not authenticate in the class that was asked for';
  return { error: 'unmet_authentication_requirements', description };
}

/** `max_age=0` is another word for `prompt=login`. */
function asksForLogin({ prompt, params }: Details): boolean {
  const asked = String(params['prompt'] ?? '').split(' ');
  return prompt.name === 'login' && (asked.includes('login') || Number(params['max_age']) === 0);
}

async function loggedIn(provider: Provider, visit: Visit, { account, authTime, acr, amr }: Session) {
  const ts = Math.floor(authTime.getTime() / 1000);
  const proven = { ...(acr ? { acr } : {}), ...(amr.length > 0 ? { amr: [...amr] } : {}) };
  return finish(provider, visit, { login: { accountId: account.id, ts, remember: false, ...proven } });
}

/** Scope service shows an application which credentials there are; each signature is approved by itself. */
async function consented(provider: Provider, visit: Visit, { account }: Session) {
  const { details } = visit;
  const known = details.grantId ? await provider.Grant.find(details.grantId) : undefined;
  const grant = known ?? new provider.Grant({ accountId: account.id, clientId: String(details.params['client_id']) });
  return finish(provider, visit, { consent: { grantId: await withScopes(grant, details).save() } });
}

type Grant = InstanceType<Provider['Grant']>;

function withScopes(grant: Grant, { prompt }: Details): Grant {
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details as {
    missingOIDCScope?: string[];
    missingResourceScopes?: Record<string, string[]>;
  };
  if (missingOIDCScope.length > 0) grant.addOIDCScope(missingOIDCScope.join(' '));
  for (const [resource, scopes] of Object.entries(missingResourceScopes)) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  return grant;
}

async function toApproval(provider: Provider, visit: Visit, { account }: Session, options: InteractionOptions) {
  const { details, reply } = visit;
  const { params } = details;
  if (!scopeOffered(options, params)) return refuse(provider, visit, 'invalid_scope', 'credential is not offered here');
  const asking = await askingFor(visit, account.id, options);
  if (!asking) return ended(reply, options);
  const begun = await beginning(options.store, options, asking, params);
  if (begun === 'denied') return denied(provider, visit);
  if ('error' in begun) return refuse(provider, visit, 'invalid_request', begun.error);
  return reply.redirect(begun.url, 303);
}

async function askingFor(
  { details: { uid, params } }: Visit,
  account: string,
  { store, issuer }: InteractionOptions,
): Promise<AskingApproval | undefined> {
  const client = await findClient(store.db, String(params['client_id']));
  return client && { uid, interaction: `${issuer}/interaction/${uid}`, account, client };
}

async function again(
  visit: Visit,
  { account }: Session,
  options: InteractionOptions,
  pace: { lifetime?: number } = {},
) {
  const asking = await askingFor(visit, account.id, options);
  return asking && askingAgain(options.store, options, asking, visit.details.params, pace);
}

function denied(provider: Provider, visit: Visit) {
  return refuse(provider, visit, 'access_denied', 'the signer did not approve');
}

async function approved(provider: Provider, visit: Visit, session: Session, options: InteractionOptions) {
  const { details, reply } = visit;
  const { account } = session;
  const scope = scopeOffered(options, details.params);
  const decision = await decided(options.store, options, details, account.id);
  const url = decision === 'expired' ? await again(visit, session, options) : undefined;
  const outcome = decision !== 'expired' ? decision : url === undefined ? 'denied' : { url };
  if (outcome === 'denied' || scope === undefined) return denied(provider, visit);
  if ('url' in outcome) return reply.redirect(outcome.url, 303);
  const grant = new provider.Grant({ accountId: account.id, clientId: String(details.params['client_id']) });
  const scopes = String(details.params['scope']);
  if (scopes.split(' ').includes('openid')) grant.addOIDCScope(['openid', ...personalScopesIn(scopes)].join(' '));
  grant.addOIDCScope(scope);
  grant.addResourceScope(resourceOf(options.issuer), scope);
  const grantId = await grant.save();
  if (!(await outcome.bind(grantId))) return ended(reply, options);
  return finish(provider, visit, { consent: { grantId } });
}

function refuse(provider: Provider, visit: Visit, error: string, error_description: string) {
  return finish(provider, visit, { error, error_description });
}

async function finish(provider: Provider, { request, reply, details }: Visit, result: InteractionResults) {
  const returnTo = await provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: true });
  await forgetAnother(provider, details, result);
  return reply.redirect(returnTo, 303);
}

// Somebody else was here before in this browser: the OAuth server's session begins anew with who is here now.
async function forgetAnother(provider: Provider, { session: before }: Details, { login }: InteractionResults) {
  if (!login || !before?.accountId || before.accountId === login.accountId) return;
  const session = await provider.Session.findByUid(before.uid);
  if (!session) return;
  Object.assign(session, { accountId: undefined, authorizations: undefined });
  await session.save(Math.max(1, (session.exp ?? 0) - Math.floor(Date.now() / 1000)));
}

function ended(reply: FastifyReply, options: MessageOptions) {
  return sendMessage(reply, 400, { kind: 'request-over' }, options);
}

import { type Errand, findAccount, findErrandByToken, findRequestBy } from '@chancery/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isActive } from '../api/active-account.ts';
import { withQuery } from '../api/redirect-uri.ts';
import type { SsaDeps } from '../deps.ts';
import { sendPage } from '../http/page.ts';
import { SsaError } from '../ssa-error.ts';
import { endingOf } from './ending.ts';
import { stateOf } from './errand.ts';
import { errandNames } from './errand-kind.ts';
import { challengeOf, settleErrand } from './settle-errand.ts';
import { type Pace, visitorOf } from './visitor.ts';

type Visit = { Params: { token: string } };

/** The addresses a person opens for what she is asked to do. They lead to the approval page, which asks for every proof. */
export function errandRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const page = { config: { page: true as const } };
  for (const kind of Object.keys(errandNames) as Errand['kind'][]) {
    const { path } = errandNames[kind];
    const visit = (pace: Pace) => async (request: FastifyRequest<Visit>, reply: FastifyReply) => {
      const errand = await settleErrand(deps, await find(deps, kind, request.params.token));
      if (errand.state !== 'open') return onward(deps, errand, reply);
      await requireUsable(deps, errand);
      return reply.redirect(
        `${deps.sicOrigin}/approve/${await challengeOf(deps, errand, visitorOf(request, pace))}`,
        303,
      );
    };
    app.get<Visit>(`/${path}/:token`, page, visit('usual'));
    app.get<Visit>(`/${path}/:token/more-time`, page, visit('unhurried'));
    app.get<Visit>(`/${path}/:token/return`, page, async ({ params }, reply) =>
      onward(deps, await settleErrand(deps, await find(deps, kind, params.token)), reply),
    );
  }
}

async function find({ store }: SsaDeps, kind: Errand['kind'], token: string): Promise<Errand> {
  const errand = await findErrandByToken(store.db, kind, token);
  if (errand === undefined)
    throw new SsaError('not_found', 'The address may be incomplete. Please go back to where you came from.');
  return errand;
}

async function requireUsable(deps: SsaDeps, errand: Errand): Promise<void> {
  if (stateOf(errand, deps.clock()) === 'expired') throw new SsaError('expired', 'Please ask for a new address.');
  if (await isActive(deps, errand.account_id)) return;
  throw new SsaError('account_inactive', 'Your account is suspended here. Please ask the side that sent you.');
}

/** After the approval page: to the signature that waits, to the application, or to a page that tells the end. */
async function onward(deps: SsaDeps, errand: Errand, reply: FastifyReply): Promise<FastifyReply> {
  const { id, kind, request_id, return_url, state, account_id } = errand;
  const request = request_id === null ? undefined : await findRequestBy(deps.store.db, 'id', request_id);
  if (request !== undefined) return reply.redirect(`${deps.publicOrigin}/sign/${request.token}`, 303);
  const { name } = errandNames[kind];
  if (return_url !== null) return reply.redirect(withQuery(return_url, { [name]: id, status: state }), 303);
  const { organization } = (await findAccount(deps.store.db, account_id)) ?? {};
  return sendPage(reply, 200, endingOf(kind, state, organization ? 'seals' : 'signatures'), deps);
}

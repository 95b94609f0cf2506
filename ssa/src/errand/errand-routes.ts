import { type Errand, findAccount, findErrandByToken, findRequestBy } from '@chancery/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isActive } from '../api/active-account.ts';
import { withQuery } from '../api/redirect-uri.ts';
import type { SsaDeps } from '../deps.ts';
import { sendPage } from '../http/page.ts';
import { SsaError } from '../ssa-error.ts';
import { stateOf } from './errand.ts';
import type { Pace } from './pace.ts';
import { challengeOf, settleErrand } from './settle-errand.ts';

type Visit = { Params: { token: string } };

/** The addresses a person opens to enrol or to agree to a key. They lead to the approval page, which asks for every proof. */
export function errandRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const page = { config: { page: true as const } };
  for (const [path, kind] of [
    ['enrol', 'enrol'],
    ['identities', 'key.create'],
  ] as const) {
    const visit = (pace: Pace) => async (request: FastifyRequest<Visit>, reply: FastifyReply) => {
      const errand = await settleErrand(deps, await find(deps, kind, request.params.token));
      if (errand.state !== 'open') return onward(deps, errand, reply);
      await requireUsable(deps, errand);
      return reply.redirect(`${deps.sicOrigin}/approve/${await challengeOf(deps, errand, pace)}`, 303);
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
  const name = kind === 'enrol' ? 'enrollment' : 'identity';
  if (return_url !== null) return reply.redirect(withQuery(return_url, { [name]: id, status: state }), 303);
  const { organization } = (await findAccount(deps.store.db, account_id)) ?? {};
  return sendPage(reply, 200, (organization ? sealEndings : endings)[kind][state], deps);
}

const unfinished = {
  title: 'Nothing is decided yet',
  text: 'You can open the address you were given once more and go on.',
};
const refused = {
  enrol: { title: 'You have refused', text: 'Nothing was set up. You can close this page.' },
  'key.create': { title: 'You have refused', text: 'No key was made. You can close this page.' },
};
const endings = {
  enrol: {
    open: unfinished,
    done: { title: 'You are ready to sign', text: 'Your passkey is registered. You can close this page.' },
    refused: refused.enrol,
  },
  'key.create': {
    open: unfinished,
    done: { title: 'Your signing key is ready', text: 'Its certificate is in your name. You can close this page.' },
    refused: refused['key.create'],
  },
} as const;
const sealEndings = {
  enrol: {
    open: unfinished,
    done: {
      title: 'You are ready to seal',
      text: 'Your passkey is registered for the organisation. You can close this page.',
    },
    refused: refused.enrol,
  },
  'key.create': {
    open: unfinished,
    done: {
      title: 'The key for seals is ready',
      text: 'Its certificate is in the name of the organisation. You can close this page.',
    },
    refused: refused['key.create'],
  },
} as const;

import { Enrollment, idParameter, NewEnrollment } from '@chancery/api';
import { type Errand, findErrand } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { errandUrl, startErrand, stateOf } from '../errand/errand.ts';
import { settleErrand } from '../errand/settle-errand.ts';
import { SsaError } from '../ssa-error.ts';
import { requireActiveAccount } from './active-account.ts';
import { callerOf, forApplications } from './caller.ts';
import { creating } from './idempotency.ts';
import { described } from './operation.ts';
import { requireRegistered } from './redirect-uri.ts';

const tag = 'Enrollment';

/** Enrolment: the person proves who she is to the signature activation module and registers a passkey there. */
export function enrollmentRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const auth = forApplications(deps);
  app.post(
    '/api/v1/enrollments',
    {
      ...auth,
      ...described({
        id: 'createEnrollment',
        tag,
        summary: 'Ask a person to enrol',
        description:
          'Send her browser to the `url`: she confirms her identity and registers a passkey. Not needed before a signature request, which leads through enrolment by itself. Who has lost everything she approves with enrols `anew`, once the security officers of the signature activation module have allowed it.',
        body: NewEnrollment,
        status: 201,
        reply: Enrollment,
        refuses: ['account_inactive', 'conflict', 'not_found'],
      }),
    },
    creating(deps, (request) => create(deps, request.body as NewEnrollment, callerOf(request).client)),
  );
  app.get<{ Params: { id: string } }>(
    '/api/v1/enrollments/:id',
    {
      ...auth,
      ...described({
        id: 'readEnrollment',
        tag,
        summary: 'Read an enrolment',
        description: 'How it stands, as the signature activation module says.',
        params: idParameter,
        reply: Enrollment,
      }),
    },
    async (request) => {
      const errand = await findErrand(deps.store.db, callerOf(request).client, 'enrol', request.params.id);
      if (errand === undefined) throw new SsaError('not_found', 'There is no such enrolment.');
      return shown(deps, await settleErrand(deps, errand));
    },
  );
}

async function create(deps: SsaDeps, asked: NewEnrollment, client: string): Promise<Enrollment> {
  const { account, redirect_uri, anew = false } = asked;
  const { signer } = await requireActiveAccount(deps, account);
  // Whether she may is not decided here: without two of its officers the SAM replaces no factor.
  if (signer !== null && !anew) throw new SsaError('conflict', 'This person has enrolled already.');
  await requireRegistered(deps, client, redirect_uri);
  return shown(deps, await startErrand(deps, { kind: 'enrol', account, client, returnUrl: redirect_uri ?? null }));
}

function shown(deps: SsaDeps, errand: Errand): Enrollment {
  const { id, account_id: account, expires_at } = errand;
  const state = stateOf(errand, deps.clock());
  return { id, account, state, url: errandUrl(deps, errand), expires_at: expires_at.toISOString() };
}

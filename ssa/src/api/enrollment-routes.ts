import { Enrollment, idParameter, NewEnrollment } from '@chancery/api';
import type { RegisteredPerson } from '@chancery/sam/client';
import { type Errand, findErrand } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { askForRegistration } from '../errand/ask-for-registration.ts';
import { isRegistration } from '../errand/asking.ts';
import { errandUrl, startErrand, stateOf } from '../errand/errand.ts';
import { settleErrand } from '../errand/settle-errand.ts';
import { SsaError } from '../ssa-error.ts';
import { callerOf, forApplications } from './caller.ts';
import { creating } from './idempotency.ts';
import { requireKnownAccount } from './known-account.ts';
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
        scope: 'accounts.manage',
        consent: true,
        tag,
        summary: 'Ask a person to enrol',
        description:
          'Send her browser to the `url`: she confirms her identity and registers a passkey. With `registered` a registration officer vouches for her instead of a login, for the `challenge` of the answer, within an hour. Not needed before a signature request, which leads through enrolment by itself. Who has lost everything she approves with enrols `anew`, once the security officers of the signature activation module have allowed it.',
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
        scope: 'accounts.read',
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

async function create(deps: SsaDeps, wanted: NewEnrollment, client: string): Promise<Enrollment> {
  const { account, redirect_uri, registered, anew = false } = wanted;
  const { signer, organization } = await requireKnownAccount(deps, client, account);
  // Whether she may is not decided here: without two of its officers the SAM replaces no factor.
  if (signer !== null && !anew) throw new SsaError('conflict', 'This person has enrolled already.');
  await requireRegistered(deps, client, redirect_uri);
  const start = { kind: 'enrol', account, client, returnUrl: redirect_uri ?? null } as const;
  if (registered === undefined) return shown(deps, await startErrand(deps, start));
  if (organization !== null)
    throw new SsaError('invalid_request', 'An organisation is enrolled by who represents it, or by its own key.');
  const ask = async (errand: Errand) => (await askForRegistration(deps, errand, personOf(registered))).chal;
  return shown(deps, await startErrand(deps, start, { registered: true }, ask));
}

function personOf(registered: NonNullable<NewEnrollment['registered']>): RegisteredPerson {
  const { number: subject, level: loa, common_name, given_name, serial_number, ...same } = registered;
  const given = given_name === undefined ? {} : { givenName: given_name };
  const serial = serial_number === undefined ? {} : { serialNumber: serial_number };
  return { subject, loa, attributes: { commonName: common_name, ...given, ...serial, ...same } };
}

function shown(deps: SsaDeps, errand: Errand): Enrollment {
  const { id, account_id: account, expires_at, chal } = errand;
  const state = stateOf(errand, deps.clock());
  const waits = state === 'open' && chal !== null && isRegistration(errand);
  return {
    id,
    account,
    state,
    ...(waits ? { challenge: chal } : {}),
    url: errandUrl(deps, errand),
    expires_at: expires_at.toISOString(),
  };
}

import {
  type CredentialSummary,
  Identity,
  IdentityList,
  IdentitySearch,
  idParameter,
  NewIdentity,
} from '@chancery/api';
import { isMessageScheme, nameToString, parseCertificate, signatureKind } from '@chancery/pki';
import {
  type Credential,
  type Errand,
  findCredential,
  findErrand,
  listCredentials,
  mayKnow,
  openDeletions,
} from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { Caller, SsaDeps } from '../deps.ts';
import { askForKey, type NewKey, requireOffered } from '../errand/ask-for-key.ts';
import { errandUrl, startErrand, stateOf } from '../errand/errand.ts';
import { settleErrand } from '../errand/settle-errand.ts';
import { SsaError } from '../ssa-error.ts';
import { callerOf, forApplications } from './caller.ts';
import { creating } from './idempotency.ts';
import { requireKnownAccount } from './known-account.ts';
import { described } from './operation.ts';
import { requireRegistered } from './redirect-uri.ts';

const tag = 'Identities';

/** Identity management: signing keys with their certificates, made after the person has agreed to them. */
export function identityRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const auth = forApplications(deps);
  app.post(
    '/api/v1/identities',
    {
      ...auth,
      ...described({
        id: 'createIdentity',
        scope: 'identities.manage',
        consent: true,
        tag,
        summary: 'Ask a person to agree to a key',
        description:
          'Send her browser to the `url`: she reads the terms and approves. The key is made in the signature activation module, its certificate by the authority of the group.',
        body: NewIdentity,
        status: 201,
        reply: Identity,
        refuses: ['account_inactive', 'not_enrolled', 'not_found', 'too_many_requests'],
      }),
    },
    creating(deps, (request) => create(deps, request.body as NewIdentity, callerOf(request))),
  );
  app.get<{ Params: { id: string } }>(
    '/api/v1/identities/:id',
    {
      ...auth,
      ...described({
        id: 'readIdentity',
        scope: 'identities.read',
        tag,
        summary: 'Read the creation of a key',
        description: 'How it stands; with the credential once it is done.',
        params: idParameter,
        reply: Identity,
        refuses: ['peer_refused'],
      }),
    },
    async (request) => {
      const errand = await findErrand(deps.store.db, callerOf(request).client, 'key.create', request.params.id);
      if (errand === undefined) throw new SsaError('not_found', 'There is no such key creation.');
      return shown(deps, await settleErrand(deps, errand));
    },
  );
  app.get<{ Querystring: IdentitySearch }>(
    '/api/v1/identities',
    {
      ...auth,
      ...described({
        id: 'listIdentities',
        scope: 'identities.read',
        tag,
        summary: 'List the identities of a person',
        description: 'Every signing key of an account, whichever application asked for it.',
        query: IdentitySearch,
        reply: IdentityList,
      }),
    },
    async (request): Promise<IdentityList> => {
      const { account } = request.query;
      if (!(await mayKnow(deps.store.db, callerOf(request).client, account))) return { credentials: [] };
      for (const deletion of await openDeletions(deps.store.db, account)) await settleErrand(deps, deletion);
      return { credentials: (await listCredentials(deps.store.db, account)).map(summary) };
    },
  );
}

/** The PIN goes to the SAM at once and is kept nowhere here, so its challenge is the only one this errand will have. */
async function create(deps: SsaDeps, wanted: NewIdentity, { client }: Caller): Promise<Identity> {
  const { account: id, pin, redirect_uri } = wanted;
  if (wanted.push && pin !== undefined)
    throw new SsaError('invalid_request', 'A key is authorized by its PIN or by the phone: please choose one.');
  if (wanted.otp && pin === undefined)
    throw new SsaError('invalid_request', 'A one-time password stands beside a PIN: please send both.');
  requireOffered(deps, wanted.algorithm);
  if (deps.onlyScal1 && wanted.scal !== 1)
    throw new SsaError('invalid_request', 'Keys of SCAL 2 need a signature activation module of its own: not here.');
  requireDigests(wanted);
  if (pin !== undefined && wanted.scal !== 1) {
    throw new SsaError('invalid_request', 'A key of SCAL 2 has no PIN: its person approves each signature herself.');
  }
  const account = await requireKnownAccount(deps, client, id);
  if (account.signer === null) throw new SsaError('not_enrolled', 'The person must enrol before she can have a key.');
  await requireRegistered(deps, client, redirect_uri);
  const start = { kind: 'key.create', account: id, client, returnUrl: redirect_uri ?? null } as const;
  const errand = await startErrand(deps, start, newKey(wanted), pin === undefined ? undefined : askWithPin(deps, pin));
  return shown(deps, errand);
}

function newKey({ algorithm, scal, pin, otp, push, description }: NewIdentity): NewKey {
  const told = description === undefined ? {} : { description };
  return { algorithm, scal, pin: pin !== undefined, ...(otp ? { otp } : {}), ...(push ? { push } : {}), ...told };
}

/** A PIN opens CSC v1, which brings hashes: of no use to a key that signs messages. */
function requireDigests({ algorithm, pin }: NewIdentity): void {
  if (pin !== undefined && isMessageScheme(algorithm))
    throw new SsaError('invalid_request', 'A key of this kind has no PIN: it signs documents here, not hashes.');
}

function askWithPin(deps: SsaDeps, pin: string) {
  return async (errand: Errand) => (await askForKey(deps, errand, { pace: 'usual' }, { pin })).chal;
}

async function shown(deps: SsaDeps, errand: Errand): Promise<Identity> {
  const { id, account_id: account, expires_at, credential_id } = errand;
  const credential = credential_id === null ? undefined : await findCredential(deps.store.db, account, credential_id);
  const made = credential === undefined ? {} : { credential: summary(credential) };
  const state = stateOf(errand, deps.clock());
  return { id, account, state, url: errandUrl(deps, errand), expires_at: expires_at.toISOString(), ...made };
}

function summary({ id, status, scal, algorithm, chain }: Credential): CredentialSummary {
  const [certificate = ''] = chain;
  const parsed = parseCertificate(Buffer.from(certificate, 'base64'));
  const { subject, notAfter } = parsed;
  return {
    id,
    status: status === 'active' ? status : 'disabled',
    scal,
    algorithm: algorithm as CredentialSummary['algorithm'],
    certificate,
    subject: nameToString(subject),
    kind: signatureKind(parsed),
    not_after: notAfter.toISOString(),
  };
}

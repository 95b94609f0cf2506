/** The messages between the page and the SAM, their shapes and their refusals. The relay knows nothing of its own. */

import { randomBytes } from 'node:crypto';
import { type Evidence, SamError, type SamErrorCode, type SicSamClient } from '@chancery/sam/client';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** What the page may read when something failed: a word, and a reference for support. */
type RelayWord =
  | 'not_found'
  | 'expired'
  | 'evidence_invalid'
  | 'factor_locked'
  | 'pin_invalid'
  | 'policy'
  | 'rate'
  | 'invalid'
  | 'unavailable'
  | 'internal';

export interface RelayOptions {
  readonly sam: SicSamClient;
  readonly idpOrigins: readonly string[];
}

const words: Readonly<Record<SamErrorCode, RelayWord>> = {
  not_found: 'not_found',
  expired: 'expired',
  evidence_invalid: 'evidence_invalid',
  factor_locked: 'factor_locked',
  policy: 'policy',
  key_state: 'policy',
  rate: 'rate',
  invalid: 'invalid',
  module_unavailable: 'unavailable',
  sad_used: 'internal',
  sad_expired: 'internal',
  sad_invalid: 'internal',
  hash_not_authorized: 'internal',
  document_not_authorized: 'internal',
  pin_invalid: 'pin_invalid',
  otp_invalid: 'internal',
};

const statuses: Readonly<Record<RelayWord, number>> = {
  not_found: 404,
  expired: 410,
  evidence_invalid: 403,
  factor_locked: 403,
  pin_invalid: 400,
  policy: 403,
  rate: 429,
  invalid: 400,
  unavailable: 503,
  internal: 500,
};

const b64u = (maxLength: number) => ({ type: 'string', pattern: '^[A-Za-z0-9_-]+$', maxLength });
const message = (properties: Readonly<Record<string, unknown>>, optional: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const chal = b64u(128);

/** RFC 7516, 7.1: what is in it only the SAM reads. */
const compact = { type: 'string', pattern: '^[A-Za-z0-9_.-]+$', maxLength: 4000 };

/** Web Authentication level 3, 5.1: what a browser returns; lengths as generous as authenticators are. */
const evidence = {
  oneOf: [
    message({
      kind: { const: 'webauthn' },
      id: b64u(2048),
      clientDataJSON: b64u(8192),
      authenticatorData: b64u(8192),
      signature: b64u(8192),
    }),
    message(
      {
        kind: { const: 'webauthn-registration' },
        id: b64u(2048),
        clientDataJSON: b64u(8192),
        attestationObject: b64u(65_536),
        transports: { type: 'array', maxItems: 10, items: { type: 'string', maxLength: 32 } },
      },
      ['transports'],
    ),
    message({ kind: { const: 'oidc' }, idToken: { type: 'string', pattern: '^[A-Za-z0-9_.-]+$', maxLength: 32_768 } }),
    message({ kind: { const: 'consent' } }),
    message({ kind: { const: 'saml' }, response: b64u(87_382) }),
    message({ kind: { enum: ['pin', 'pin-registration', 'otp'] }, jwe: compact }),
    message({ kind: { const: 'device' }, jws: compact }),
    message({ kind: { const: 'ticket' }, ticket: { type: 'string', pattern: '^\\S{1,156}\\.[A-Za-z0-9_-]{43}$' } }),
  ],
};

export function relayTo(app: FastifyInstance, { sam, idpOrigins }: RelayOptions): void {
  const one = { bodyLimit: 4096, schema: { body: message({ chal }) } };
  const proofs = { type: 'array', minItems: 1, maxItems: 4, items: evidence };
  const many = { bodyLimit: 262_144, schema: { body: message({ chal, evidence: proofs }) } };
  app.post<{ Body: { chal: string } }>('/api/fetch', one, async ({ body }) => {
    const fetched = await sam.fetch(body.chal);
    if (fetched.idp !== undefined) refuseStrangeProvider(fetched.idp.authorizeUrl, idpOrigins);
    return { ...fetched, now: Date.now() };
  });
  app.post<{ Body: { chal: string; evidence: Evidence[] } }>('/api/approve', many, ({ body }) => sam.approve(body));
  app.post<{ Body: { chal: string } }>('/api/otp', one, ({ body }) => sam.sendOtp(body));
  app.post<{ Body: { chal: string } }>('/api/refuse', one, ({ body }) => sam.refuse(body));
  relayDevices(app, sam);
  app.get('/api/statement-keys', () => sam.statementKeys());
}

/** What the page asks about phones, and what phones say themselves: no page sends them, and they are no browser. */
function relayDevices(app: FastifyInstance, sam: SicSamClient): void {
  const ticket = { type: 'string', pattern: '^[A-Za-z0-9_.-]+$', maxLength: 200 };
  const long = { ...compact, maxLength: 16_000 };
  const asking = (properties: Readonly<Record<string, unknown>>, bodyLimit = 4096) => ({
    bodyLimit,
    schema: { body: message(properties) },
  });
  app.post<{ Body: { chal: string } }>('/api/device/ask', asking({ chal }), ({ body }) => sam.promptDevice(body));
  app.post<{ Body: { ticket: string } }>('/api/device/ticket', asking({ ticket }), ({ body }) => sam.ticket(body));
  app.post<{ Body: { ticket: string } }>('/api/device/confirm', asking({ ticket }), ({ body }) =>
    sam.confirmDevice(body),
  );
  app.post<{ Body: { chal: string; jwe: string } }>(
    '/api/device/join',
    asking({ chal, jwe: long }, 32_768),
    ({ body }) => sam.joinDevice(body),
  );
  app.post<{ Body: { jws: string } }>('/api/device', asking({ jws: long }, 32_768), ({ body }) => sam.device(body));
}

/** The address the page will send the person to was agreed by officers and by the operator of this host. */
function refuseStrangeProvider(authorizeUrl: string, idpOrigins: readonly string[]): void {
  if (!URL.canParse(authorizeUrl) || !idpOrigins.includes(new URL(authorizeUrl).origin)) {
    throw new Error(`The identity provider at ${authorizeUrl} is not among the configured ones.`);
  }
}

/** Every failure leaves in one shape, {error, reference}; what is not listed is internal and says nothing. */
export function replyWithWord(error: unknown, reply: FastifyReply): FastifyReply {
  const word = wordOf(error);
  const reference = error instanceof SamError ? error.ref : `sic-${randomBytes(5).toString('hex')}`;
  if (word === 'internal') reply.log.error({ err: error, reference }, 'the relay failed');
  return reply.code(statuses[word]).send({ error: word, reference });
}

function wordOf(error: unknown): RelayWord {
  if (error instanceof SamError) return words[error.code];
  const status = (error as { statusCode?: unknown }).statusCode;
  if (status === 404) return 'not_found';
  return typeof status === 'number' && status >= 400 && status < 500 ? 'invalid' : 'internal';
}

import { NewSignatureUpdate, NewTimeStamp, SignatureUpdate, SignatureUpdateForm, TimeStamp } from '@chancery/api';
import { digestLength } from '@chancery/pki';
import { asicSteps, augment, cadesSteps, jadesSteps, type LevelSteps, padesSteps, xadesSteps } from '@chancery/sca';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller, SsaDeps } from '../deps.ts';
import { augmentationFor, timeStampingOf } from '../levels/augmentation.ts';
import { spend, type UpdateInput, updateInput } from '../levels/update-input.ts';
import { SsaError } from '../ssa-error.ts';
import { decodeBase64 } from './base64.ts';
import { callerOf, forApplications } from './caller.ts';
import { readRoot, readRoots } from './certificates.ts';
import { described } from './operation.ts';

const tag = 'Signature update';
const bodyLimit = 64 * 1024 * 1024;

/** Signature update and time-stamps (EN 319 102-1, 5.5 and 5.6; RFC 3161). Nothing is kept. */
export function updateRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const auth = forApplications(deps);
  app.register(async (scope) => updateRoute(scope, deps));
  app.post<{ Body: NewTimeStamp }>(
    '/api/v1/timestamps',
    {
      ...auth,
      ...described({
        id: 'createTimeStamp',
        tag,
        summary: 'Stamp a digest',
        description: 'The document stays where it is: only its digest is sent.',
        body: NewTimeStamp,
        reply: TimeStamp,
        refuses: ['conflict', 'unavailable'],
      }),
    },
    (request) => timeStamp(deps, callerOf(request), request.body),
  );
}

/** Its own content types are known to this route alone. */
function updateRoute(scope: FastifyInstance, deps: SsaDeps): void {
  scope.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
  scope.post(
    '/api/v1/signatures/update',
    {
      ...forApplications(deps),
      bodyLimit,
      ...described({
        id: 'updateSignature',
        tag,
        summary: 'Give a signature a higher level, or renew it',
        description:
          'Signatures of anybody; every octet that was there stays. Repeat it before the last time-stamp weakens. The document comes as base64, as a part of a form, or by itself before (`upload`), up to 256 MiB.',
        body: NewSignatureUpdate,
        form: SignatureUpdateForm,
        reply: SignatureUpdate,
        refuses: [
          'not_found',
          'document_damaged',
          'document_encrypted',
          'document_not_signable',
          'conflict',
          'expired',
          'unavailable',
        ],
      }),
    },
    async (request) => update(deps, callerOf(request), request),
  );
}

async function update(deps: SsaDeps, { group, client }: Caller, request: FastifyRequest): Promise<SignatureUpdate> {
  const input = await updateInput(deps, client, request);
  const { level, when_unavailable: whenUnavailable = 'fail', roots } = input.wanted;
  const anchors = roots === undefined ? deps.roots.map(readRoot) : readRoots(roots);
  const asked = await augmentationFor(deps, group, { level, whenUnavailable }, anchors);
  const augmented = await augment(input.document, stepsOf(input), asked);
  await spend(deps, client, input.wanted);
  const { missing } = augmented;
  return {
    document: Buffer.from(augmented.document).toString('base64'),
    level: augmented.level,
    ...(missing === undefined ? {} : { missing: missing.code === 'time-stamp-missing' ? 'time_stamp' : 'evidence' }),
  };
}

/**
 * A PDF says so within its first kilobyte (ISO 32000-2, 7.5.2), XML begins with a tag, a container with the header of its first
 * file, a JWS with an object or, compact, with one in base64url; everything else is taken for a CMS.
 */
function stepsOf({ document, content: octets, wanted }: UpdateInput): LevelSteps {
  const { content_name: name = 'document', digest = 'sha256', password } = wanted;
  const start = Buffer.from(document.subarray(0, 1024)).toString('latin1');
  if (start.startsWith('PK\x03\x04')) return asicSteps(digest);
  if (start.includes('%PDF-')) return padesSteps(digest, password);
  if (/^(\u00ef\u00bb\u00bf)?\s*</.test(start))
    return xadesSteps(digest, octets ? { files: new Map([[name, octets]]) } : {});
  if (/^(\s*\{|eyJ)/.test(start)) return jadesSteps(digest, octets ? { files: new Map([[name, octets]]) } : {});
  return cadesSteps(digest, 0, octets && { octets });
}

async function timeStamp(deps: SsaDeps, { group }: Caller, { hash, algorithm }: NewTimeStamp): Promise<TimeStamp> {
  const imprint = decodeBase64(hash, 'hash');
  if (imprint.length !== digestLength(algorithm))
    throw new SsaError('invalid_request', `hash is not a digest of ${algorithm}.`);
  const { token, genTime } = await (await timeStampingOf(deps, group)).stamp(imprint, algorithm);
  return { token: Buffer.from(token).toString('base64'), time: genTime.toISOString() };
}

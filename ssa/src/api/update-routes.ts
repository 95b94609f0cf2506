import { NewSignatureUpdate, NewTimeStamp, SignatureUpdate, TimeStamp } from '@chancery/api';
import { digestLength } from '@chancery/pki';
import { asicSteps, augment, cadesSteps, type LevelSteps, padesSteps, xadesSteps } from '@chancery/sca';
import type { FastifyInstance } from 'fastify';
import type { Caller, SsaDeps } from '../deps.ts';
import { augmentationFor, timeStampingOf } from '../levels/augmentation.ts';
import { SsaError } from '../ssa-error.ts';
import { decodeBase64 } from './base64.ts';
import { callerOf, forApplications } from './caller.ts';
import { readRoot, readRoots } from './certificates.ts';
import { described } from './operation.ts';

const bodyLimit = 64 * 1024 * 1024;

/** Signature update and time-stamps (EN 319 102-1, 5.5 and 5.6; RFC 3161). Nothing is kept. */
export function updateRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const tag = 'Signature update';
  const auth = forApplications(deps);
  app.post<{ Body: NewSignatureUpdate }>(
    '/api/v1/signatures/update',
    {
      ...auth,
      bodyLimit,
      ...described({
        id: 'updateSignature',
        tag,
        summary: 'Give a signature a higher level, or renew it',
        description:
          'Signatures of anybody; every octet that was there stays. Repeat it before the last time-stamp weakens.',
        body: NewSignatureUpdate,
        reply: SignatureUpdate,
        refuses: ['document_damaged', 'document_encrypted', 'document_not_signable', 'conflict', 'unavailable'],
      }),
    },
    (request) => update(deps, callerOf(request), request.body),
  );
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

async function update(deps: SsaDeps, { group }: Caller, wanted: NewSignatureUpdate): Promise<SignatureUpdate> {
  const { level, when_unavailable: whenUnavailable = 'fail', roots } = wanted;
  const anchors = roots === undefined ? deps.roots.map(readRoot) : readRoots(roots);
  const asked = await augmentationFor(deps, group, { level, whenUnavailable }, anchors);
  const document = decodeBase64(wanted.document, 'document');
  const augmented = await augment(document, stepsOf(document, wanted), asked);
  const { missing } = augmented;
  return {
    document: Buffer.from(augmented.document).toString('base64'),
    level: augmented.level,
    ...(missing === undefined ? {} : { missing: missing.code === 'time-stamp-missing' ? 'time_stamp' : 'evidence' }),
  };
}

/**
 * A PDF says so within its first kilobyte (ISO 32000-2, 7.5.2), XML begins with a tag, a container with the header of its first
 * file; everything else is taken for a CMS.
 */
function stepsOf(document: Uint8Array, wanted: NewSignatureUpdate): LevelSteps {
  const { content, content_name: name = 'document', digest = 'sha256', password } = wanted;
  const start = Buffer.from(document.subarray(0, 1024)).toString('latin1');
  if (start.startsWith('PK\x03\x04')) return asicSteps(digest);
  if (start.includes('%PDF-')) return padesSteps(digest, password);
  const octets = content === undefined ? undefined : decodeBase64(content, 'content');
  if (/^(\u00ef\u00bb\u00bf)?\s*</.test(start))
    return xadesSteps(digest, octets ? { files: new Map([[name, octets]]) } : {});
  return cadesSteps(digest, 0, octets && { octets });
}

async function timeStamp(deps: SsaDeps, { group }: Caller, { hash, algorithm }: NewTimeStamp): Promise<TimeStamp> {
  const imprint = decodeBase64(hash, 'hash');
  if (imprint.length !== digestLength(algorithm))
    throw new SsaError('invalid_request', `hash is not a digest of ${algorithm}.`);
  const { token, genTime } = await (await timeStampingOf(deps, group)).stamp(imprint, algorithm);
  return { token: Buffer.from(token).toString('base64'), time: genTime.toISOString() };
}

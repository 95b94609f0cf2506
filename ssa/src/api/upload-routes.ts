import { Upload } from '@chancery/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { comingIn, documentLimit, waitingUploads } from '../uploads/coming-in.ts';
import { announced, bodyOctets, measured } from '../uploads/octets.ts';
import { keepUpload, uploadName } from '../uploads/upload.ts';
import { callerOf, forApplications } from './caller.ts';
import { created, once } from './idempotency.ts';
import { described } from './operation.ts';

/** Documents by themselves, of any size up to a limit: written as they come, never held. */
export function uploadRoutes(app: FastifyInstance, deps: SsaDeps): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null));
    scope.post(
      '/api/v1/uploads',
      {
        ...forApplications(deps),
        ...described({
          id: 'uploadDocument',
          tag: 'Document signature',
          summary: 'Upload a document by itself',
          description:
            'For large documents, up to 1 GiB: the octets as they are. A signature request of this client names it as the `upload` of a document, once, within a day; otherwise it is forgotten.',
          octets: true,
          status: 201,
          reply: Upload,
          refuses: ['invalid_request', 'expired', 'too_many_requests'],
        }),
      },
      (request, reply) => {
        created(reply);
        return upload(deps, request);
      },
    );
  });
}

function upload(deps: SsaDeps, request: FastifyRequest): Promise<unknown> {
  const { client } = callerOf(request);
  const coming = { client, size: announced(request, documentLimit(deps)), limits: waitingUploads };
  return comingIn(deps, coming, async (place) => {
    const { octets, measure } = measured(bodyOctets(request), documentLimit(deps));
    await deps.documents.put(place.document_key, place.id, uploadName, octets);
    const arrived = measure();
    return once(deps, request, [arrived.sha256], () => keepUpload(deps, place, arrived));
  });
}

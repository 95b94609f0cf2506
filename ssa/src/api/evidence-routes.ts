import { Evidence, idParameter } from '@chancery/api';
import { findRequest, type SignatureRequest } from '@chancery/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { evidenceOf } from '../evidence/evidence.ts';
import { evidencePage } from '../evidence/evidence-page.ts';
import { settleRequest } from '../sign/settle-request.ts';
import { SsaError } from '../ssa-error.ts';
import { callerOf, forApplications } from './caller.ts';
import { described } from './operation.ts';

const tag = 'Document signature';

type One = { Params: { id: string } };

/** What a service provider keeps of a signature, beside the signed documents. */
export function evidenceRoutes(app: FastifyInstance, deps: SsaDeps): void {
  app.get<One>(
    '/api/v1/signature-requests/:id/evidence',
    {
      ...forApplications(deps),
      ...described({
        id: 'fetchEvidence',
        tag,
        summary: 'Fetch the evidence of a signature',
        description:
          'Who approved what, on which assurance, by which factors, to which terms, over which hashes, with the proof that it stands in the audit log of the signature activation module. Fetch it when `proven` is true, a minute after the signature, and keep it: `chancery audit verify` judges it years later without a database.',
        params: idParameter,
        reply: Evidence,
        refuses: ['not_signed'],
      }),
    },
    async (request) => evidenceOf(deps, await settleRequest(deps, await find(deps, request))),
  );
  pageRoute(app, deps);
}

function pageRoute(app: FastifyInstance, deps: SsaDeps): void {
  app.get<One>(
    '/api/v1/signature-requests/:id/evidence.pdf',
    {
      ...forApplications(deps),
      exposeHeadRoute: false,
      ...described({
        id: 'fetchEvidencePage',
        tag,
        summary: 'Fetch the evidence of a signature as a PDF',
        description: 'The same to read, print and file. The package is the evidence, this page describes it.',
        params: idParameter,
        reply: 'application/pdf',
        refuses: ['not_signed'],
      }),
    },
    async (request, reply) => {
      const evidence = await evidenceOf(deps, await settleRequest(deps, await find(deps, request)));
      const page = evidencePage(evidence, deps.operator, deps.signatureFonts);
      reply.header('content-disposition', `attachment; filename*=UTF-8''evidence-${evidence.request}.pdf`);
      return reply.header('cache-control', 'no-store').type('application/pdf').send(Buffer.from(page));
    },
  );
}

/** Another client's request is as if there were none. */
async function find({ store }: SsaDeps, request: FastifyRequest<One>): Promise<SignatureRequest> {
  const found = await findRequest(store.db, callerOf(request).client, request.params.id);
  if (found === undefined) throw new SsaError('not_found', 'There is no such signature request.');
  return found;
}

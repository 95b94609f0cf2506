import { NewValidation, Validation } from '@chancery/api';
import { nameToString, signatureKind } from '@chancery/pki';
import { type SignatureReport, ValidationError, validatePdf } from '@chancery/validation';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { decodeBase64 } from './base64.ts';
import { forApplications } from './caller.ts';
import { readRoot } from './certificates.ts';
import { described } from './operation.ts';

const bodyLimit = 64 * 1024 * 1024;

/** Signature validation (EN 319 102-1): the verdict is a value; only what is no PDF is refused. */
export function validationRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const operation = {
    id: 'validateSignatures',
    tag: 'Signature validation',
    summary: 'Judge the signatures of a PDF',
    description: 'The verdict is a value: a document with broken signatures answers 200 and says what is broken.',
    body: NewValidation,
    reply: Validation,
    refuses: ['document_not_pdf'],
  } as const;
  app.post<{ Body: NewValidation }>(
    '/api/v1/signatures/validate',
    { ...forApplications(deps), bodyLimit, ...described(operation) },
    async ({ body }) => judge(deps, body),
  );
}

function judge(deps: SsaDeps, { document, roots }: NewValidation): Validation {
  const given = roots?.map((root, i) => decodeBase64(root, `roots[${i}]`)) ?? deps.roots;
  try {
    const report = validatePdf(decodeBase64(document, 'document'), { roots: given.map(readRoot), at: deps.clock() });
    const signatures = report.signatures.map(shown);
    const passed = signatures.length > 0 && signatures.every(({ indication }) => indication === 'TOTAL-PASSED');
    return {
      valid: passed && report.errors.length === 0,
      at: report.at.toISOString(),
      errors: [...report.errors],
      signatures,
    };
  } catch (cause) {
    if (!(cause instanceof ValidationError)) throw cause;
    throw new SsaError('document_not_pdf', 'The document is not a PDF.', { cause });
  }
}

function shown(report: SignatureReport): Validation['signatures'][number] {
  const { fieldName, indication, subIndication, intact, coverage, claimedTime, signer, chain, errors, warnings } =
    report;
  return {
    field: fieldName,
    indication,
    ...(subIndication === undefined ? {} : { sub_indication: subIndication }),
    intact,
    trusted: chain.length > 0,
    covers_whole_file: coverage.wholeFile,
    revision_end: coverage.end,
    ...(signer === undefined
      ? {}
      : {
          kind: signatureKind(signer),
          signer: nameToString(signer.subject),
          certificate: Buffer.from(signer.der).toString('base64'),
        }),
    ...(claimedTime === undefined ? {} : { claimed_time: claimedTime.toISOString() }),
    errors: [...errors],
    warnings: [...warnings],
  };
}

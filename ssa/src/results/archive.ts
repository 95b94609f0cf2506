import { Readable } from 'node:stream';
import type { SignatureRequest } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { type ZipEntry, zipOf } from '../documents/zip.ts';
import { type Frozen, frozenDocuments } from '../sign/frozen-documents.ts';
import { requireSigned, signedFile, signedFileName } from '../sign/signed-document.ts';
import { measured } from '../uploads/octets.ts';
import { fileNames } from './file-names.ts';
import { digested, type ReportedDocument, reportedRequest } from './report.ts';
import { reportPage } from './report-page.ts';

const reports = ['report.html', 'report.json'];

/**
 * All signed documents of a request and a report on them, as one ZIP that is made while it is read. Throws SsaError
 * `not_signed` or `not_found`.
 */
export async function resultArchive(deps: SsaDeps, request: SignatureRequest): Promise<Readable> {
  requireSigned(request);
  const documents = await frozenDocuments(deps, request);
  const about = await reportedRequest(deps, request);
  const entries = entriesOf(deps, request, documents, about);
  return Readable.from(zipOf(entries, new Date(about.signed_at)), { objectMode: false });
}

/** The report comes last: it tells the digests of what went before. */
async function* entriesOf(
  deps: SsaDeps,
  request: SignatureRequest,
  documents: readonly Frozen[],
  about: Awaited<ReturnType<typeof reportedRequest>>,
): AsyncGenerator<ZipEntry> {
  const names = fileNames(documents.map(signedFileName), reports);
  const told: ReportedDocument[] = [];
  for (const [i, document] of documents.entries()) {
    const file = names[i] ?? '';
    const { stream } = await signedFile(deps, request, document);
    const { octets, measure } = measured(stream, Number.POSITIVE_INFINITY);
    try {
      yield { name: file, octets };
    } finally {
      // Whoever leaves before the first octet has begun nothing that would end it.
      stream.destroy();
    }
    told.push({ ...reported(document, request), file, signed: digested(measure()) });
  }
  const report = { ...about, documents: told };
  yield { name: 'report.html', octets: textOf(reportPage(report)) };
  yield { name: 'report.json', octets: textOf(`${JSON.stringify(report, null, 2)}\n`) };
}

function reported({ row, frozen }: Frozen, { level: asked }: SignatureRequest) {
  const { name, size, sha256 } = row;
  const level = row.level ?? 'B-B';
  const { format = 'pades', container } = frozen;
  return {
    name,
    format,
    ...(container === undefined ? {} : { container }),
    uploaded: digested({ size, sha256 }),
    level,
    ...(level === asked ? {} : { not_reached: asked }),
  };
}

async function* textOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

import { createHash } from 'node:crypto';
import type { DigestName } from '@chancery/pki';
import { readToken } from '../cades/time-stamp-imprint.ts';
import { AdesError } from '../error.ts';
import { readPdf } from '../pdf/document.ts';
import { readFields } from '../pdf/form.ts';
import { Revision } from '../pdf/revision.ts';
import { bytesSource, type PdfSource } from '../pdf/source.ts';
import { dictionary } from '../pdf/value.ts';
import { declareExtension, timestampLevel } from './extension.ts';
import { chooseField, placeSignature } from './field.ts';
import { requireEncryptionAllows } from './permission.ts';
import {
  coveredDigest,
  coveredDigestFrom,
  fillPlaceholder,
  layOutPlaceholder,
  type Placeholder,
} from './placeholder.ts';
import { draftSignature } from './signature-dictionary.ts';

export interface DocumentTimestampOptions {
  readonly digest: DigestName;
  /** Bytes of the token at most: as long as the authority's last one, and a quarter more. */
  readonly size: number;
  /** Of an encrypted document, the user's or the owner's. */
  readonly password?: string;
}

/** A document time-stamp before its token: what is appended, and what the authority is to stamp. */
export interface PreparedTimestamp extends Placeholder {
  readonly digest: DigestName;
  readonly messageDigest: Uint8Array;
}

/**
 * A document time-stamp (EN 319 142-1, 5.4.3; ISO 32000-2, 12.8.5) over all of the document as it is, in a field that
 * shows nothing. Certifications and locks allow it always (12.8.2.2.2). Throws AdesError.
 */
export function prepareDocumentTimestamp(pdf: Uint8Array, options: DocumentTimestampOptions): PreparedTimestamp {
  const placeholder = layOut(bytesSource(pdf), options);
  const { digest } = options;
  return { ...placeholder, digest, messageDigest: coveredDigest(pdf, placeholder, createHash(digest)) };
}

/** The same for a document that is read in parts. */
export async function prepareDocumentTimestampFrom(
  source: PdfSource,
  options: DocumentTimestampOptions,
): Promise<PreparedTimestamp> {
  const placeholder = layOut(source, options);
  const { digest } = options;
  const messageDigest = await coveredDigestFrom(source, placeholder, createHash(digest));
  return { ...placeholder, digest, messageDigest };
}

/**
 * The appendix with the token in place. Throws AdesError `time-stamp` for a token over something else,
 * `placeholder-too-small` for one that does not fit.
 */
export function embedDocumentTimestamp(prepared: PreparedTimestamp, token: Uint8Array): Uint8Array {
  const { digest, value } = readToken(token).imprint;
  if (digest !== prepared.digest || !Buffer.from(value).equals(prepared.messageDigest)) {
    throw new AdesError('time-stamp', 'the time-stamp is over something else');
  }
  return fillPlaceholder(prepared, token);
}

const largestToken = 1024 * 1024;

function layOut(source: PdfSource, { size, password }: DocumentTimestampOptions): Placeholder {
  if (!(Number.isSafeInteger(size) && size > 0 && size <= largestToken)) {
    throw new AdesError('input', `no room for a token: ${size} bytes`);
  }
  const revision = new Revision(readPdf(source, password === undefined ? {} : { password }));
  requireEncryptionAllows(revision.document, true);
  const target = chooseField(readFields(revision.document), { newName: 'Timestamp' });
  const signature = revision.reserve();
  const content = { type: 'DocTimeStamp', subFilter: 'ETSI.RFC3161', room: size, entries: dictionary({}) } as const;
  const draft = draftSignature(content, (value) => revision.write(signature, value));
  placeSignature(revision, target, signature);
  declareExtension(revision, timestampLevel);
  return layOutPlaceholder(revision, signature, draft, 'document time-stamp');
}

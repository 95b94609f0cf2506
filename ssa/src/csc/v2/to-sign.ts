import { createHash } from 'node:crypto';
import {
  bindingOf,
  bytesSource,
  cadesSteps,
  embedDocument,
  isSignedPdf,
  jadesSteps,
  type LevelSteps,
  prepareDigest,
  prepareDocument,
  prepareParallel,
  type SignatureForm,
  type SignatureValue,
  type Signer,
  xadesSteps,
} from '@chancery/sca';
import { stepsOf } from '../../levels/steps.ts';
import { nameInContainer } from '../../sign/stored-form.ts';
import { CscError } from '../csc-error.ts';
import type { Entry } from './document-entry.ts';

type DocumentEntry = Extract<Entry, { document: Uint8Array }>;
type DigestEntry = Extract<Entry, { hash: Uint8Array }>;

/** One signature, prepared: from here on nothing is computed again. */
export interface ToSign {
  readonly entry: Entry;
  readonly dtbsr: Uint8Array;
  /** The digest of the document, which is what somebody may have authorized. */
  readonly authorized: Uint8Array;
  /** What shows that, where something does: `bindingOf` of the signature creation application. */
  readonly attributes?: Uint8Array | undefined;
  /** The signed document, or the signature alone. Throws ScaError. */
  embed(value: SignatureValue): Promise<Uint8Array>;
  /** How that is raised to its level. */
  steps(): Promise<LevelSteps>;
}

/** Throws ScaError, and CscError for an envelope that this document does not take. */
export function toSign(entry: Entry, signer: Signer): Promise<ToSign> {
  const name = entry.props.name === undefined ? {} : { name: entry.props.name };
  const named = { ...signer, ...name };
  return 'document' in entry ? documentToSign(entry, named) : digestToSign(entry, named);
}

async function documentToSign(entry: DocumentEntry, signer: Signer): Promise<ToSign> {
  if (entry.envelope === 'Parallel') return parallelToSign(entry, signer);
  const source = bytesSource(entry.document);
  const form = formOf(entry);
  const prepared = await prepareDocument(source, form, signer);
  return {
    entry,
    dtbsr: prepared.signature.prepared.dtbsr,
    attributes: bindingOf(prepared.signature, source),
    authorized: createHash(signer.scheme.digest).update(entry.document).digest(),
    embed: async (value) => {
      const { kind, octets } = await embedDocument(prepared, value, source);
      return kind === 'appendix' ? Buffer.concat([entry.document, octets]) : octets;
    },
    steps: () => stepsOf(form, entry.fileName, async () => entry.document),
  };
}

/** What is signed, and may have been authorized, is the content of the signature that came, not that signature. */
function parallelToSign(entry: DocumentEntry, signer: Signer): ToSign {
  const format = entry.format === 'C' ? 'cades' : 'jades';
  const { dtbsr, attributes, content, embed, steps } = prepareParallel(format, entry.document, signer);
  const made = { embed: async (value: SignatureValue) => embed(value), steps: async () => steps };
  return { entry, dtbsr, attributes, authorized: content, ...made };
}

function formOf(entry: DocumentEntry): SignatureForm {
  const { format, envelope, container, fileName, props } = entry;
  if (format === 'P') return pdfForm(entry);
  const described = props.mimeType === undefined ? {} : { mimeType: props.mimeType };
  if (container !== undefined)
    return { format: format === 'C' ? 'cades' : 'xades', container, fileName: nameInContainer(fileName), ...described };
  if (format === 'X') return { format: 'xades', packaging: packagingOf(envelope ?? 'Enveloped'), fileName };
  const packaging = envelope === 'Detached' ? 'detached' : 'attached';
  return format === 'C' ? { format: 'cades', packaging, ...described } : { format: 'jades', packaging, fileName };
}

function packagingOf(envelope: NonNullable<Entry['envelope']>): 'enveloped' | 'enveloping' | 'detached' {
  return envelope === 'Enveloped' ? 'enveloped' : envelope === 'Enveloping' ? 'enveloping' : 'detached';
}

/** A certification is the first signature of its PDF (ISO 32000-2, 12.8.2.2): asked for by name it is that or nothing. */
function pdfForm({ envelope, document, props: { name: _, mimeType: __, ...said } }: DocumentEntry): SignatureForm {
  if (envelope === 'Revision') return { format: 'pades', ...said };
  if (!isSignedPdf(bytesSource(document))) return { format: 'pades', certification: 2, ...said };
  if (envelope === 'Certification') throw new CscError('invalidEnvelope');
  return { format: 'pades', ...said };
}

async function digestToSign(entry: DigestEntry, signer: Signer): Promise<ToSign> {
  const { hash, format, fileName, props } = entry;
  const described = props.mimeType === undefined ? {} : { mimeType: props.mimeType };
  const prepared = prepareDigest(hash, { format: formats[format], fileName, ...described }, signer);
  const { digest } = signer.scheme;
  const steps = { X: xadesSteps('sha256'), J: jadesSteps('sha256') };
  return {
    entry,
    dtbsr: prepared.dtbsr,
    attributes: prepared.attributes,
    authorized: hash,
    embed: async (value) => prepared.embed(value),
    steps: async () =>
      format === 'X' || format === 'J' ? steps[format] : cadesSteps(digest, 0, { digest, value: hash }),
  };
}

const formats = { P: 'pades', C: 'cades', X: 'xades', J: 'jades' } as const;

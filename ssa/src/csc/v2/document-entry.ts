import { type DigestScheme, digestLength, digestOid } from '@chancery/pki';
import { mostHashes } from '@chancery/sam/client';
import type { BaselineLevel } from '@chancery/sca';
import type { SignerCertificate } from '../credential.ts';
import { CscError, type CscErrorKey } from '../csc-error.ts';
import { decodeBase64 } from '../hash-values.ts';
import { Parameters } from '../parameters.ts';
import { readScheme, saysItsDigest } from '../signature-algorithm.ts';
import { readLevel } from './conformance-level.ts';
import { type Envelope, type Format, readEnvelope, readFormat } from './envelope.ts';
import { readSignedProps, type SignedProps } from './signed-props.ts';

/** One signature that is asked for: over a document, or over what has this digest. */
export type Entry = EntryFacts & ({ readonly document: Uint8Array } | { readonly hash: Uint8Array });

interface EntryFacts {
  readonly format: Format;
  readonly level: BaselineLevel;
  readonly envelope: Envelope | undefined;
  readonly props: SignedProps;
  readonly scheme: DigestScheme;
  /** What a signature beside it, and a container around it, call the document. */
  readonly fileName: string;
  readonly container: 'ASiC-S' | 'ASiC-E' | undefined;
}

/** Either `documents` or `documentDigests` of CSC API v2, 11.14, in their order. @throws CscError by the first thing that is not right */
export function readEntries(parameters: Parameters, signer: SignerCertificate): readonly Entry[] {
  const digests = arrayOf(parameters, 'documentDigests', 'invalidDocumentDigests');
  const documents = arrayOf(parameters, 'documents', 'invalidDocuments');
  if (digests.length > 0 && documents.length > 0) throw new CscError('documentsAndDigests');
  if (digests.length + documents.length === 0) throw new CscError('noDocuments');
  const entries = [
    ...digests.flatMap((each) => digestEntries(each, signer)),
    ...documents.map((each) => documentEntry(each, signer)),
  ];
  // No SAD is for more.
  if (entries.length > mostHashes) throw new CscError('documentsNotAuthorized');
  return entries;
}

function arrayOf(parameters: Parameters, name: string, refusal: CscErrorKey): readonly Parameters[] {
  const given = parameters.value(name) ?? [];
  if (!Array.isArray(given) || given.some((each) => Object(each) !== each || Array.isArray(each)))
    throw new CscError(refusal);
  return given.map((each: unknown) => new Parameters(each));
}

/** An entry may bring one digest or several: each is a signature of its own. */
function digestEntries(parameters: Parameters, signer: SignerCertificate): readonly Entry[] {
  const facts = factsOf(parameters, signer);
  const given = parameters.value('hash');
  const hashes: readonly unknown[] = typeof given === 'string' ? [given] : Array.isArray(given) ? given : [];
  if (hashes.length === 0) throw new CscError('hashesNotBase64');
  return hashes.map((each) => {
    const hash = decodeBase64(each, 'hashesNotBase64');
    if (hash.length !== digestLength(facts.scheme.digest)) throw new CscError('digestLength');
    return { ...besideDocument(facts), hash };
  });
}

/** Of what is not here nothing can be enveloped, and no archive time-stamp made but that of a CMS, which is over the digest. */
function besideDocument(facts: EntryFacts): EntryFacts {
  const { format, envelope = 'Detached', level, container } = facts;
  if (format !== 'P' && envelope !== 'Detached') throw new CscError('invalidEnvelope');
  if (format !== 'C' && level === 'B-LTA') throw new CscError('invalidConformanceLevel');
  if (container !== undefined) throw new CscError('invalidContainer');
  return { ...facts, envelope };
}

function documentEntry(parameters: Parameters, signer: SignerCertificate): Entry {
  const document = decodeBase64(parameters.value('document'), 'documentsNotBase64');
  const facts = factsOf(parameters, signer);
  // A signature beside others is put into no container, and says of which kind their content is in no attribute of this name (EN 319 122-1, 5.2.4).
  if (facts.envelope === 'Parallel' && facts.container !== undefined) throw new CscError('invalidContainer');
  if (facts.envelope === 'Parallel' && facts.props.mimeType !== undefined) throw new CscError('invalidSignedProps');
  return { ...facts, document };
}

function factsOf(parameters: Parameters, { publicKey: key }: SignerCertificate): EntryFacts {
  const format = readFormat(parameters);
  return {
    format,
    level: readLevel(parameters),
    scheme: readScheme(withDigest(parameters), { key, legacy: [] }) as DigestScheme,
    props: readSignedProps(parameters, format),
    envelope: readEnvelope(parameters, format),
    fileName: readName(parameters),
    container: readContainer(parameters, format),
  };
}

/** On one line, and of whole characters in one direction. */
function readName(parameters: Parameters): string {
  const name = parameters.optionalString('document_name', 'invalidDocumentName') ?? 'document';
  const right = name.length <= 255 && name.isWellFormed() && !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(name);
  if (!right) throw new CscError('invalidDocumentName');
  return name;
}

/** A document does not come with a digest: where the algorithm says none it is SHA-256. */
function withDigest(parameters: Parameters): Parameters {
  const open = parameters.value('document') !== undefined && parameters.value('hashAlgo') === undefined;
  return open && !saysItsDigest(parameters) ? parameters.with('hashAlgo', digestOid('sha256')) : parameters;
}

function readContainer(parameters: Parameters, format: Format): EntryFacts['container'] {
  const asked = parameters.optionalString('container', 'invalidContainer')?.toLowerCase() ?? 'no';
  if (asked === 'no') return undefined;
  const known = (['ASiC-S', 'ASiC-E'] as const).find((each) => each.toLowerCase() === asked);
  if (known === undefined || (format !== 'C' && format !== 'X')) throw new CscError('invalidContainer');
  return known;
}

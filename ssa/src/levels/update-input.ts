import { NewSignatureUpdate } from '@chancery/api';
import { spendUploads } from '@chancery/store';
import type { FastifyRequest } from 'fastify';
import { decodeBase64 } from '../api/base64.ts';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { readForm, twice } from '../uploads/form.ts';
import { heldPart, readJson } from '../uploads/json-part.ts';
import { bodyOctets, isForm, measured } from '../uploads/octets.ts';
import { uploadName } from '../uploads/upload.ts';
import { usableUpload, usedMeanwhile } from '../uploads/usable-upload.ts';

/** What a signature update is over: held, because raising a level reads it in many places. */
export interface UpdateInput {
  readonly wanted: NewSignatureUpdate;
  readonly document: Uint8Array;
  readonly content: Uint8Array | undefined;
}

/** Octets of a file that may be held. */
const limit = 256 * 1024 * 1024;
const names = ['document', 'content'] as const;
type Name = (typeof names)[number];
type Files = Partial<Record<Name, Uint8Array>>;

/** From JSON, from a form, from uploads, each file in one way. Throws SsaError. */
export async function updateInput(deps: SsaDeps, client: string, request: FastifyRequest): Promise<UpdateInput> {
  const { wanted, files } = isForm(request) ? await readParts(request) : fromBody(request);
  const document = await fileOf(deps, client, 'document', [files.document, wanted.document, wanted.upload]);
  const content = await fileOf(deps, client, 'content', [files.content, wanted.content, wanted.content_upload]);
  if (document === undefined) throw new SsaError('invalid_request', 'There is no document.');
  return { wanted, document, content };
}

/** Uploads that an update was made of, all in one statement. Throws SsaError `conflict`. */
export async function spend(deps: SsaDeps, client: string, { upload, content_upload }: NewSignatureUpdate) {
  const used = [upload, content_upload].filter((id) => id !== undefined);
  const { db } = deps.store;
  await db.transaction().execute(async (trx) => {
    if (!(await spendUploads(trx, client, used, 'signature update', deps.clock()))) throw usedMeanwhile();
  });
  for (const id of used) await deps.documents.delete(id);
}

function fromBody({ body }: FastifyRequest): { wanted: NewSignatureUpdate; files: Files } {
  return { wanted: body as NewSignatureUpdate, files: {} };
}

async function readParts(request: FastifyRequest): Promise<{ wanted: NewSignatureUpdate; files: Files }> {
  const files: Files = {};
  let wanted: NewSignatureUpdate | undefined;
  const whole = measured(bodyOctets(request), 3 * limit);
  await readForm(String(request.headers['content-type']), whole.octets, async (part) => {
    const name = names.find((one) => one === part.name);
    if (part.name === 'request' && wanted === undefined) wanted = await readJson(request, part, NewSignatureUpdate);
    else if (name !== undefined && files[name] === undefined) files[name] = await heldPart(part, limit);
    else if (part.name === 'request' || name !== undefined) throw twice(part);
    else throw new SsaError('invalid_request', 'Parts are named request, document and content.');
  });
  if (wanted === undefined) throw new SsaError('invalid_request', 'The form has no part named request.');
  return { wanted, files };
}

type Ways = readonly [part: Uint8Array | undefined, base64: string | undefined, upload: string | undefined];

async function fileOf(deps: SsaDeps, client: string, name: Name, ways: Ways): Promise<Uint8Array | undefined> {
  if (ways.filter((way) => way !== undefined).length > 1)
    throw new SsaError('invalid_request', `The ${name} comes in more than one way.`);
  const [part, base64, upload] = ways;
  if (upload !== undefined) return uploaded(deps, client, upload);
  return base64 === undefined ? part : decodeBase64(base64, name);
}

async function uploaded(deps: SsaDeps, client: string, id: string): Promise<Uint8Array> {
  const { document_key, size } = await usableUpload(deps, client, id);
  if (size > limit) throw new SsaError('too_large', `More than ${limit} octets are not updated here.`);
  return deps.documents.get(document_key, id, uploadName);
}

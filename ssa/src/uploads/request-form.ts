import { NewSignatureRequest } from '@chancery/api';
import type { FastifyRequest } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { originalName } from '../sign/document-names.ts';
import { SsaError } from '../ssa-error.ts';
import { documentLimit, type Place, requestLimit } from './coming-in.ts';
import { type Part, readForm, twice } from './form.ts';
import { readJson } from './json-part.ts';
import { bodyOctets, type Measure, measured } from './octets.ts';

/** What a form brought: the request in words, and the documents that are stored already, by their positions. */
export interface RequestForm {
  readonly wanted: NewSignatureRequest;
  readonly parts: ReadonlyMap<number, Measure>;
}

/**
 * A signature request as a form: the part `request` is its JSON, the part `documents[0]` the octets of its first document,
 * in any order. Stored piece by piece as it comes. Throws SsaError.
 */
export async function readRequestForm(deps: SsaDeps, request: FastifyRequest, place: Place): Promise<RequestForm> {
  const parts = new Map<number, Measure>();
  const whole = measured(bodyOctets(request), requestLimit);
  let wanted: NewSignatureRequest | undefined;
  await readForm(String(request.headers['content-type']), whole.octets, async (part) => {
    if (part.name !== 'request') return keepPart(deps, place, part, parts);
    if (wanted !== undefined) throw twice(part);
    wanted = await readJson<NewSignatureRequest>(request, part, NewSignatureRequest);
  });
  if (wanted === undefined) throw new SsaError('invalid_request', 'The form has no part named request.');
  return { wanted, parts };
}

async function keepPart(deps: SsaDeps, place: Place, part: Part, parts: Map<number, Measure>): Promise<void> {
  const position = positionOf(part);
  if (parts.has(position)) throw twice(part);
  const { octets, measure } = measured(part.octets, documentLimit(deps));
  await deps.documents.put(place.document_key, place.id, originalName(position), octets);
  parts.set(position, measure());
}

function positionOf({ name }: Part): number {
  const position = /^documents\[(0|[1-9]\d{0,2})\]$/.exec(name)?.[1];
  if (position !== undefined) return Number(position);
  throw new SsaError('invalid_request', 'Parts are named request, documents[0], documents[1] and so on.');
}

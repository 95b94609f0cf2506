import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { SsaError } from '../ssa-error.ts';
import type { Part } from './form.ts';
import { measured } from './octets.ts';

const mebibyte = 1024 * 1024;

/** The octets of a part that may be held. Throws SsaError `too_large`. */
export async function heldPart({ octets }: Part, limit: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of measured(octets, limit).octets) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A part that is JSON, judged by its schema as the body of the same operation is. Throws SsaError. */
export async function readJson<T>(request: FastifyRequest, part: Part, schema: TSchema): Promise<T> {
  const value = parsed((await heldPart(part, 16 * mebibyte)).toString('utf8'), part);
  const judge: Judge = request.compileValidationSchema(schema);
  if (judge(value)) return value as T;
  const { instancePath = '', message = 'is not what is expected' } = judge.errors?.[0] ?? {};
  throw new SsaError('invalid_request', `${part.name}${instancePath} ${message}.`);
}

interface Judge {
  (value: unknown): unknown;
  readonly errors?: readonly { readonly instancePath?: string; readonly message?: string }[] | null;
}

function parsed(text: string, { name }: Part): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SsaError('invalid_request', `The part named ${name} is not JSON.`, { cause });
  }
}

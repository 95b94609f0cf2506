import { CscError } from '../csc-error.ts';
import { decodeBase64 } from '../hash-values.ts';
import type { Parameters } from '../parameters.ts';
import type { Format } from './envelope.ts';

/** What the signer states beside the document. */
export interface SignedProps {
  readonly reason?: string;
  readonly location?: string;
  readonly contact?: string;
  readonly name?: string;
  readonly mimeType?: string;
}

/** By the names of the standards (EN 319 142-1, 5.3; EN 319 122-1, 5.2.4.2), in lower case. */
const offered: Readonly<Record<Format, Readonly<Record<string, keyof SignedProps>>>> = {
  P: { reason: 'reason', location: 'location', contactinfo: 'contact', name: 'name' },
  C: { 'mime-type': 'mimeType', '0.4.0.1733.2.1': 'mimeType' },
  X: {},
  J: {},
};

/** `signed_props` of CSC API v2, 11.14. @throws CscError that lists each attribute which is not offered or says nothing */
export function readSignedProps(parameters: Parameters, format: Format): SignedProps {
  const given = parameters.value('signed_props') ?? [];
  if (!Array.isArray(given)) throw new CscError('invalidSignedProps');
  const read = given.map((attribute) => readAttribute(attribute, offered[format]));
  const wrong = read.filter(({ value }) => value === undefined).map(({ name }) => name);
  const known = read.map(({ member }) => member);
  if (wrong.length > 0 || new Set(known).size < known.length) throw refusal(wrong);
  return Object.fromEntries(read.flatMap(({ member, value }) => (value === '' ? [] : [[member, value]])));
}

function refusal(names: readonly string[]): CscError {
  const list = names.length === 0 ? '' : `: ${names.join(', ')}`;
  return new CscError('invalidSignedProps', { description: `Invalid parameter signed_props${list}` });
}

interface Read {
  readonly name: string;
  readonly member: keyof SignedProps | undefined;
  /** Undefined where it is not right, empty where the server is to say it. */
  readonly value: string | undefined;
}

function readAttribute(attribute: unknown, known: Readonly<Record<string, keyof SignedProps>>): Read {
  const { attribute_name, attribute_value } = Object(attribute) as Readonly<Record<string, unknown>>;
  if (typeof attribute_name !== 'string') throw new CscError('invalidSignedProps');
  const word = attribute_name.toLowerCase();
  const member = Object.hasOwn(known, word) ? known[word] : undefined;
  const name = /^[\x20-\x7e]{1,100}$/.test(attribute_name) ? attribute_name : '?';
  return { name, member, value: member && readValue(member, attribute_value ?? undefined) };
}

/** The name of the signer stands in her certificate; nothing else can be said for her. */
function readValue(member: keyof SignedProps, value: unknown): string | undefined {
  if (value === undefined) return member === 'name' ? '' : undefined;
  const text = textOf(decodeBase64(value, 'invalidSignedProps'));
  const right = text !== undefined && text !== '' && text.length <= 200 && !/\p{Cc}/u.test(text);
  return right && (member !== 'mimeType' || /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/.test(text)) ? text : undefined;
}

/** UTF-8, by itself or as the DER of a UTF8String (a text never begins with the tag's form feed). */
function textOf(octets: Uint8Array): string | undefined {
  const wrapped = octets[0] === 0x0c && octets[1] === octets.length - 2 && octets.length < 130;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(wrapped ? octets.subarray(2) : octets);
  } catch {
    return undefined;
  }
}

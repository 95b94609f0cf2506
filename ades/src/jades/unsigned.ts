/** The unsigned components of a JAdES signature (TS 119 182-1, 5.3): header.etsiU, each component in base64url. */
import { AdesError } from '../error.ts';
import {
  base64url,
  isObject,
  type JsonObject,
  type Jws,
  type JwsSignature,
  objectOf,
  parseJws,
  protectedOf,
  writeJws,
} from './jws.ts';

export interface ReadJades {
  readonly jws: Jws;
  readonly index: number;
  readonly signature: JwsSignature;
  readonly header: JsonObject;
  /** As they are written, each in base64url: time-stamps are over these strings. */
  readonly written: readonly string[];
  readonly components: readonly Component[];
}

export interface Component {
  readonly name: string;
  readonly value: unknown;
}

/** One of the signatures of a JWS. Throws AdesError `not-a-jws`, `input`, `unsupported` (components that are not in base64url). */
export function readJades(octets: Uint8Array, index = 0): ReadJades {
  const jws = parseJws(octets);
  const signature = jws.signatures[index];
  if (signature === undefined) throw new AdesError('input', 'the JWS has no such signature');
  const header = protectedOf(signature);
  const written = etsiU(signature.header ?? {});
  return { jws, index, signature, header, written, components: written.map(componentOf) };
}

function etsiU({ etsiU: components = [] }: JsonObject): string[] {
  if (Array.isArray(components) && components.every((one) => typeof one === 'string')) return components;
  // 5.3.1: in the clear a canonical form would be needed.
  throw new AdesError('unsupported', 'unsigned components that are not in base64url');
}

function componentOf(text: string): Component {
  const [entry, ...more] = Object.entries(objectOf(Buffer.from(text, 'base64url').toString('utf8')));
  if (entry === undefined || more.length > 0) throw new AdesError('not-a-jws', 'not one unsigned component');
  const [name, value] = entry;
  return { name, value };
}

/** Behind those that are there; the compact form becomes the flattened one, which has a place for it. */
export function withComponent({ jws, index, signature, written }: ReadJades, name: string, value: unknown): Uint8Array {
  const component = base64url(Buffer.from(JSON.stringify({ [name]: value })));
  const header = { ...signature.header, etsiU: [...written, component] };
  const signatures = jws.signatures.with(index, { ...signature, header });
  const serialization = jws.serialization === 'compact' ? 'flattened' : jws.serialization;
  return writeJws({ ...jws, serialization, signatures });
}

/** Objects of a PKI in a list (5.4.2): DER. What is something else is left out. */
export function derOf(list: unknown): Uint8Array[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one) =>
    isObject(one) && typeof one['val'] === 'string' ? [Buffer.from(one['val'], 'base64')] : [],
  );
}

export function pkiObject(der: Uint8Array): JsonObject {
  return { val: Buffer.from(der).toString('base64') };
}

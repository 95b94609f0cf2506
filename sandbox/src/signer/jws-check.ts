/** What a JSON signature is over, as the approval page checks it: its payload is the file, or its header lists the file. */
import { createHash } from 'node:crypto';
import { demand } from './statement.ts';

export interface JwsProof {
  readonly originalSize: number;
  /** JSON in b64u. */
  readonly protectedHeader: string;
}

type Fields = Readonly<Record<string, unknown>>;

const byUriHash = 'http://uri.etsi.org/19182/ObjectIdByURIHash';
const hashes: ReadonlyMap<unknown, string> = new Map([
  ['S256', 'sha256'],
  ['S384', 'sha384'],
  ['S512', 'sha512'],
]);

/** The JWS Signing Input (RFC 7515, 5.1). Throws SandboxError `statement` unless it is of this file alone. */
export function checkJws(file: Uint8Array, proof: JwsProof, { type }: { readonly type: string }): Uint8Array {
  demand(type === 'file' && file.length === proof.originalSize, 'something stands behind the document');
  const { sigD, b64 } = headerOf(proof.protectedHeader);
  demand(b64 === (sigD === undefined ? undefined : false), 'the payload is signed in an unknown form');
  if (sigD !== undefined) demand(isObject(sigD) && listsOnly(file, sigD), 'the header lists something else');
  const payload = sigD === undefined ? Buffer.from(file).toString('base64url') : '';
  return Buffer.from(`${proof.protectedHeader}.${payload}`);
}

/** TS 119 182-1, 5.2.8. */
function listsOnly(file: Uint8Array, { mId, pars, hashM, hashV }: Fields): boolean {
  const hash = hashes.get(hashM);
  if (mId !== byUriHash || hash === undefined || !isOne(pars) || !isOne(hashV)) return false;
  return createHash(hash).update(file).digest('base64url') === hashV[0];
}

function isOne(value: unknown): value is readonly [unknown] {
  return Array.isArray(value) && value.length === 1;
}

function headerOf(text: string): Fields {
  const header = parsed(Buffer.from(text, 'base64url').toString('utf8'));
  // The text is signed, not what is read from it: a dot or a stray octet in it would begin another payload.
  const once = Buffer.from(JSON.stringify(header) ?? '').toString('base64url') === text;
  demand(once, 'the header can be read in two ways');
  demand(isObject(header), 'the header is no object');
  return header;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return undefined;
  }
}

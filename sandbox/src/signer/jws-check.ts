/** What a JSON signature is over, as the approval page checks it: its payload is the file, or its header lists the file. */
import { createHash } from 'node:crypto';
import { demand } from './statement.ts';

export interface JwsProof {
  readonly originalSize: number;
  /** JSON in b64u. */
  readonly protectedHeader: string;
}

/** TS 119 182-1, 5.2.8. */
interface Listed {
  readonly mId?: string;
  readonly pars?: readonly string[];
  readonly hashM?: string;
  readonly hashV?: readonly string[];
}

const byUriHash = 'http://uri.etsi.org/19182/ObjectIdByURIHash';
const hashes: ReadonlyMap<string, string> = new Map([
  ['S256', 'sha256'],
  ['S384', 'sha384'],
  ['S512', 'sha512'],
]);

/** The JWS Signing Input (RFC 7515, 5.1). Throws SandboxError `statement` unless it is of this file alone. */
export function checkJws(file: Uint8Array, proof: JwsProof, { type }: { readonly type: string }): Uint8Array {
  demand(type === 'file' && file.length === proof.originalSize, 'something stands behind the document');
  const { sigD, b64 } = headerOf(proof.protectedHeader);
  demand(b64 === (sigD === undefined ? undefined : false), 'the payload is signed in an unknown form');
  if (sigD !== undefined) demand(listsOnly(file, sigD), 'the header lists something else');
  const payload = sigD === undefined ? Buffer.from(file).toString('base64url') : '';
  return Buffer.from(`${proof.protectedHeader}.${payload}`);
}

function listsOnly(file: Uint8Array, { mId = '', pars = [], hashM = '', hashV = [] }: Listed): boolean {
  const hash = hashes.get(hashM);
  if (mId !== byUriHash || hash === undefined || pars.length !== 1 || hashV.length !== 1) return false;
  return createHash(hash).update(file).digest('base64url') === hashV[0];
}

function headerOf(text: string): { readonly sigD?: Listed; readonly b64?: unknown } {
  const header = parsed(Buffer.from(text, 'base64url').toString('utf8'));
  // The text is signed, not what is read from it: a dot or a stray octet in it would begin another payload.
  const once = Buffer.from(JSON.stringify(header) ?? '').toString('base64url') === text;
  demand(once, 'the header can be read in two ways');
  return Object(header);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return undefined;
  }
}

/** What a JSON signature is over (TS 119 182-1, 5.2.8; RFC 7515, 2). */
import type { DigestName } from '@chancery/pki';
import { AdesError } from '../error.ts';
import { type DetachedFile, fileDigest } from '../xades/content.ts';
import { base64url, parseJws, protectedOf } from './jws.ts';

export type JadesFile = DetachedFile & { readonly mimeType?: string };

/**
 * `attached` content is the payload; of `detached` files the digest is enough; `parallel` is one more signature beside those of
 * a JWS, over the same payload, or over files that must be given when there is none in it.
 */
export type JadesContent =
  | { readonly packaging: 'attached'; readonly octets: Uint8Array }
  | { readonly packaging: 'detached'; readonly files: readonly JadesFile[] }
  | { readonly packaging: 'parallel'; readonly jws: Uint8Array; readonly files?: readonly JadesFile[] };

/** A file that is listed with its digest instead of standing in the payload. */
export interface ListedFile {
  readonly name: string;
  readonly mimeType?: string;
  readonly value: Uint8Array;
}

export interface SignedContent {
  /** In base64url; empty where files are listed. */
  readonly payload: string;
  readonly files: readonly ListedFile[];
}

const most = 500;

/** Throws AdesError `input`, `not-a-jws`, `too-complex`, `unsupported`. */
export function signedContent(content: JadesContent, digest: DigestName): SignedContent {
  if (content.packaging === 'attached') return { payload: base64url(content.octets), files: [] };
  if (content.packaging === 'detached') return { payload: '', files: listedFiles(content.files, digest) };
  const { payload, signatures } = parseJws(content.jws);
  // RFC 7797, 3: of all signatures, or of none; by another the payload would say something else.
  if (payload !== '' && signatures.some((one) => protectedOf(one)['b64'] === false))
    throw new AdesError('unsupported', 'a payload that an earlier signature does not take as base64url');
  if (payload !== '' && content.files !== undefined) throw input('files beside a payload');
  return { payload, files: payload === '' ? listedFiles(content.files ?? [], digest) : [] };
}

function listedFiles(files: readonly JadesFile[], digest: DigestName): ListedFile[] {
  const names = new Set(files.map(({ name }) => name));
  if (files.length === 0 || files.length > most) throw input(`not between one and ${most} files`);
  if (names.has('') || names.size < files.length) throw input('files without a name of their own');
  return files.map((file) => {
    const { name, mimeType } = file;
    return { name, value: fileDigest(file, digest), ...(mimeType === undefined ? {} : { mimeType }) };
  });
}

function input(message: string): AdesError {
  return new AdesError('input', message);
}

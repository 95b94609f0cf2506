import { AdesError, damaged } from '../error.ts';
import type { PdfDocument } from './document.ts';
import { keyByMd5 } from './security-md5.ts';
import { keyBySha2 } from './security-sha2.ts';
import { isInteger, isName, type PdfDictionary } from './value.ts';

/** What strings and streams are encrypted with; `none` where the document says so. */
export type Method = 'none' | 'rc4' | 'aes-128' | 'aes-256';

/** The encryption dictionary of the standard handler (ISO 32000-2, 7.6.4.2), checked once. */
export interface SecurityDictionary {
  readonly revision: 2 | 3 | 4 | 5 | 6;
  /** In bytes. */
  readonly keyLength: number;
  readonly O: Uint8Array;
  readonly U: Uint8Array;
  readonly OE: Uint8Array;
  readonly UE: Uint8Array;
  readonly Perms: Uint8Array;
  /** `/P`, a signed number of 32 bits. */
  readonly permissions: number;
  readonly encryptMetadata: boolean;
  /** The first file identifier. */
  readonly id: Uint8Array;
  readonly strings: Method;
  readonly streams: Method;
}

export interface OpenedKey {
  readonly key: Uint8Array;
  /** True when the password is the owner's, who may do everything. */
  readonly owner: boolean;
}

/** Throws AdesError `encrypted` for other handlers and versions. `document` has nothing decrypted. */
export function readSecurity(document: PdfDocument, dictionary: PdfDictionary): SecurityDictionary {
  if (!isName(document.get(dictionary, 'Filter'), 'Standard')) throw unusual('a handler other than that of passwords');
  const [version, revision] = [integer(document, dictionary, 'V'), integer(document, dictionary, 'R')];
  requireTogether(version, revision);
  const bytes = (key: string) => octets(document, dictionary, key);
  const metadata = document.get(dictionary, 'EncryptMetadata');
  return {
    revision,
    keyLength: keyLength(version, document, dictionary),
    O: bytes('O'),
    U: bytes('U'),
    OE: bytes('OE'),
    UE: bytes('UE'),
    Perms: bytes('Perms'),
    permissions: (integer(document, dictionary, 'P') ?? 0) | 0,
    encryptMetadata: !(metadata.kind === 'boolean' && !metadata.value),
    id: firstIdentifier(document),
    ...methods(document, dictionary, version),
  };
}

/** The file key. Throws AdesError `password` when neither the given nor the empty password opens the document. */
export function openKey(security: SecurityDictionary, password: string | undefined): OpenedKey {
  const open = security.revision >= 5 ? keyBySha2 : keyByMd5;
  const opened = open(security, password ?? '');
  if (opened !== undefined) return opened;
  const sentence = password === undefined ? 'the document opens only with a password' : 'the password is wrong';
  throw new AdesError('password', sentence);
}

function unusual(what: string): AdesError {
  return new AdesError('encrypted', `the document is encrypted in a way that is not supported: ${what}`);
}

function requireTogether(
  version: number | undefined,
  revision: number | undefined,
): asserts revision is 2 | 3 | 4 | 5 | 6 {
  const known = ['1/2', '1/3', '2/3', '4/4', '5/5', '5/6'];
  if (!known.includes(`${version}/${revision}`)) throw unusual(`version ${version}, revision ${revision}`);
}

/** Table 20: `/Length` counts for version 2 alone, in bits. */
function keyLength(version: number | undefined, document: PdfDocument, dictionary: PdfDictionary): number {
  if (version === 1) return 5;
  if (version === 5) return 32;
  if (version === 4) return 16;
  const bits = integer(document, dictionary, 'Length') ?? 40;
  if (bits < 40 || bits > 128 || bits % 8 !== 0) throw unusual(`a key of ${bits} bits`);
  return bits / 8;
}

function methods(document: PdfDocument, dictionary: PdfDictionary, version: number | undefined) {
  if (version === 1 || version === 2) return { strings: 'rc4', streams: 'rc4' } as const;
  const filter = (key: string) => cryptFilter(document, dictionary, key, version === 5);
  return { strings: filter('StrF'), streams: filter('StmF') };
}

/** 7.6.6: the crypt filter under a name; Identity is what a document says that names none. */
function cryptFilter(document: PdfDocument, dictionary: PdfDictionary, key: string, version5: boolean): Method {
  const named = document.get(dictionary, key);
  if (named.kind !== 'name' || named.value === 'Identity') return 'none';
  const filters = document.get(dictionary, 'CF');
  const filter = filters.kind === 'dictionary' ? document.get(filters, named.value) : filters;
  const method = filter.kind === 'dictionary' ? document.get(filter, 'CFM') : filter;
  const word = method.kind === 'name' ? method.value : '';
  if (word === 'V2' && !version5) return 'rc4';
  if (word === 'AESV2' && !version5) return 'aes-128';
  if (word === 'AESV3' && version5) return 'aes-256';
  throw unusual(`the crypt filter ${JSON.stringify(named.value)}`);
}

function integer(document: PdfDocument, dictionary: PdfDictionary, key: string): number | undefined {
  const value = document.get(dictionary, key);
  return isInteger(value) ? value.value : undefined;
}

function octets(document: PdfDocument, dictionary: PdfDictionary, key: string): Uint8Array {
  const value = document.get(dictionary, key);
  return value.kind === 'string' ? value.bytes : new Uint8Array();
}

function firstIdentifier(document: PdfDocument): Uint8Array {
  const id = document.get(document.trailer, 'ID');
  const first = id.kind === 'array' ? document.resolve(id.items[0]) : id;
  if (first.kind === 'string') return first.bytes;
  if (id.kind === 'null') return new Uint8Array();
  throw damaged('the file identifier cannot be read');
}

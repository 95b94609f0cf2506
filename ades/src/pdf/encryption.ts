import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { damaged } from '../error.ts';
import type { PdfDocument } from './document.ts';
import { rc4 } from './rc4.ts';
import { type Method, openKey, readSecurity } from './security.ts';
import { isName, type PdfDictionary, type PdfReference, type PdfValue } from './value.ts';

/** What of ISO 32000-2, table 22 concerns signing, as bits of `/P`. */
const modify = 1 << 3;
const annotateAndFill = 1 << 5;
const fill = 1 << 8;

/** The encryption of one document, opened with a password: strings and streams by the object they stand in. */
export class Encryption {
  /** Who opened the document may sign an empty field. */
  readonly maySign: boolean;
  /** … and may make a new one. */
  readonly mayAddField: boolean;
  readonly #key: Uint8Array;
  readonly #strings: Method;
  readonly #streams: Method;
  readonly #encryptMetadata: boolean;
  readonly #own: number | undefined;

  /** Throws AdesError `encrypted` for unusual handlers, `password` when it does not open. `document` is undecrypted. */
  constructor(document: PdfDocument, password: string | undefined) {
    const entry = document.trailer.entries.get('Encrypt');
    const security = readSecurity(document, document.dictionary(entry, 'the encryption'));
    const { key, owner } = openKey(security, password);
    const may = (bits: number) => owner || (security.permissions & bits) !== 0;
    // Revision 2 knows no bit 9.
    this.maySign = may(annotateAndFill) || (security.revision > 2 && may(fill));
    this.mayAddField = may(modify) && may(annotateAndFill);
    this.#key = key;
    this.#strings = security.strings;
    this.#streams = security.streams;
    this.#encryptMetadata = security.encryptMetadata;
    this.#own = entry?.kind === 'reference' ? entry.number : undefined;
  }

  /** The value of an object as it was before encryption. */
  decrypted(at: PdfReference, value: PdfValue): PdfValue {
    if (this.#strings === 'none' || at.number === this.#own) return value;
    return mapStrings(value, (bytes) => decrypt(this.#strings, this.#objectKey(this.#strings, at), bytes));
  }

  /** The value of an object as it is written. */
  encrypted(at: PdfReference, value: PdfValue): PdfValue {
    return mapStrings(value, (bytes) => this.#encrypt(this.#strings, at, bytes));
  }

  encryptedData(at: PdfReference, data: Uint8Array): Uint8Array {
    return this.#encrypt(this.#streams, at, data);
  }

  /** The data of a stream before encryption, its filters not yet undone. */
  decryptedData(at: PdfReference, dictionary: PdfDictionary, data: Uint8Array): Uint8Array {
    const method = this.#methodOf(dictionary);
    return decrypt(method, this.#objectKey(method, at), data);
  }

  /** 7.6.3: cross-reference streams are never encrypted, metadata and streams with a filter of their own may not be. */
  #methodOf(dictionary: PdfDictionary): Method {
    const type = dictionary.entries.get('Type');
    const clear = isName(type, 'XRef') || (isName(type, 'Metadata') && !this.#encryptMetadata);
    const [filter] = list(dictionary.entries.get('Filter'));
    if (clear || (isName(filter, 'Crypt') && isIdentity(dictionary))) return 'none';
    return this.#streams;
  }

  #encrypt(method: Method, at: PdfReference, data: Uint8Array): Uint8Array {
    if (method === 'none') return data;
    const key = this.#objectKey(method, at);
    return method === 'rc4' ? rc4(key, data) : encryptAes(key, this.#vector(at, data), data);
  }

  /** Algorithm 1 (7.6.3.2): a key for each object, but for AES-256 (algorithm 1.A). */
  #objectKey(method: Method, { number, generation }: PdfReference): Uint8Array {
    if (method === 'aes-256' || method === 'none') return this.#key;
    const salt = Buffer.alloc(method === 'rc4' ? 5 : 9, 'sAlT');
    salt.writeUIntLE(number, 0, 3);
    salt.writeUIntLE(generation, 3, 2);
    if (method === 'aes-128') salt.write('sAlT', 5, 'latin1');
    const hash = createHash('md5').update(this.#key).update(salt).digest();
    return hash.subarray(0, Math.min(this.#key.length + 5, 16));
  }

  /** Nobody without the key can foresee it, and the same preparation twice is the same bytes. */
  #vector({ number, generation }: PdfReference, data: Uint8Array): Uint8Array {
    const mac = createHmac('sha256', this.#key).update(`iv ${number} ${generation} `);
    return mac.update(data).digest().subarray(0, 16);
  }
}

const block = 16;

function encryptAes(key: Uint8Array, vector: Uint8Array, data: Uint8Array): Uint8Array {
  const cipher = createCipheriv(key.length === 32 ? 'aes-256-cbc' : 'aes-128-cbc', key, vector);
  return Buffer.concat([vector, cipher.update(data), cipher.final()]);
}

function decrypt(method: Method, key: Uint8Array, data: Uint8Array): Uint8Array {
  if (method === 'none' || data.length === 0) return data;
  return method === 'rc4' ? rc4(key, data) : decryptAes(key, data);
}

function decryptAes(key: Uint8Array, data: Uint8Array): Uint8Array {
  if (data.length === block) return new Uint8Array(); // some producers leave out the padding of nothing
  if (data.length % block !== 0) throw damaged('encrypted data of an impossible length');
  const name = key.length === 32 ? 'aes-256-cbc' : 'aes-128-cbc';
  const decipher = createDecipheriv(name, key, data.subarray(0, block));
  try {
    return Buffer.concat([decipher.update(data.subarray(block)), decipher.final()]);
  } catch (cause) {
    throw damaged('encrypted data without its padding', cause);
  }
}

/** 7.6.2: all strings but the contents of signatures. */
function mapStrings(value: PdfValue, change: (bytes: Uint8Array) => Uint8Array): PdfValue {
  if (value.kind === 'string') return { ...value, bytes: change(value.bytes) };
  if (value.kind === 'array') return { kind: 'array', items: value.items.map((item) => mapStrings(item, change)) };
  if (value.kind === 'dictionary') return mapDictionary(value, change);
  if (value.kind === 'stream') return { ...value, dictionary: mapDictionary(value.dictionary, change) };
  return value;
}

function mapDictionary(dictionary: PdfDictionary, change: (bytes: Uint8Array) => Uint8Array): PdfDictionary {
  const isSignature = dictionary.entries.has('ByteRange');
  const mapped = [...dictionary.entries].map(([key, value]): [string, PdfValue] => [
    key,
    isSignature && key === 'Contents' ? value : mapStrings(value, change),
  ]);
  return { kind: 'dictionary', entries: new Map(mapped) };
}

function list(value: PdfValue | undefined): readonly (PdfValue | undefined)[] {
  return value?.kind === 'array' ? value.items : [value];
}

/** 7.4.10: a crypt filter without a name is Identity. */
function isIdentity(dictionary: PdfDictionary): boolean {
  const [parameters] = list(dictionary.entries.get('DecodeParms'));
  if (parameters?.kind !== 'dictionary') return true;
  const named = parameters.entries.get('Name');
  return named === undefined || isName(named, 'Identity');
}

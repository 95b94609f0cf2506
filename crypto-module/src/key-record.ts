import type { CborValue } from './cbor.ts';
import { decodeHeaderMap, encodeHeaderMap } from './cbor.ts';
import type { Scal } from './command.ts';
import { CryptoModuleError } from './crypto-module-error.ts';
import type { KeyAlgorithm } from './key-algorithm.ts';
import { curveOfOid, curveOid, parseKeyAlgorithm } from './key-algorithm.ts';
import type { KeyState } from './key-state.ts';
import { isKeyState } from './key-state.ts';

/** A wrapped signing key as it rests in a database: worthless without the module, useless when edited. */
export interface KeyRecord {
  /** Deterministic CBOR of the {@link KeyHeader} */
  readonly header: Uint8Array;
  /** PKCS#8 under AES-256 key wrap with padding (RFC 5649); null once destroyed */
  readonly blob: Uint8Array | null;
  /** HMAC-SHA256 over header || blob */
  readonly mac: Uint8Array;
}

export interface KeyHeader {
  readonly keyId: string;
  readonly owner: string | null;
  readonly algorithm: KeyAlgorithm;
  /** SHA-256 of the SubjectPublicKeyInfo */
  readonly spkiSha256: Uint8Array;
  readonly kekId: string;
  readonly kekGeneration: number;
  /** First three bytes of the zero block under the key-encryption key */
  readonly kekCheckValue: Uint8Array;
  readonly wrapMechanism: number;
  readonly policy: string;
  readonly scal: Scal;
  /** Unix seconds */
  readonly created: number;
  readonly version: number;
  readonly state: KeyState;
  /** Unix seconds */
  readonly assignedAt: number | null;
  readonly certSha256: Uint8Array | null;
}

/** The record format; 3 and 20 are kept free (tenant, limit of signatures). */
const format = 'chancery-key-v1';
const usage = 'sign';

export function encodeHeader(header: KeyHeader): Uint8Array {
  const { algorithm } = header;
  return encodeHeaderMap(
    new Map<number, CborValue>([
      [1, format],
      [2, header.keyId],
      [4, header.owner],
      [5, algorithm.kind],
      [6, parameterOf(algorithm)],
      [7, header.spkiSha256],
      [8, header.kekId],
      [9, header.kekGeneration],
      [10, header.kekCheckValue],
      [11, header.wrapMechanism],
      [12, header.policy],
      [13, header.scal],
      [14, usage],
      [15, header.created],
      [16, header.version],
      [17, header.state],
      [18, header.assignedAt],
      [19, header.certSha256],
      [20, null],
    ]),
  );
}

/** The size or the curve; a key that signs messages is named by its kind alone. */
function parameterOf(algorithm: KeyAlgorithm): CborValue {
  if (algorithm.kind === 'rsa') return algorithm.bits;
  return algorithm.kind === 'ec' ? curveOid(algorithm.curve) : null;
}

/**
 * Reads a header. It proves nothing by itself: only a lane, which checks the MAC first, may act on it.
 * @throws CryptoModuleError `record-invalid`
 */
export function readHeader(header: Uint8Array): KeyHeader {
  const fields = decodeHeaderMap(header);
  const take = <T>(key: number, is: (value: unknown) => value is T): T => {
    const value = fields.get(key);
    if (!is(value)) throw new CryptoModuleError('record-invalid', `header field ${key} is not what it should be`);
    return value;
  };
  if (fields.size !== 19 || take(1, isText) !== format || take(14, isText) !== usage || take(20, isNull) !== null) {
    throw new CryptoModuleError('record-invalid', 'not a key header of this version');
  }
  return {
    keyId: take(2, isText),
    owner: take(4, isTextOrNull),
    algorithm: readAlgorithm(take(5, isText), fields.get(6)),
    spkiSha256: take(7, isSha256),
    kekId: take(8, isText),
    kekGeneration: take(9, isNumber),
    kekCheckValue: take(10, isBytes),
    wrapMechanism: take(11, isNumber),
    policy: take(12, isText),
    scal: take(13, isScal),
    created: take(15, isNumber),
    version: take(16, isNumber),
    state: take(17, isKeyState),
    assignedAt: take(18, isNumberOrNull),
    certSha256: take(19, isSha256OrNull),
  };
}

function readAlgorithm(kind: string, parameter: unknown): KeyAlgorithm {
  const curve = typeof parameter === 'string' ? curveOfOid(parameter) : undefined;
  const algorithm = parseKeyAlgorithm({ kind, bits: parameter, curve });
  if (parameterOf(algorithm) === parameter) return algorithm;
  throw new CryptoModuleError('record-invalid', 'a parameter that this kind of key has not');
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;
const isNull = (value: unknown): value is null => value === null;
const isTextOrNull = (value: unknown): value is string | null => isNull(value) || isText(value);
const isNumberOrNull = (value: unknown): value is number | null => isNull(value) || isNumber(value);
const isSha256 = (value: unknown): value is Uint8Array => isBytes(value) && value.length === 32;
const isSha256OrNull = (value: unknown): value is Uint8Array | null => isNull(value) || isSha256(value);
export const isScal = (value: unknown): value is Scal => value === 1 || value === 2;

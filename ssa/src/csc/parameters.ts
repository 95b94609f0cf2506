import { CscError, type CscErrorKey } from './csc-error.ts';

/** Names clients use for the same thing, whichever dialect they speak: those of v1 and of v2, and the other case of some libraries. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  credentialID: ['credential_id'],
  hash: ['hashes'],
  hashAlgo: ['hashAlgorithmOID', 'hash_algorithm_oid'],
  signAlgo: ['sign_algo'],
  operationMode: ['operation_mode'],
  userID: ['user_id'],
  credentialInfo: ['credential_info'],
  certInfo: ['cert_info'],
  authInfo: ['auth_info'],
  clientData: ['client_data'],
  signAlgoParams: ['sign_algo_params'],
  onlyValid: ['only_valid'],
  returnValidationInfo: ['returnValidationInformation'],
  validity_period: ['validityPeriod'],
  response_uri: ['responseURI'],
};

/**
 * The members of a request body as real clients send them: null and the empty string are absent, unknown members are
 * ignored, two names of one parameter must agree. What is of the wrong type is refused with the words given.
 */
export class Parameters {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #fromTexts: boolean;

  /** @throws CscError when the body is not a JSON object */
  constructor(body: unknown, fromTexts = false) {
    this.#fromTexts = fromTexts;
    if (typeof (body ?? {}) !== 'object' || Array.isArray(body)) throw new CscError('malformedRequest');
    this.#members = (body ?? {}) as Record<string, unknown>;
  }

  /** The same with one member more. */
  with(name: string, value: unknown): Parameters {
    return new Parameters({ ...this.#members, [name]: value }, this.#fromTexts);
  }

  /** The same, where numbers and truth values may be texts. */
  fromTexts(): Parameters {
    return new Parameters(this.#members, true);
  }

  value(name: string): unknown {
    const values = [name, ...(aliases[name] ?? [])]
      .map((each) => this.#member(each))
      .filter((each) => each !== undefined);
    const [first, ...others] = values;
    if (others.some((other) => !areSame(other, first))) throw new CscError('contradictingNames');
    return first;
  }

  string(name: string, refusal: CscErrorKey): string {
    const value = this.value(name);
    if (typeof value === 'string') return value;
    throw new CscError(refusal);
  }

  optionalString(name: string, refusal: CscErrorKey): string | undefined {
    return this.value(name) === undefined ? undefined : this.string(name, refusal);
  }

  flag(name: string, refusal: CscErrorKey): boolean {
    const value = this.value(name) ?? false;
    if (typeof value === 'boolean') return value;
    if (this.#fromTexts && (value === 'true' || value === 'false')) return value === 'true';
    throw new CscError(refusal);
  }

  /** Undefined for one that did not come. */
  integer(name: string, refusal: CscErrorKey): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const number = this.#fromTexts && typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number)) return number;
    throw new CscError(refusal);
  }

  /** Whether a member came as the empty text, which elsewhere is as if it had not come. */
  isEmpty(name: string): boolean {
    return [name, ...(aliases[name] ?? [])].some((each) => this.#members[each] === '');
  }

  #member(name: string): unknown {
    const value = Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
    return value === null || value === '' ? undefined : value;
  }
}

/** What is nested so deep that nobody can write it is like nothing else. */
function areSame(one: unknown, other: unknown): boolean {
  try {
    return JSON.stringify(one) === JSON.stringify(other);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

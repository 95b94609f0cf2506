import { refuse } from './refusal.ts';

/** Parses one value where it enters, or refuses with `invalid` and the path. Messages are closed: unknown fields are refused. */
export type Reader<T> = (value: unknown, path: string) => T;

type Optional<T> = Reader<T> & { readonly optional: true };
type Fields = Readonly<Record<string, Reader<unknown>>>;
type OptionalNames<F extends Fields> = { [N in keyof F]: F[N] extends { optional: true } ? N : never }[keyof F];
type Shape<F extends Fields> = { readonly [N in Exclude<keyof F, OptionalNames<F>>]: ReturnType<F[N]> } & {
  readonly [N in OptionalNames<F>]?: ReturnType<F[N]>;
};

export function object<F extends Fields>(fields: F): Reader<Shape<F>> {
  return (value, path) => {
    const given = record(value, path);
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) refuse('invalid', `${path}.${unknown}: unknown field`);
    const present = Object.entries(fields).filter(([name, reader]) => name in given || !('optional' in reader));
    return Object.fromEntries(
      present.map(([name, reader]) => [name, reader(given[name], `${path}.${name}`)]),
    ) as Shape<F>;
  };
}

export function optional<T>(reader: Reader<T>): Optional<T> {
  return Object.assign((value: unknown, path: string) => reader(value, path), { optional: true as const });
}

/** One of several objects, told apart by the text in `name`. */
export function variant<R extends Readonly<Record<string, Reader<unknown>>>>(
  name: string,
  readers: R,
): Reader<ReturnType<R[keyof R]>> {
  return (value, path) => {
    const tag = record(value, path)[name];
    const reader = typeof tag === 'string' && Object.hasOwn(readers, tag) ? readers[tag] : undefined;
    if (reader === undefined)
      return refuse('invalid', `${path}.${name}: not one of ${Object.keys(readers).join(', ')}`);
    return reader(value, path) as ReturnType<R[keyof R]>;
  };
}

export function list<T>(reader: Reader<T>, least: number, most: number): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      return refuse('invalid', `${path}: not a list of ${least} to ${most}`);
    }
    return value.map((item, index) => reader(item, `${path}[${index}]`));
  };
}

// Control characters, and the bidirectional controls that make a text read as another.
const deceptive = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** Text that may be shown and logged: 1 to `most` code units, well formed, without control characters. */
export function text(most: number): Reader<string> {
  return (value, path) => {
    const fits = typeof value === 'string' && value.length >= 1 && value.length <= most;
    if (fits && value.isWellFormed() && !deceptive.test(value)) return value;
    return refuse('invalid', `${path}: not a text of 1 to ${most}`);
  };
}

/** An absolute http or https URL. */
export function url(): Reader<string> {
  return (value, path) => {
    const parsed = typeof value === 'string' && value.length <= 4096 ? URL.parse(value) : null;
    if (parsed?.protocol === 'https:' || parsed?.protocol === 'http:') return value as string;
    return refuse('invalid', `${path}: not a URL`);
  };
}

/** Base64url without padding (RFC 4648 section 5) of `least` to `most` bytes, in its one canonical spelling. */
export function b64u(least: number, most: number): Reader<string> {
  return (value, path) => {
    const bytes = Buffer.from(typeof value === 'string' ? value : '', 'base64url');
    const fits = bytes.length >= least && bytes.length <= most && bytes.toString('base64url') === value;
    return fits ? value : refuse('invalid', `${path}: not base64url of ${least} to ${most} bytes`);
  };
}

export function integer(least: number, most: number): Reader<number> {
  return (value, path) => {
    if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
    return refuse('invalid', `${path}: not an integer of ${least} to ${most}`);
  };
}

export function oneOf<const T extends readonly (string | number | true)[]>(...values: T): Reader<T[number]> {
  return (value, path) => {
    const found = values.find((allowed) => allowed === value);
    return found ?? refuse('invalid', `${path}: not one of ${values.join(', ')}`);
  };
}

function record(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  return refuse('invalid', `${path}: not an object`);
}

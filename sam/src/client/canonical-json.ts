/**
 * JSON Canonicalization Scheme, RFC 8785: one octet sequence per value, so that a hash or a MAC over it means the value.
 * Numbers and strings follow ECMAScript (3.2.2), member names sort by UTF-16 code units (3.2.3); `undefined` members are absent.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

/** The canonical text of `value`. Throws TypeError on what JSON cannot say: NaN, infinities, lone surrogates. */
export function canonicalize(value: Json): string {
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isArray(value)) return `[${value.map(canonicalize).join(',')}]`;
  return canonicalObject(value);
}

// Array.isArray does not narrow readonly arrays out of the union.
function isArray(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('RFC 8785 3.2.2.3: not a finite number');
  return JSON.stringify(value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('RFC 8785 3.2.2.2: lone surrogate');
  return JSON.stringify(value);
}

function canonicalObject(value: { readonly [name: string]: Json | undefined }): string {
  const members: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member !== undefined) members.push(`${canonicalString(name)}:${canonicalize(member)}`);
  }
  return `{${members.join(',')}}`;
}

/**
 * The JSON Canonicalization Scheme, RFC 8785, for values that came out of JSON.parse. Written here once more because this
 * page must reach the hash it puts before the signer's passkey by itself.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) return `{${members(value).join(',')}}`;
  return JSON.stringify(value);
}

/** 3.2.3: names sorted by UTF-16 code units, which is what sort() does. */
function members(value: object): string[] {
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
}

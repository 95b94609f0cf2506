/** Joining `xml:base` values (Canonical XML 1.1, 2.4 and appendix A; RFC 3986, 5.2, for relative bases too). */

interface UriParts {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
}

function parts(uri: string): UriParts {
  const [, scheme, authority, path, query] = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/.exec(uri)!;
  return { scheme, authority, path: path!, query };
}

/** The reference as seen from where the base is; a fragment is dropped. */
export function joinReferences(base: string, reference: string): string {
  const [outer, inner] = [parts(base), parts(reference)];
  if (inner.scheme !== undefined) return written({ ...inner, path: withoutDots(inner.path) });
  const { scheme } = outer;
  if (inner.authority !== undefined) return written({ ...inner, scheme, path: withoutDots(inner.path) });
  if (inner.path === '') return written({ ...outer, query: inner.query ?? outer.query, path: withoutDots(outer.path) });
  return written({ ...outer, path: withoutDots(merged(outer, inner.path)), query: inner.query });
}

function merged({ authority, path }: UriParts, reference: string): string {
  if (reference.startsWith('/')) return reference;
  if (authority !== undefined && path === '') return `/${reference}`;
  const directory = path.endsWith('..') ? `${path}/` : path.slice(0, path.lastIndexOf('/') + 1);
  return directory + reference;
}

/** Appendix A: `..` at the start of a relative path is kept, one at the end gets its slash. */
function withoutDots(path: string): string {
  const absolute = path.startsWith('/');
  const kept: string[] = [];
  const segments = path.split('/').filter((one, at, all) => one !== '' || at === all.length - 1);
  for (const [at, segment] of segments.entries()) {
    const last = at === segments.length - 1;
    if (segment === '..') up(kept, absolute);
    else if (segment !== '.') kept.push(segment);
    if (last && (segment === '.' || segment === '..')) kept.push('');
  }
  return (absolute ? '/' : '') + kept.join('/');
}

function up(kept: string[], absolute: boolean): void {
  if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
  else if (!absolute) kept.push('..');
}

function written({ scheme, authority, path, query }: UriParts): string {
  const start = (scheme === undefined ? '' : `${scheme}:`) + (authority === undefined ? '' : `//${authority}`);
  return start + path + (query === undefined ? '' : `?${query}`);
}

/** What the signing input of a JSON signature says (RFC 7515, 5.1; TS 119 182-1, 5), for the SAM, which signs its digest for the document in it. */
import { digestOf } from '@chancery/pki';
import type { Named } from './signed-attributes.ts';

/** TS 119 182-1, 5.2.8.2 and 5.2.8.3.3. */
const hashNames = { sha256: 'S256', sha384: 'S384', sha512: 'S512' } as const;
const objectIdByUriHash = 'http://uri.etsi.org/19182/ObjectIdByURIHash';

type Header = Readonly<Record<string, unknown>>;
type Wanted = Named & { readonly digest: keyof typeof hashNames };

/**
 * Whether this is a signing input that names this document, as its payload or listed by its digest, and this certificate, and states nothing
 * else that binds a signer. The header is written anew from what may vary in it, and must be the same to the last octet.
 */
export function carryDocument(octets: Uint8Array, { document, digest, certificate }: Named): boolean {
  if (digest === 'sha1') return false;
  const wanted = { document, digest, certificate };
  const [, header = '', payload = ''] = /^([\w-]+)\.([\w-]*)$/.exec(Buffer.from(octets).toString('latin1')) ?? [];
  const said = parsed(Buffer.from(header, 'base64url').toString('utf8'));
  if (!isPlain(said)) return false;
  const place = said['sigD'] === undefined ? ofPayload(said) : listed(said['sigD'], wanted);
  const own = place && JSON.stringify({ ...named(said, place.before, wanted), ...place.behind });
  if (own === undefined || Buffer.from(own).toString('base64url') !== header) return false;
  return said['sigD'] === undefined ? isOver(payload, wanted) : payload === '';
}

function parsed(text: string): Header {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** By which algorithm, when, and the certificates above: of no weight, but each what it should be. */
function isPlain({ alg, iat, x5c }: Header): boolean {
  const dated = Number.isSafeInteger(iat);
  return isText(alg) && dated && Array.isArray(x5c) && x5c.every((one) => /^[A-Za-z0-9+/]+={0,2}$/.test(String(one)));
}

function named({ alg, x5c, iat }: Header, before: object, { certificate }: Wanted): object {
  const [, ...above] = x5c as readonly unknown[];
  const thumbprint = Buffer.from(digestOf('sha256', certificate)).toString('base64url');
  const chain = [Buffer.from(certificate).toString('base64'), ...above.map(String)];
  return { alg, ...before, 'x5t#S256': thumbprint, x5c: chain, iat };
}

interface Place {
  readonly before: object;
  readonly behind: object;
}

/** What kind of file the payload is. */
function ofPayload({ cty }: Header): Place | undefined {
  if (cty === undefined) return { before: {}, behind: {} };
  return isText(cty) ? { before: { cty }, behind: {} } : undefined;
}

/** One file, of its octets as they are (RFC 7797). */
function listed(sigD: unknown, { document, digest }: Wanted): Place | undefined {
  const { pars, ctys } = Object(sigD) as { readonly pars?: unknown; readonly ctys?: unknown };
  const [name, type] = [only(pars), only(ctys)];
  if (name === undefined || type === undefined) return undefined;
  const hashV = [Buffer.from(document).toString('base64url')];
  const list = { mId: objectIdByUriHash, pars: [name], hashM: hashNames[digest], hashV, ctys: [type] };
  return { before: {}, behind: { sigD: list, b64: false, crit: ['sigD', 'b64'] } };
}

function only(value: unknown): string | undefined {
  const [first, ...more] = Array.isArray(value) ? value : [];
  return isText(first) && more.length === 0 ? first : undefined;
}

/** A word of a header, or the address of a file, whose name has 255 letters of three octets, each percent-encoded. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,3000}$/.test(value);
}

function isOver(payload: string, { document, digest }: Wanted): boolean {
  const octets = Buffer.from(payload, 'base64url');
  return octets.toString('base64url') === payload && Buffer.from(digestOf(digest, octets)).equals(document);
}

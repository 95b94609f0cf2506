/** The addresses of an application: where browsers are sent back to, and where it is told things. They are compared letter by letter. */
import type { NewClient } from '@chancery/api';

type Addresses = Pick<NewClient, 'redirect_uris' | 'response_uris' | 'backchannel_logout_uri' | 'application_type'>;

/** What is wrong with them, in a sentence. */
export function wrongAddress(client: Addresses): string | undefined {
  const { redirect_uris = [], response_uris = [], backchannel_logout_uri: told, application_type } = client;
  const all = [...redirect_uris, ...response_uris, ...(told === undefined ? [] : [told])];
  const unclear = all.find((uri) => !isPlain(uri));
  if (unclear !== undefined)
    return `An address is written as browsers write it, without user, fragment and wildcard: ${unclear}`;
  if (told !== undefined && !isSafe(told)) return 'A logout is told of by https, or by http on 127.0.0.1 or [::1].';
  if (!response_uris.every(isSafe)) return 'An answer is told of by https, or by http on 127.0.0.1 or [::1].';
  if (redirect_uris.every(isSafe)) return undefined;
  if (application_type === 'native')
    return 'A native application is sent back to https, or to http on 127.0.0.1 or [::1].';
  return redirect_uris.every((uri) => isSafe(uri) || /(^|\.)localhost$/.test(URL.parse(uri)?.hostname ?? ''))
    ? undefined
    : 'Browsers are sent back to https, or to http on 127.0.0.1, [::1] or a name below localhost (RFC 9700, 2.6).';
}

/** RFC 6749, 3.1.2: no fragment; and nothing that a browser reads as another address than it seems: dot segments, backslashes, numbers for hosts. */
function isPlain(uri: string): boolean {
  const url = URL.parse(uri);
  if (url === null || url.username !== '' || url.password !== '' || url.hostname.includes('*')) return false;
  return !uri.includes('#') && [uri, `${uri}/`].includes(url.href);
}

/** RFC 8252, 7.2 and 7.3: an address that the application has claimed, or its own machine. */
function isSafe(uri: string): boolean {
  const { protocol, hostname } = URL.parse(uri) ?? {};
  return protocol === 'https:' || hostname === '127.0.0.1' || hostname === '[::1]';
}

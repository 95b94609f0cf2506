/**
 * Who sends what OpenID Connect alone knows asks for it, whether the scope says so or not: libraries for native applications add a `nonce` to
 * every request, and one that answers the challenge of RFC 9470 (4) sends `acr_values` and `max_age` with the scopes it had. The answer
 * names the scope it got (RFC 6749, 3.3). A pushed request, and a request object, say it themselves.
 */
const telling = ['nonce', 'acr_values', 'max_age', 'id_token_hint'];

/** The address of an authorization request, with `openid` among its scopes where it is implied; everything else as it was. */
export function namingOpenid(url: string): string {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  if (!telling.some((name) => parameters.get(name)) || parameters.has('request') || parameters.has('request_uri'))
    return url;
  const scopes = parameters.getAll('scope');
  if (scopes.length > 1 || scopes[0]?.split(' ').includes('openid')) return url;
  return scopes[0] ? `${path}?${query.replace(/(^|&)scope=/, '$1scope=openid+')}` : `${url}&scope=openid`;
}

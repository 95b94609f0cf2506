/** An application that a stranger would write: openid-client speaks OAuth for it. */
import * as oauth from 'openid-client';
import type { Enrolled, World } from './world.ts';

export interface OAuthClient {
  readonly configuration: oauth.Configuration;
  /** The token types that came, as they came. */
  readonly tokenTypes: readonly string[];
}

/** The application of the world with its secret, or another by how it proves who it is. */
export async function oauthClient(
  { engine, provider }: World,
  clientId = provider.clientId,
  method = oauth.ClientSecretBasic(provider.clientSecret),
): Promise<OAuthClient> {
  const execute = [oauth.allowInsecureRequests];
  const configuration = await oauth.discovery(new URL(engine.origins.ssa), clientId, undefined, method, { execute });
  const tokenTypes: string[] = [];
  configuration[oauth.customFetch] = async (url, options) =>
    asBearer(await fetch(url, options as RequestInit), tokenTypes);
  return { configuration, tokenTypes };
}

/** The library knows Bearer and DPoP. The type of CSC's scope credential is noted, and shown to it as Bearer. */
async function asBearer(answer: Response, seen: string[]): Promise<Response> {
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined);
  if (typeof body !== 'object' || body === null || !('token_type' in body)) return answer;
  seen.push(String(body.token_type));
  return body.token_type === 'SAD' ? Response.json({ ...body, token_type: 'Bearer' }, answer) : answer;
}

export interface Flow {
  readonly verifier: string;
  readonly state: string;
  readonly url: URL;
}

/** An authorization request with PKCE (RFC 7636); pushed first where `build` says so (RFC 9126). */
export async function begin(
  { configuration }: OAuthClient,
  { redirectUri }: World,
  query: Record<string, string>,
  build: typeof oauth.buildAuthorizationUrl | typeof oauth.buildAuthorizationUrlWithPAR = oauth.buildAuthorizationUrl,
): Promise<Flow> {
  const [verifier, state] = [oauth.randomPKCECodeVerifier(), oauth.randomState()];
  const code_challenge = await oauth.calculatePKCECodeChallenge(verifier);
  const pkce = { code_challenge, code_challenge_method: 'S256' };
  const url = await build(configuration, { redirect_uri: redirectUri, state, ...pkce, ...query });
  return { verifier, state, url };
}

export function redeem(
  { configuration }: OAuthClient,
  { verifier, state }: Flow,
  back: URL,
  more?: Record<string, string>,
  options?: oauth.DPoPOptions,
): ReturnType<typeof oauth.authorizationCodeGrant> {
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  return oauth.authorizationCodeGrant(configuration, back, checks, more, options);
}

/** The whole way of one person: her tokens for this request. */
export async function authorize(
  client: OAuthClient,
  world: World,
  { signer, person }: Enrolled,
  query: Record<string, string>,
): ReturnType<typeof oauth.authorizationCodeGrant> {
  const flow = await begin(client, world, query);
  const { page } = await signer.approve(flow.url.href, person);
  return redeem(client, flow, page.url);
}

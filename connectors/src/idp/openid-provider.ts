/** An OpenID provider as the place where people log in (OpenID Connect Core 3.1, code flow with PKCE). */
import * as client from 'openid-client';

export interface IdProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** For providers of the sandbox on loopback; refused for anything else. */
  readonly insecureHttp?: boolean;
}

/** One login under way: kept by the browser in a sealed cookie until it comes back. */
export interface LoginAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Who logged in, as the validated ID token says; `authTime` in unix seconds. */
export interface LoggedIn {
  readonly issuer: string;
  readonly subject: string;
  readonly acr?: string;
  readonly authTime?: number;
}

/** A connector to one identity provider. */
export interface IdProvider {
  begin(redirectUri: string): Promise<{ readonly url: string; readonly attempt: LoginAttempt }>;
  /** Throws when state, nonce, code or ID token are not right. */
  finish(callback: URL, attempt: LoginAttempt): Promise<LoggedIn>;
}

export function openIdProvider(options: IdProviderOptions): IdProvider {
  let discovered: Promise<client.Configuration> | undefined;
  // A provider that was away at first is asked again at the next login.
  const configuration = () => {
    discovered ??= discover(options).catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };
  return {
    begin: async (redirectUri) => begin(await configuration(), redirectUri),
    finish: async (callback, attempt) => finish(await configuration(), callback, attempt),
  };
}

function discover({ issuer, clientId, clientSecret, insecureHttp }: IdProviderOptions): Promise<client.Configuration> {
  const url = new URL(issuer);
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const execute = insecureHttp && loopback && url.protocol === 'http:' ? [client.allowInsecureRequests] : [];
  return client.discovery(url, clientId, clientSecret, undefined, { execute, timeout: 10 });
}

async function begin(configuration: client.Configuration, redirectUri: string) {
  const attempt = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    codeVerifier: client.randomPKCECodeVerifier(),
  };
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(attempt.codeVerifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, attempt };
}

async function finish(configuration: client.Configuration, callback: URL, attempt: LoginAttempt): Promise<LoggedIn> {
  const { state: expectedState, nonce: expectedNonce, codeVerifier: pkceCodeVerifier } = attempt;
  const checks = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true };
  const tokens = await client.authorizationCodeGrant(configuration, callback, checks);
  const claims = tokens.claims();
  if (!claims) throw new Error('the identity provider gave no ID token');
  const { iss: issuer, sub: subject, acr, auth_time: authTime } = claims;
  return {
    issuer,
    subject,
    ...(typeof acr === 'string' ? { acr } : {}),
    ...(typeof authTime === 'number' ? { authTime } : {}),
  };
}

/** An OpenID provider as the place where people log in (OpenID Connect Core 3.1, code flow with PKCE, RFC 9700 2.1.1). */
import * as client from 'openid-client';
import { IdpError } from './idp-error.ts';

export interface IdProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** The authentication class that is asked for, and demanded of the answer. */
  readonly acr?: string;
  /** For providers of the sandbox on loopback; refused for anything else. */
  readonly insecureHttp?: boolean;
}

export interface BeginOptions {
  /** An act of this moment: a session at the provider is not enough (`prompt=login`). */
  readonly fresh?: boolean;
  /** Asked for beside the class that is demanded; whether the answer is of one of them is for the caller to judge. */
  readonly acrValues?: readonly string[];
}

/** One login under way: kept by the browser in a sealed cookie until it comes back. */
export interface LoginAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Unix seconds; only of a fresh login, which must not be older. */
  readonly since?: number;
}

/** Who logged in, as the validated ID token says; `authTime` in unix seconds. */
export interface LoggedIn {
  readonly issuer: string;
  readonly subject: string;
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly authTime?: number;
}

/** A connector to one identity provider. */
export interface IdProvider {
  /** Throws IdpError `unreachable`. */
  begin(redirectUri: string, options?: BeginOptions): Promise<{ readonly url: string; readonly attempt: LoginAttempt }>;
  /** Throws IdpError: `refused` when the provider says so, `invalid` when state, nonce, code, ID token, class or age are not right. */
  finish(callback: URL, attempt: LoginAttempt): Promise<LoggedIn>;
}

export function openIdProvider(options: IdProviderOptions): IdProvider {
  let discovered: Promise<client.Configuration> | undefined;
  // A provider that was away at first is asked again at the next login.
  const configuration = () => {
    discovered ??= discover(options).catch((cause: unknown) => {
      discovered = undefined;
      throw new IdpError('unreachable', `the identity provider ${options.issuer} does not answer`, { cause });
    });
    return discovered;
  };
  return {
    begin: async (redirectUri, { fresh = false, acrValues = [] } = {}) => {
      const classes = [...(options.acr ? [options.acr] : []), ...acrValues];
      return begin(await configuration(), redirectUri, fresh, classes.join(' '));
    },
    finish: async (callback, attempt) => finish(await configuration(), callback, attempt, options.acr),
  };
}

function discover({ issuer, clientId, clientSecret, insecureHttp }: IdProviderOptions): Promise<client.Configuration> {
  const url = new URL(issuer);
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const execute = insecureHttp && loopback && url.protocol === 'http:' ? [client.allowInsecureRequests] : [];
  const authentication = clientSecret === undefined ? client.None() : undefined;
  return client.discovery(url, clientId, clientSecret, authentication, { execute, timeout: 10 });
}

async function begin(configuration: client.Configuration, redirectUri: string, fresh: boolean, classes: string) {
  const attempt = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    codeVerifier: client.randomPKCECodeVerifier(),
    ...(fresh ? { since: Math.floor(Date.now() / 1000) } : {}),
  };
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(attempt.codeVerifier),
    code_challenge_method: 'S256',
    ...(fresh ? { prompt: 'login' } : {}),
    ...(classes ? { acr_values: classes } : {}),
  });
  return { url: url.href, attempt };
}

async function finish(
  configuration: client.Configuration,
  callback: URL,
  attempt: LoginAttempt,
  demanded?: string,
): Promise<LoggedIn> {
  const claims = await redeem(configuration, callback, attempt);
  const { iss: issuer, sub: subject, acr, amr, auth_time: authTime } = claims;
  checkClass(acr, demanded);
  checkAge(authTime, attempt.since);
  return {
    issuer,
    subject,
    ...(typeof acr === 'string' ? { acr } : {}),
    ...(Array.isArray(amr) ? { amr: amr.filter((method) => typeof method === 'string') } : {}),
    ...(typeof authTime === 'number' ? { authTime } : {}),
  };
}

/** State, issuer (RFC 9207), code, signature, audience, times and nonce are checked by the library. */
async function redeem(configuration: client.Configuration, callback: URL, attempt: LoginAttempt) {
  const { state: expectedState, nonce: expectedNonce, codeVerifier: pkceCodeVerifier } = attempt;
  const checks = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true };
  try {
    const claims = (await client.authorizationCodeGrant(configuration, callback, checks)).claims();
    if (claims) return claims;
  } catch (cause) {
    throw new IdpError(codeOf(cause), 'the login at the identity provider did not succeed', { cause });
  }
  throw new IdpError('invalid', 'the identity provider gave no ID token');
}

function codeOf(cause: unknown): IdpError['code'] {
  if (cause instanceof client.AuthorizationResponseError) return 'refused';
  return cause instanceof client.ResponseBodyError || cause instanceof client.ClientError ? 'invalid' : 'unreachable';
}

// The library compares nothing here: an `acr` that was only asked for is a wish (OpenID Connect Core 3.1.2.1, 5.5.1.1).
function checkClass(acr: unknown, demanded: string | undefined): void {
  if (demanded === undefined || acr === demanded) return;
  throw new IdpError('invalid', 'the identity provider authenticated the person in another class than demanded');
}

const clockSkew = 30;

function checkAge(authTime: unknown, since: number | undefined): void {
  if (since === undefined || (typeof authTime === 'number' && authTime >= since - clockSkew)) return;
  throw new IdpError('invalid', 'the identity provider did not authenticate the person anew');
}

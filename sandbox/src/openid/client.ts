/** The clients of the sandbox's OpenID provider: what is registered is exact, what is absent is not allowed. */
import { SandboxError } from '../error.ts';
import type { Asked } from '../server/request.ts';
import { sameSecret } from '../server/secret.ts';

export type ResponseType = 'code' | 'id_token';

export interface OpenIdClient {
  readonly clientId: string;
  /** Shown on the login page. */
  readonly name?: string;
  /** Absent for a public client. */
  readonly clientSecret?: string;
  /** Compared character by character (RFC 9700 2.1). */
  readonly redirectUris: readonly string[];
  /** `['code']` unless told. */
  readonly responseTypes?: readonly ResponseType[];
  readonly postLogoutRedirectUris?: readonly string[];
}

/** The client of a token request: client_secret_basic, client_secret_post, or a public one by its identifier (RFC 6749 2.3). */
export function authenticateClient(
  clients: readonly OpenIdClient[],
  asked: Asked,
  form: URLSearchParams,
): OpenIdClient {
  const { id, secret } = credentials(asked.headers.authorization, form);
  const client = clients.find((one) => one.clientId === id);
  if (!client || !sameSecret(client.clientSecret ?? '', secret ?? '')) {
    throw new SandboxError('invalid_client', 'The client is unknown or its secret is not right.');
  }
  return client;
}

function credentials(authorization: string | undefined, form: URLSearchParams) {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return { id: form.get('client_id'), secret: form.get('client_secret') };
  if (form.has('client_secret')) throw new SandboxError('invalid_request', 'The client authenticates twice.');
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { id: formDecoded(id), secret: formDecoded(secret.join(':')) };
}

/** RFC 6749 2.3.1: both halves are form-encoded before they are joined. */
function formDecoded(text: string): string {
  return new URLSearchParams(`v=${text}`).get('v') ?? '';
}

/** By what an application shows who it is: keys and names of certificates that fit the way it was registered for (RFC 7591, 2; RFC 8705, 2). */
import { createPublicKey, type JsonWebKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { NewClient } from '@chancery/api';
import { PkiError, readWrittenName } from '@chancery/pki';

/** What is wrong with it, in a sentence. */
export function wrongProof(client: Omit<NewClient, 'provider'>): string | undefined {
  const { token_endpoint_auth_method: method = '', jwks } = client;
  const keyed = ['private_key_jwt', 'self_signed_tls_client_auth'].includes(method);
  if ((keyed || client.require_signed_request_object === true) !== (jwks !== undefined))
    return 'Keys come with private_key_jwt, self_signed_tls_client_auth or signed requests, and with nothing else.';
  const subjects = Object.keys(client).filter((name) => /^tls_client_auth_(subject|san)_/.test(name));
  if (subjects.length !== (method === 'tls_client_auth' ? 1 : 0))
    return 'With tls_client_auth comes one name of the certificate, and with nothing else.';
  if (!isWrittenName(client.tls_client_auth_subject_dn)) return 'The subject is not a name as RFC 4514 writes it.';
  if (client.tls_client_certificate_bound_access_tokens && client.dpop_bound_access_tokens)
    return 'Tokens are bound to a certificate or to a key, not to both.';
  const wrong = jwks?.keys.map((key) => wrongKey(key, method)).find((text) => text !== undefined);
  return wrong ?? (client.profile === 'fapi2' ? outsideFapi(client) : undefined);
}

/** FAPI 2.0 Security Profile, 5.3.2. */
function outsideFapi(client: Omit<NewClient, 'provider'>): string | undefined {
  const { token_endpoint_auth_method: method = '', application_type, redirect_uris = [] } = client;
  if (!/^(private_key_jwt|tls_client_auth|self_signed_tls_client_auth)$/.test(method))
    return 'With the profile fapi2 an application proves who it is by a key or a certificate.';
  if (!client.tls_client_certificate_bound_access_tokens && !client.dpop_bound_access_tokens)
    return 'With the profile fapi2 tokens are bound to a certificate or a key.';
  if (application_type !== 'native' && !redirect_uris.every((uri) => uri.startsWith('https:')))
    return 'With the profile fapi2 people are sent back to https.';
  return undefined;
}

function isWrittenName(text: string | undefined): boolean {
  try {
    return text === undefined || readWrittenName(text).length > 0;
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}

function wrongKey(jwk: JsonWebKey, method: string): string | undefined {
  const key = publicKey(jwk);
  const { modulusLength = 2048 } = key?.asymmetricKeyDetails ?? {};
  if (key === undefined || modulusLength < 2048) return 'A key is P-256, Ed25519, or RSA of at least 2048 bits.';
  const [certificate] = (jwk['x5c'] ?? []) as readonly string[];
  if ((certificate !== undefined) !== (method === 'self_signed_tls_client_auth'))
    return 'A certificate (x5c) comes with each key of self_signed_tls_client_auth, and with no other.';
  return certificate === undefined || isOf(certificate, key) ? undefined : 'A certificate (x5c) is not of its key.';
}

function publicKey(key: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function isOf(certificate: string, key: KeyObject): boolean {
  try {
    return new X509Certificate(Buffer.from(certificate, 'base64')).publicKey.equals(key);
  } catch {
    return false;
  }
}

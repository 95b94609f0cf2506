/** What the engine is asked for: a certificate, an approval's token, a signature value, time-stamps. Nothing else is sent. */
import { ChanceryClient } from '@chancery/api/client';
import { type SignatureScheme, signatureOid } from '@chancery/pki';
import { setting } from './setting.ts';

/** Who signs: a credential with the certificate of its key, DER. */
interface Identity {
  readonly id: string;
  readonly certificate: Uint8Array;
}

export type Engine = ReturnType<typeof openEngine>;

export function openEngine() {
  const credentials = { clientId: setting('CLIENT_ID'), clientSecret: setting('CLIENT_SECRET') };
  const origin = setting('CHANCERY');
  const client = new ChanceryClient({ origin, ...credentials });
  return {
    clientId: credentials.clientId,
    timestamps: client.timestamps,
    identityOf: (signer: string) => identityOf(client, signer),
    /** Where browsers find its OAuth server (CSC API v1.0.4.0, 11.1). */
    oauth: async () => String((await call(`${origin}/csc/v1/info`, {}))['oauth2']),
    /** An access token for an authorization code (RFC 6749, 4.1.3; RFC 7636, 4.5). */
    redeem: async (code: string, verifier: string, redirectUri: string): Promise<string> => {
      const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri };
      const answer = await call(`${origin}/oauth2/token`, new URLSearchParams(form), basic(credentials));
      return String(answer['access_token']);
    },
    /** CSC API v1.0.4.0, 11.9. The SAD is the access token of the approval, and stands for the caller, too. */
    signHash: async (credentialID: string, SAD: string, hash: Uint8Array, scheme: SignatureScheme) => {
      const asked = { credentialID, SAD, hash: [Buffer.from(hash).toString('base64')], signAlgo: signatureOid(scheme) };
      const { signatures } = await call(`${origin}/csc/v1/signatures/signHash`, asked, `Bearer ${SAD}`);
      return new Uint8Array(Buffer.from(String((signatures as unknown[])[0]), 'base64'));
    },
  };
}

/** The first active key of an account, which is named by its id or as ISSUER#SUBJECT. */
async function identityOf(client: ChanceryClient, signer: string): Promise<Identity> {
  const [issuer = '', subject] = signer.split('#');
  const account = subject === undefined ? signer : (await client.accounts.find(issuer, subject)).id;
  const { credentials } = await client.identities.list(account);
  const found = credentials.find(({ status, scal }) => status === 'active' && scal === 2);
  if (found === undefined) throw new Error('This person has no signing key yet.');
  return { id: found.id, certificate: new Uint8Array(Buffer.from(found.certificate, 'base64')) };
}

async function call(address: string, body: object, authorization?: string): Promise<Readonly<Record<string, unknown>>> {
  const form = body instanceof URLSearchParams;
  const headers = {
    ...(form ? {} : { 'content-type': 'application/json' }),
    ...(authorization ? { authorization } : {}),
  };
  const answer = await fetch(address, { method: 'POST', headers, body: form ? body : JSON.stringify(body) });
  const told = (await answer.json()) as Readonly<Record<string, unknown>>;
  if (answer.ok) return told;
  throw new Error(`The engine refuses: ${told['error_description'] ?? told['error'] ?? answer.status}`);
}

function basic({ clientId, clientSecret }: { clientId: string; clientSecret: string }): string {
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

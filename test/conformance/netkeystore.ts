/** The calls of NetKeyStore, a key store for Java: a login, all credentials with their chains, one signature by a PIN, and no word of the digest but `signAlgo`. */
import { createHash, verify, X509Certificate } from 'node:crypto';

interface Person {
  /** Of the service: `csc/v1/` is appended. */
  readonly base: string;
  readonly user: string;
  readonly password: string;
  readonly pin: string;
}

interface Credential {
  readonly key: { readonly status: string; readonly algo: readonly string[] };
  readonly cert: { readonly certificates: readonly [string, ...string[]] };
  readonly authMode: string;
  readonly PIN?: { readonly presence: string };
}

const digests: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.10045.4.3.2': 'sha256',
};

/** Signs with each explicit credential; how many values the certificate confirms. @throws for any answer that is not 200 */
export async function signedByNetKeyStore({ base, user, password, pin }: Person): Promise<number> {
  const login = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const call = caller(base);
  const { authType } = await call('info', {});
  if (!(authType as string[]).includes('basic')) throw new Error('no login by a password is offered');
  const bearer = `Bearer ${(await call('auth/login', {}, login))['access_token']}`;
  const { credentialIDs } = await call('credentials/list', {}, bearer);
  let confirmed = 0;
  for (const credentialID of credentialIDs as string[]) {
    const wanted = { credentialID, certificates: 'chain', certInfo: true, authInfo: true, lang: 'en' };
    const credential = (await call('credentials/info', wanted, bearer)) as unknown as Credential;
    if (credential.key.status !== 'enabled' || credential.authMode !== 'explicit') continue;
    const text = Buffer.from('a file of a signed archive');
    const signAlgo = credential.key.algo.find((oid) => oid in digests) ?? '';
    const digest = String(digests[signAlgo]);
    const hash = [createHash(digest).update(text).digest('base64')];
    const asked = { credentialID, PIN: pin, hash, numSignatures: 1, lang: 'en' };
    const { SAD } = await call('credentials/authorize', asked, bearer);
    const { signatures } = await call('signatures/signHash', { credentialID, hash, SAD, signAlgo }, bearer);
    const { publicKey } = new X509Certificate(Buffer.from(credential.cert.certificates[0], 'base64'));
    if (verify(digest, text, publicKey, Buffer.from((signatures as string[])[0] ?? '', 'base64'))) confirmed++;
  }
  return confirmed;
}

function caller(base: string) {
  return async (method: string, body: object, authorization = ''): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await fetch(`${base}/csc/v1/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json;charset=utf-8', ...(authorization && { authorization }) },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${method}: ${answer.status} ${text}`);
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  };
}

/** The signer's approval of one hash: an OAuth code of scope `credential` (CSC API v1.0.4.0, 8.3.2), which comes back to this program. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Engine } from './engine.ts';

export interface Wanted {
  readonly credentialID: string;
  readonly hash: Uint8Array;
  /** Where the browser comes back to: a port of this machine here, a route of your web server in earnest. */
  readonly redirectUri: URL;
  /** Gets the address for the signer's browser. */
  show(link: string): void;
}

/** The SAD. Rejects when the signer refuses. */
export async function approvalOf(engine: Engine, { credentialID, hash, redirectUri, show }: Wanted): Promise<string> {
  const [state, verifier] = [randomToken(), randomToken()];
  const server = createServer().listen(Number(redirectUri.port), redirectUri.hostname);
  await once(server, 'listening');
  const query = {
    response_type: 'code',
    client_id: engine.clientId,
    redirect_uri: redirectUri.href,
    scope: 'credential',
    credentialID,
    numSignatures: '1',
    hash: Buffer.from(hash).toString('base64url'),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  const back = codeComesBack(server, redirectUri, state);
  show(`${await engine.oauth()}/oauth2/authorize?${new URLSearchParams(query)}`);
  const code = await back.finally(() => server.close());
  return engine.redeem(code, verifier, redirectUri.href);
}

/** The code that comes back with this state (RFC 6749, 10.12); what comes with another one is not ours. */
function codeComesBack(server: Server, redirectUri: URL, state: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  server.on('request', (request, response) => {
    const asked = URL.parse(request.url ?? '', redirectUri.href);
    const ours = asked?.pathname === redirectUri.pathname && asked.searchParams.get('state') === state;
    response.writeHead(ours ? 200 : 404, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end(ours ? 'Thank you. You may close this window.' : 'There is nothing here.');
    if (!ours) return;
    const code = asked.searchParams.get('code');
    const why = asked.searchParams.get('error_description') ?? asked.searchParams.get('error');
    if (code === null) reject(new Error(`Not approved: ${why}`));
    else resolve(code);
  });
  return promise;
}

function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

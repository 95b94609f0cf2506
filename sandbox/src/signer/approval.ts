/** What the approval page does in a browser, over the same HTTP: fetch, verify, gather the proof, approve or refuse. */
import { createHash } from 'node:crypto';
import { dial } from '../dial.ts';
import { SandboxError } from '../error.ts';
import type { Browser } from './browser.ts';
import { checkDocument, type Proof } from './document-check.ts';
import type { SoftwareAuthenticator } from './software-authenticator.ts';
import { demand, readStatement, type Statement, type StatementKey } from './statement.ts';

/** Evidence as the approval host takes it; binary values in b64u. */
export type SignerEvidence = Readonly<Record<string, unknown>> & { readonly kind: string };

export interface ApprovalHost {
  readonly browser: Browser;
  readonly authenticator: SoftwareAuthenticator;
  readonly sicOrigin: string;
  readonly statementKeys: () => Promise<readonly StatementKey[]>;
  /** Goes to the identity provider and comes back with the ID token. */
  readonly logIn: (authorizeUrl: URL) => Promise<string>;
  /** For tests that cheat: what is sent instead of the honest evidence. */
  readonly withEvidence?:
    | ((honest: readonly SignerEvidence[], statement: Statement) => readonly SignerEvidence[])
    | undefined;
}

export interface Opened {
  readonly chal: string;
  readonly statement: Statement;
  readonly purpose: string;
  readonly client: string;
  readonly fetched: Readonly<Record<string, unknown>>;
}

/** The request, its statement verified. */
export async function openApproval(host: ApprovalHost, chal: string): Promise<Opened> {
  const fetched = await host.browser.ask(host.sicOrigin, '/api/fetch', { chal });
  const expected = { chal, host: new URL(host.sicOrigin).hostname };
  const statement = readStatement(String(fetched['statement']), await host.statementKeys(), expected);
  const { purpose, client_name: client } = statement.intent;
  return { chal, statement, purpose: String(purpose), client: String(client), fetched };
}

/** Checks what must be checked for the purpose and approves. Returns where the browser goes next. */
export async function approve(host: ApprovalHost, opened: Opened): Promise<URL> {
  const honest = await gather(host, opened);
  const evidence = host.withEvidence?.(honest, opened.statement) ?? honest;
  return back(opened, await host.browser.ask(host.sicOrigin, '/api/approve', { chal: opened.chal, evidence }));
}

export async function refuse(host: ApprovalHost, opened: Opened): Promise<URL> {
  return back(opened, await host.browser.ask(host.sicOrigin, '/api/refuse', { chal: opened.chal }));
}

/** Only an address of the origin that stands in the statement is followed. */
function back({ statement }: Opened, answer: Readonly<Record<string, unknown>>): URL {
  const url = new URL(String(answer['returnUrl']));
  demand(url.origin === URL.parse(String(statement.intent['return_url']))?.origin, 'the way back leads elsewhere');
  return url;
}

async function gather(host: ApprovalHost, opened: Opened): Promise<readonly SignerEvidence[]> {
  if (opened.purpose === 'enrol') return enrolEvidence(host, opened);
  if (opened.purpose === 'key.create') await checkTerms(host, opened.statement);
  else if (opened.purpose === 'key.delete') checkDeletion(opened.statement);
  else if (opened.purpose === 'sign') await checkSignature(host, opened.statement);
  else throw new SandboxError('statement', `The purpose ${opened.purpose} is unknown here.`);
  return [assertion(host, opened)];
}

async function enrolEvidence(host: ApprovalHost, { statement, fetched }: Opened): Promise<readonly SignerEvidence[]> {
  const url = new URL(String(member(fetched['idp'])['authorizeUrl']));
  demand(
    url.searchParams.get('nonce') === statement.hash.toString('base64url'),
    'the login would be for something else',
  );
  const idToken = await host.logIn(url);
  const name = String(statement.intent['sub']);
  const passkey = host.authenticator.create({
    ...ceremony(host, statement),
    user: { id: Buffer.from(name).subarray(0, 64), name, displayName: name },
  });
  return [
    { kind: 'oidc', idToken },
    { kind: 'webauthn-registration', ...passkey },
  ];
}

function assertion(host: ApprovalHost, { statement, fetched }: Opened): SignerEvidence {
  const offered = (fetched['passkeys'] as readonly { readonly id: string }[] | undefined) ?? [];
  const ours = host.authenticator.passkeysOf(new URL(host.sicOrigin).hostname);
  const credentialId = offered.map(({ id }) => id).find((id) => ours.includes(id));
  if (credentialId === undefined)
    throw new SandboxError('no-passkey', 'This signer holds none of the passkeys asked for.');
  return { kind: 'webauthn', ...host.authenticator.get({ ...ceremony(host, statement), credentialId }) };
}

function ceremony({ sicOrigin }: ApprovalHost, { hash }: Statement) {
  return { rpId: new URL(sicOrigin).hostname, origin: sicOrigin, challenge: hash };
}

/** Where what is shown is read for; `unseen` where nobody looks at it, so that nothing but the file as it came may be signed. */
export type Reader = Pick<ApprovalHost, 'sicOrigin'> & { readonly unseen?: boolean };

/** Reads the terms and compares them with the ones in the statement. */
export async function checkTerms({ sicOrigin }: Reader, { intent }: Statement): Promise<void> {
  const terms = member(intent['terms']);
  const text = await read(String(terms['url']), sicOrigin);
  demand(createHash('sha256').update(text).digest('base64url') === terms['sha256'], 'the terms are other ones');
}

/** Nobody lets a key be destroyed without being told which, and whose. */
function checkDeletion({ intent }: Statement): void {
  for (const name of ['key', 'signer_name'])
    demand(typeof intent[name] === 'string' && intent[name] !== '', 'it does not say which key is destroyed');
}

/** Nobody signs without being told in which name, by whose certificate, and that it is in its time. */
export async function checkSignature(host: Reader, statement: Statement): Promise<void> {
  const { signer_name, cert_issuer, cert_exp } = statement.intent;
  demand(typeof signer_name === 'string' && signer_name !== '', 'it names no signer');
  demand(typeof cert_issuer === 'string' && cert_issuer !== '', 'it does not say who issued the certificate');
  demand(Number(cert_exp) > Date.now() / 1000, 'the certificate has ended');
  await checkDocuments(host, statement);
}

async function checkDocuments({ sicOrigin, unseen = false }: Reader, { intent }: Statement): Promise<void> {
  const display = (intent['display'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  const dtbsr = (intent['dtbsr'] ?? []) as readonly string[];
  demand(
    dtbsr.length > 0 && dtbsr.length === display.length && intent['n'] === dtbsr.length,
    'documents and hashes are not as many',
  );
  for (const [index, item] of display.entries()) {
    if (item['type'] === 'hash') continue;
    const address = String(item['viewUrl']);
    const [file, proof] = await Promise.all([read(address, sicOrigin), read(`${address}/proof`, sicOrigin)]);
    const stated = {
      type: String(item['type']),
      docSha256: String(item['docSha256']),
      size: Number(item['size']),
      dtbsr: dtbsr[index] ?? '',
      hashOid: String(intent['hash']),
    };
    const shown = checkDocument(file, JSON.parse(proof.toString('utf8')) as Proof, stated);
    demand(!unseen || shown === file, 'what is signed is not the file as it came');
  }
}

/** A read across origins without cookies: only what the other side gives to this origin (Fetch, CORS). */
async function read(address: string, origin: string): Promise<Buffer> {
  const answer = await dial(new URL(address), { headers: { origin } });
  const allowed = answer.headers['access-control-allow-origin'];
  if (answer.status === 200 && (allowed === origin || allowed === '*')) return answer.body;
  throw new SandboxError(
    'peer',
    `${address} answered ${answer.status}${answer.status === 200 ? ' without leave to read it here' : ''}.`,
  );
}

function member(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new SandboxError('statement', 'The statement lacks a part.');
}

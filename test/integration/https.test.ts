/** The sandbox over TLS of its own: a person signs, and nothing is said in the clear. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { rootCertificates } from 'node:tls';
import type { NewClient } from '@chancery/api';
import { AdminClient } from '@chancery/api/client';
import { toPem } from '@chancery/pki';
import { samplePdf } from '@chancery/sandbox';
import * as oauth from 'openid-client';
import type { Page } from 'playwright-core';
import { enginePorts } from '../../programs/src/engine-data.ts';
import { embedded } from '../../programs/src/topology.ts';
import { freePorts } from '../free-ports.ts';
import { addAuthenticator, openBrowser, openWindow } from '../pages/browser.ts';
import { certifiedFetch, type Shown } from './certified-fetch.ts';
import { authorize } from './oauth-client.ts';
import { enrol, openWorld, person, type World } from './world.ts';

let world: World;
before(async () => {
  const port = await freePorts(enginePorts);
  world = await openWorld({ port, topology: { ...embedded(port), https: true } });
});
after(() => world.close());

test('SSA and SIC are at https, and browsers are told to stay there', async () => {
  const { ssa, sic } = world.engine.origins;
  for (const origin of [ssa, sic.replace('sic.localhost', 'localhost')]) {
    assert.match(origin, /^https:/);
    const answer = await fetch(`${origin}/health-of-nobody`);
    assert.equal(answer.headers.get('strict-transport-security'), 'max-age=31536000');
    await assert.rejects(fetch(origin.replace('https:', 'http:')), /fetch failed/);
  }
});

test('whoever does not know the root of the sandbox does not talk to it', async () => {
  const agent = new Agent({ ca: [...rootCertificates] });
  const { promise, resolve } = Promise.withResolvers<{ readonly code?: string }>();
  request(`${world.engine.origins.ssa}/docs`, { agent }).on('error', resolve).end();
  assert.equal((await promise).code, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
});

test('the cookies of the login are Secure', async () => {
  const answer = await fetch(`${world.engine.origins.ssa}/login?return=/`, { redirect: 'manual' });
  const cookies = answer.headers.getSetCookie();
  assert.ok(cookies.length > 0);
  for (const cookie of cookies) assert.match(cookie, /; Secure/i);
});

test('a person is led from the link to the signed document', async () => {
  const ana = await enrol(world, person('ana'));
  const documents = [{ name: 'Agreement.pdf', content: samplePdf() }];
  const { id, authorization_url } = await world.client.signatureRequests.create({ documents });
  assert.match(authorization_url, /^https:/);
  await ana.signer.approve(authorization_url, ana.person);
  const signed = await world.client.signatureRequests.document(id, 0);
  const { signatures } = await world.client.signatures.validate({ document: signed });
  assert.equal(signatures[0]?.indication, 'TOTAL-PASSED');
});

test('so is one in Chromium, which believes the root of the sandbox and asks a passkey only over TLS', async (t) => {
  const home = believing(world.engine.root);
  t.after(() => rmSync(home, { recursive: true }));
  const browser = await openBrowser(t, { HOME: home });
  if (browser === undefined) return;
  const { page, complaints } = await openWindow(browser);
  await addAuthenticator(page);
  const { name, sub: subject } = person('luis');
  await world.client.accounts.create({ name, link: { issuer: world.engine.origins.idp, subject } });
  const documents = [{ name: 'Agreement.pdf', content: samplePdf() }];
  const { id, authorization_url } = await world.client.signatureRequests.create({ documents });
  await page.goto(authorization_url);
  await logIn(page, 'luis');
  await page.getByRole('button', { name: 'Confirm your identity' }).click();
  await logIn(page, 'luis');
  await page.getByRole('button', { name: 'Create passkey' }).click();
  await page.getByLabel('I have read the terms and accept them.').check();
  await page.getByRole('button', { name: 'Create key' }).click();
  await page.getByText('Certificate by Chancery Sandbox, valid until').waitFor();
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  await page.getByRole('heading', { name: 'Your document is signed' }).waitFor();
  assert.equal((await world.client.signatureRequests.get(id)).state, 'signed');
  assert.deepEqual(complaints, []);
});

test('an application with a certificate of its own: its tokens are worth nothing to who has stolen them, at any API', async () => {
  const { id, own } = await certified();
  const configuration = await discovered(id, own);
  const alone = await oauth.clientCredentialsGrant(configuration);
  const mei = await enrol(world, person('mei'));
  const tokens = await authorize({ configuration, tokenTypes: [] }, world, mei, { scope: 'openid service' });
  const { ssa } = world.engine.origins;
  const calls: readonly [string, string, string, string?][] = [
    [alone.access_token, 'GET', '/api/v1/signature-requests'],
    [tokens.access_token, 'POST', '/csc/v1/credentials/list', '{}'],
    [tokens.access_token, 'POST', '/csc/v2/credentials/list', '{}'],
    [tokens.access_token, 'GET', '/oauth2/userinfo'],
  ];
  for (const [token, method, path, body] of calls) {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    const sent = { method, headers, body: body ?? null, redirect: 'manual' } as const;
    const status = async (shown: Partial<Shown>) =>
      (await certifiedFetch(shown)(`${ssa}${path}`, sent as never)).status;
    assert.deepEqual([await status({}), await status(selfSigned('thief')), await status(own)], [401, 401, 200], path);
  }
});

test('nobody gets its tokens who has no certificate, or another', async () => {
  const { id } = await certified();
  for (const shown of [{}, selfSigned('own')])
    await assert.rejects(oauth.clientCredentialsGrant(await discovered(id, shown)), { error: 'invalid_client' });
});

/** A client of the bank that shows a certificate which it has made itself. */
async function certified(): Promise<{ readonly id: string; readonly own: Shown }> {
  const { data, origins } = world.engine;
  const admin = new AdminClient({ origin: origins.ssa, token: data.secret('admin-token') });
  const own = selfSigned('own');
  const { raw, publicKey } = new X509Certificate(own.cert);
  const key = { ...publicKey.export({ format: 'jwk' }), x5c: [raw.toString('base64')] };
  const { id } = await admin.clients.create({
    provider: world.provider.providerId,
    redirect_uris: [world.redirectUri],
    token_endpoint_auth_method: 'self_signed_tls_client_auth',
    tls_client_certificate_bound_access_tokens: true,
    jwks: { keys: [key] } as NonNullable<NewClient['jwks']>,
  });
  return { id, own };
}

function discovered(id: string, shown: Partial<Shown>): Promise<oauth.Configuration> {
  const issuer = new URL(world.engine.origins.ssa);
  return oauth.discovery(issuer, id, undefined, oauth.TlsClientAuth(), { [oauth.customFetch]: certifiedFetch(shown) });
}

function selfSigned(name: string): Shown {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-client-'));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'own.key'];
  execFileSync('openssl', ['req', '-x509', ...key, '-subj', `/CN=${name}`, '-out', 'own.pem'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const made = {
    key: readFileSync(join(folder, 'own.key'), 'utf8'),
    cert: readFileSync(join(folder, 'own.pem'), 'utf8'),
  };
  rmSync(folder, { recursive: true });
  return made;
}

/** A home whose browser believes that root, by the program of NSS. */
function believing(root: Uint8Array): string {
  const home = mkdtempSync(join(tmpdir(), 'chancery-home-'));
  const store = join(home, '.pki', 'nssdb');
  mkdirSync(store, { recursive: true });
  writeFileSync(join(home, 'root.pem'), toPem('CERTIFICATE', root));
  const certutil = (...args: string[]) => execFileSync('certutil', ['-d', `sql:${store}`, ...args]);
  certutil('-N', '--empty-password');
  certutil('-A', '-n', 'sandbox', '-t', 'C,,', '-i', join(home, 'root.pem'));
  return home;
}

async function logIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(username);
  await page.getByRole('button', { name: 'Log in' }).click();
}

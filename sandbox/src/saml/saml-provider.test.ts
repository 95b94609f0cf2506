import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { findForm } from '../signer/html-form.ts';
import { type RunningSamlProvider, startSamlProvider } from './saml-provider.ts';

const consumerUrl = 'http://sic.localhost:9/saml/acs';
const serviceProviders = [{ entityId: 'https://sp.example/a&b', consumerUrl, name: 'Approvals' }];

let folder: string;
let idp: RunningSamlProvider;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-saml-'));
  idp = await startSamlProvider({ folder, port: 0, serviceProviders });
});
after(async () => {
  await idp.close();
  rmSync(folder, { recursive: true });
});

describe('a request', () => {
  for (const [why, change] of [
    ['of an unknown application', (xml: string) => xml.replace('https://sp.example', 'https://evil.example')],
    ['with another return address', (xml: string) => xml.replace(consumerUrl, 'http://evil.localhost/acs')],
    ['that lets an old login do', (xml: string) => xml.replace('ForceAuthn="true"', '')],
    ['without an identifier', (xml: string) => xml.replace(/ ID="[^"]*"/, '')],
    ['that is none', () => 'x'],
  ] as const) {
    it(`${why} is refused on the provider's own page`, async () => {
      const { status } = await fetch(ssoUrl(change(request())));
      assert.equal(status, 400);
    });
  }

  it('that is not deflated is refused', async () => {
    assert.equal((await fetch(`${idp.authorizeUrl}?SAMLRequest=eA==`)).status, 400);
  });
});

it('a wrong password logs nobody in', async () => {
  const answer = await logIn('ana', 'wrong');
  assert.equal(answer.status, 401);
  assert.doesNotMatch(await answer.text(), /SAMLResponse/);
});

it('a form of another page is refused', async () => {
  assert.equal((await logIn('ana', 'ana', { origin: 'http://evil.localhost' })).status, 403);
});

it('the answer goes to the registered address, in answer to the request, and xmlsec1 confirms its signature', async (t) => {
  const page = await (await logIn('ana', 'ana')).text();
  const form = findForm(page, (text) => text.includes('SAMLResponse'));
  assert.equal(form?.action, consumerUrl);
  assert.equal(form?.fields['RelayState'], 'c_1');
  const xml = Buffer.from(form?.fields['SAMLResponse'] ?? '', 'base64').toString('utf8');
  assert.match(xml, /<saml:SubjectConfirmationData InResponseTo="_abc" /);
  assert.match(xml, /<saml:Audience>https:\/\/sp\.example\/a&amp;b<\/saml:Audience>/);
  confirmedByXmlsec1(t, xml);
});

/** Skips visibly where it is missing; with CI set that is a failure. */
function xmlsec1Missing(t: TestContext): boolean {
  if (spawnSync('xmlsec1', ['--version']).error === undefined) return false;
  assert.ok(process.env['CI'] === undefined, 'xmlsec1 is missing');
  t.skip('xmlsec1 is not installed');
  return true;
}

function confirmedByXmlsec1(t: TestContext, xml: string): void {
  if (xmlsec1Missing(t)) return;
  writeFileSync(join(folder, 'response.xml'), xml);
  writeFileSync(join(folder, 'root.pem'), new X509Certificate(Buffer.from(idp.certificate, 'base64')).toString());
  const id = ['--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion'];
  const args = ['--verify', ...id, '--trusted-pem', 'root.pem', 'response.xml'];
  const { status, stderr } = spawnSync('xmlsec1', args, { cwd: folder, encoding: 'utf8', timeout: 20_000 });
  assert.equal(status, 0, stderr);
}

function request(): string {
  return `<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_abc" ForceAuthn="true" AssertionConsumerServiceURL="${consumerUrl}"><a:Issuer>https://sp.example/a&#x26;b</a:Issuer></p:AuthnRequest>`;
}

function ssoUrl(xml: string): string {
  const query = { SAMLRequest: deflateRawSync(xml).toString('base64'), RelayState: 'c_1' };
  return `${idp.authorizeUrl}?${new URLSearchParams(query)}`;
}

async function logIn(username: string, password: string, headers: Record<string, string> = {}): Promise<Response> {
  const page = await (await fetch(ssoUrl(request()))).text();
  const form = findForm(page, (text) => text.includes('password'));
  const body = new URLSearchParams({ ...form?.fields, username, password });
  return fetch(`${idp.origin}/login`, { method: 'POST', body, headers });
}

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type RunningOpenIdProvider, startOpenIdProvider } from '../openid/open-id-provider.ts';
import { type SignerBrowser, type SignerBrowserOptions, signerBrowser } from './scripted-signer.ts';
import { SoftwareAuthenticator } from './software-authenticator.ts';
import { attributesOver, type Lies, TestEngine } from './testing/engine.ts';

const ana = { username: 'ana', password: 'ana' };
const engine = new TestEngine();
let folder: string;
let idp: RunningOpenIdProvider;
let authenticator: SoftwareAuthenticator;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-signer-'));
  await engine.start();
  const clients = [
    { clientId: 'ssa', clientSecret: 'secret', redirectUris: [`${engine.ssaOrigin}/callback`] },
    { clientId: 'approvals', redirectUris: [`${engine.sicOrigin}/idp/return`], responseTypes: ['id_token'] as const },
  ];
  idp = await startOpenIdProvider({ folder, port: 0, clients });
  engine.issuer = idp.issuer;
});
after(async () => {
  await Promise.all([engine.close(), idp.close()]);
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  engine.lies = {};
});

describe('the scripted signer', () => {
  it('logs in, enrols, accepts the terms and signs, from the link to the last page', async () => {
    engine.ahead = ['enrol', 'key.create', 'sign'];
    const signer = person();
    const { steps, page } = await walk(signer);
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      ['login', 'login', 'enrol', 'key.create', 'sign', 'page'],
    );
    assert.deepEqual([page.status, page.body.toString()], [200, 'Done.']);
    authenticator = SoftwareAuthenticator.fromJSON(JSON.parse(JSON.stringify(signer.authenticator)));
  });
  it('signs again with the passkey it kept, and without a new login in the same browser', async () => {
    engine.ahead = ['sign'];
    const signer = person({ authenticator });
    assert.deepEqual(
      (await walk(signer)).steps.map(({ kind }) => kind),
      ['login', 'sign', 'page'],
    );
    engine.ahead = ['sign'];
    assert.deepEqual(
      (await walk(signer)).steps.map(({ kind }) => kind),
      ['sign', 'page'],
    );
  });
  it('signs a file as it came, without a byte range', async () => {
    engine.ahead = ['sign'];
    engine.lies = { asFile: true };
    assert.equal((await walk(person({ authenticator }))).page.body.toString(), 'Done.');
  });
  it('refuses when told to', async () => {
    engine.ahead = ['sign'];
    const { steps, page } = await person({ authenticator }).refuse(`${engine.ssaOrigin}/sign/abc`, ana);
    assert.deepEqual([steps.at(-2)?.kind, page.body.toString()], ['refused', 'Done.']);
  });
});

describe('the scripted signer does not approve', () => {
  const other = new TextEncoder().encode('another document');
  const cases: readonly (readonly [string, RegExp, Lies])[] = [
    ['a statement by another key', /signature/, { forgedStatement: true }],
    ['a statement for another host', /another host/, { intent: { rp_id: 'evil.localhost' } }],
    ['a statement about another request', /another request/, { intent: { chal: 'x' } }],
    ['a statement whose time is over', /time is over/, { intent: { exp: 1 } }],
    ['a signature in nobody’s name', /names no signer/, { intent: { signer_name: '' } }],
    ['a certificate by nobody', /who issued/, { intent: { cert_issuer: '' } }],
    ['a certificate that has ended', /has ended/, { intent: { cert_exp: 1 } }],
    ['an unknown purpose', /purpose/, { intent: { purpose: 'key.export' } }],
    ['the end of a key that is not named', /which key/, { intent: { purpose: 'key.delete', key: '' } }],
    ['more hashes than documents', /not as many/, { intent: { n: 2 } }],
    [
      'another original',
      /another one/,
      { file: (honest) => Buffer.from(honest.toString().replace('original', 'ORIGINAL')) },
    ],
    ['another appendix', /other bytes/, { file: (honest) => Buffer.from(honest.toString().replace('end', 'END')) }],
    ['words in the gap', /gap/, { file: (honest) => Buffer.from(honest.toString().replace('000000', '00F000')) }],
    ['a byte range that ends early', /leaves something out/, { byteRange: [0, 31, 39, 3] }],
    ['a PDF without a byte range', /leaves something out/, { byteRange: [] }],
    ['a file with a byte range', /not for this document/, { asFile: true, byteRange: [0, 21] }],
    [
      'a file with something behind it',
      /stands behind/,
      { asFile: true, file: (honest) => Buffer.concat([honest, Buffer.from('x')]) },
    ],
    ['attributes over another file', /other bytes/, { asFile: true, attributes: attributesOver(other) }],
    ['attributes over another document', /other bytes/, { attributes: attributesOver(other) }],
    ['attributes that are none', /cannot be read/, { attributes: other }],
    ['an attribute that is none', /cannot be read/, { attributes: Buffer.from('31020400', 'hex') }],
    ['another hash than that of the attributes', /something else/, { intent: { dtbsr: ['AAAA'] } }],
    ['a document it may not read across origins', /leave to read/, { withoutCors: true }],
  ];
  for (const [why, message, lies] of cases) {
    it(why, async () => {
      engine.ahead = ['sign'];
      engine.lies = lies;
      await assert.rejects(walk(person({ authenticator })), { message });
    });
  }
  it('other terms than the ones in the statement', async () => {
    engine.ahead = ['key.create'];
    engine.lies = { terms: 'Other terms.' };
    await assert.rejects(walk(person({ authenticator })), /terms are other ones/);
  });
  it('with a passkey it does not have', async () => {
    engine.ahead = ['sign'];
    await assert.rejects(walk(person()), { code: 'no-passkey' });
  });
  it('a key of statements that is not pinned', async () => {
    engine.ahead = ['sign'];
    await assert.rejects(walk(person({ authenticator, statementKeys: [] })), /not pinned/);
  });
});

describe('the scripted signer does not go', () => {
  it('where the approval host leads away from the statement', async () => {
    engine.ahead = ['sign'];
    engine.lies = { returnUrl: 'http://evil.localhost/' };
    await assert.rejects(walk(person({ authenticator })), /leads elsewhere/);
  });
  it('beyond this machine', async () => {
    await assert.rejects(person().approve('http://example.com/', ana), { code: 'forbidden' });
  });
  it('on with a password that is not right', async () => {
    const wrong = { username: 'ana', password: 'wrong' };
    await assert.rejects(person().approve(`${engine.ssaOrigin}/sign/abc`, wrong), { code: 'forbidden' });
  });
});

it('a changed proof is refused by the approval host', async () => {
  engine.ahead = ['sign'];
  const withEvidence: NonNullable<SignerBrowserOptions['withEvidence']> = (honest) =>
    honest.map((one) => ({ ...one, signature: 'AAAA' }));
  await assert.rejects(walk(person({ authenticator, withEvidence })), /evidence_invalid/);
});

function person(options: Omit<SignerBrowserOptions, 'sicOrigin'> = {}): SignerBrowser {
  return signerBrowser({ sicOrigin: engine.sicOrigin, ...options });
}

function walk(signer: SignerBrowser) {
  return signer.approve(`${engine.ssaOrigin}/sign/abc`, ana);
}

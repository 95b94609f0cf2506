import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Running, serveLoopback } from '../server/loopback-server.ts';
import { sealingClient } from './sealing-client.ts';
import type { StatementKey } from './statement.ts';

const file = Buffer.from('<?xml version="1.0"?><invoice/>');
const sicOrigin = 'http://sic.localhost:1';
const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const sam = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const statementKeys = [{ ...sam.publicKey.export({ format: 'jwk' }), kid: 'k' } as StatementKey];
const key = { kid: 'server-1', privateKey: ours.privateKey };
const server = sealingClient({ sicOrigin, organization: 'ours', key, statementKeys });
let sent: { readonly over: 'file' } | { readonly octets: string } = { over: 'file' };
let signedInfo = Buffer.alloc(0);
let ssa: Running;

before(async () => {
  const headers = { 'access-control-allow-origin': sicOrigin };
  const proof = () => ({ originalSize: file.length, signedInfo: signedInfo.toString('base64url'), references: [sent] });
  ssa = await serveLoopback({
    port: 0,
    routes: () => [
      { method: 'GET', path: '/view', answer: () => ({ headers, body: file }) },
      { method: 'GET', path: '/view/proof', answer: () => ({ headers, body: JSON.stringify(proof()) }) },
    ],
  });
});
after(() => ssa.close());

test('it seals the XML it has handed in, beside it', async () => {
  sent = { over: 'file' };
  assert.equal((await server.approval(statementOver(file), [file])).split('.').length, 3);
});

test('it seals no other XML that is said to be a form of it, for nobody looks at that', async () => {
  const other = Buffer.from('<invoice><sum>1000000</sum></invoice>');
  sent = { octets: other.toString('base64url') };
  await assert.rejects(server.approval(statementOver(other), [file]), { code: 'statement', message: /as it came/ });
});

test('it seals nothing by a fingerprint alone, be it that of what it has handed in', async () => {
  const hashed = server.approval(statementOver(file, 'hash'), [file]);
  await assert.rejects(hashed, { code: 'statement', message: /not ours/ });
});

test('it seals nothing it has not handed in, and nothing for somebody else', async () => {
  sent = { over: 'file' };
  for (const documents of [[], [Buffer.from('else')], [file, file]])
    await assert.rejects(server.approval(statementOver(file), documents), { code: 'statement' });
  const stranger = sealingClient({ sicOrigin, organization: 'another', key, statementKeys });
  await assert.rejects(stranger.approval(statementOver(file), [file]), /somebody else/);
});

test('it has a key of SCAL 2 made, and one of no other level, nor on other terms', async () => {
  const terms = { url: view(), sha256: sha256(file).toString('base64url') };
  const kgen = { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2, pin: false };
  const asked = (change: object) => server.approval(statement({ purpose: 'key.create', terms, kgen, ...change }));
  assert.equal((await asked({})).split('.').length, 3);
  for (const wrong of [{ ...kgen, scal: 1 }, { ...kgen, scal: '2' }, {}, null])
    await assert.rejects(asked({ kgen: wrong }), { code: 'statement', message: /lower level/ });
  await assert.rejects(asked({ terms: { ...terms, sha256: 'AAAA' } }), { code: 'statement', message: /other ones/ });
});

test('it approves its enrolment, and no purpose it does not know', async () => {
  assert.equal((await server.approval(statement({ purpose: 'enrol' }))).split('.').length, 3);
  await assert.rejects(server.approval(statement({ purpose: 'key.delete' })), {
    code: 'statement',
    message: /unknown/,
  });
});

function view(): string {
  return `http://localhost:${ssa.port}/view`;
}

function statementOver(octets: Buffer, type = 'file'): string {
  signedInfo = Buffer.from(
    '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:CanonicalizationMethod Algorithm="c"></ds:CanonicalizationMethod>' +
      '<ds:SignatureMethod Algorithm="s"></ds:SignatureMethod><ds:Reference URI="x">' +
      '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>' +
      `<ds:DigestValue>${sha256(octets).toString('base64')}</ds:DigestValue></ds:Reference></ds:SignedInfo>`,
  );
  const docSha256 = sha256(file).toString('base64url');
  const signer = { signer_name: 'Ours', cert_issuer: 'The CA', cert_exp: soon() };
  const display = [{ type, label: 'a.xml', size: file.length, docSha256, viewUrl: view() }];
  const documents = {
    hash: '2.16.840.1.101.3.4.2.1',
    n: 1,
    dtbsr: [sha256(signedInfo).toString('base64url')],
    display,
  };
  return statement({ purpose: 'sign', ...signer, ...documents });
}

/** Unix seconds. */
function soon(): number {
  return Math.floor(Date.now() / 1000) + 60;
}

function statement(about: object): string {
  const intent = { rp_id: 'sic.localhost', exp: soon(), seal: { of: 'ours' }, ...about };
  const header = { alg: 'ES256', typ: 'chancery-intent+jwt', kid: 'k' };
  const content = [header, intent].map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')).join('.');
  const value = sign('sha256', Buffer.from(content), { key: sam.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${content}.${value.toString('base64url')}`;
}

function sha256(octets: Uint8Array): Buffer {
  return createHash('sha256').update(octets).digest();
}

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { digestOf, judgeTimeStampToken, parseTimeStampResponse, parseTimeStampToken, toPem } from '@chancery/pki';
import { type RunningCertificateAuthority, startCertificateAuthority } from '../ca/certificate-authority.ts';
import { sandboxTimePolicy } from './answer-time-stamp.ts';
import { type RunningTimeStampingAuthority, startTimeStampingAuthority } from './time-stamping-authority.ts';

const token = 'a-token-for-tests';
const folder = mkdtempSync(join(tmpdir(), 'sandbox-tsa-'));
const data = join(folder, 'data');
let ca: RunningCertificateAuthority;
let tsa: RunningTimeStampingAuthority;

before(async () => {
  writeFileSync(data, 'what is stamped');
  ca = await startCertificateAuthority({ folder: join(folder, 'ca'), port: 0, token });
  writeFileSync(join(folder, 'root.pem'), toPem('CERTIFICATE', ca.root));
  writeFileSync(join(folder, 'issuing.pem'), toPem('CERTIFICATE', ca.issuing));
  tsa = await start();
});
after(async () => {
  await tsa.close();
  await ca.close();
  rmSync(folder, { recursive: true });
});

const start = (more = {}) =>
  startTimeStampingAuthority({
    folder: join(folder, 'tsa'),
    port: 0,
    authority: { origin: ca.origin, token },
    ...more,
  });

describe('a token', () => {
  for (const digest of ['sha256', 'sha384', 'sha512'] as const) {
    it(`over ${digest} is verified by openssl up to the root`, async () => {
      const query = request(`-${digest}`, '-cert');
      const reply = await post(query);
      const file = join(folder, 'reply');
      writeFileSync(file, reply);
      const trust = ['-CAfile', join(folder, 'root.pem')];
      const said = openssl('ts', '-verify', '-queryfile', join(folder, 'query'), '-in', file, ...trust);
      assert.match(said, /Verification: OK/);
      const text = openssl('ts', '-reply', '-in', file, '-text');
      assert.match(text, new RegExp(`Policy OID: ${sandboxTimePolicy.replaceAll('.', '\\.')}`));
      assert.match(text, /Accuracy: 0x01 seconds/);
    });
  }

  it('carries no certificate when none was asked for', async () => {
    const reply = parseTimeStampResponse(await post(request('-sha256')));
    assert.ok(reply.granted);
    const { signedData } = parseTimeStampToken(reply.token);
    assert.equal(signedData.certificates.length, 0);
  });

  it('states the time of this machine, and another serial number each time', async () => {
    const tokens = await Promise.all([1, 2].map(async () => tokenOf(await post(request('-sha256', '-cert')))));
    assert.notEqual(tokens[0]?.serial, tokens[1]?.serial);
    for (const { genTime } of tokens) assert.ok(Math.abs(genTime.getTime() - Date.now()) < 60_000);
  });

  it('is of a key for time-stamps alone', async () => {
    const imprint = digestOf('sha256', readFileSync(data));
    const verdict = judgeTimeStampToken(tokenOf(await post(request('-sha256', '-cert'))), {
      imprint,
      digest: 'sha256',
    });
    assert.ok(verdict.ok);
  });
});

describe('a refusal', () => {
  const refused = async (body: Uint8Array, failure: string) => {
    const reply = parseTimeStampResponse(await post(body));
    assert.deepEqual(reply.granted ? [] : [reply.status, ...reply.failures], [2, failure]);
  };
  it('of SHA-1 is badAlg', () => refused(request('-sha1'), 'badAlg'));
  it('of what is no request is badDataFormat', () => refused(Buffer.from('hello'), 'badDataFormat'));
  it('of an imprint that is too short is badDataFormat', () => {
    const short = Buffer.from('3030' + '020101' + '302b' + '300d06096086480165030402010500' + '041a', 'hex');
    return refused(Buffer.concat([short, Buffer.alloc(26)]), 'badDataFormat');
  });
  it('of another version is badRequest', () => {
    const query = request('-sha256');
    query[query.indexOf(Buffer.from('020101', 'hex')) + 2] = 2;
    return refused(query, 'badRequest');
  });
  it('of another policy is unacceptedPolicy', () =>
    refused(request('-sha256', '-tspolicy', '1.2.3'), 'unacceptedPolicy'));
  it('of an extension is unacceptedExtension', () => {
    const query = request('-sha256', '-no_nonce');
    const extended = Buffer.concat([query, Buffer.from('a009300706022a030401' + '00', 'hex')]);
    extended[1] = extended.length - 2;
    return refused(extended, 'unacceptedExtension');
  });
  it('of another media type is plain HTTP', async () => {
    const reply = await fetch(tsa.url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' });
    assert.equal(reply.status, 415);
  });
  it('of a token of the authority is an error at the start', async () => {
    const options = { folder: join(folder, 'none'), port: 0, authority: { origin: ca.origin, token: 'another-one' } };
    await assert.rejects(startTimeStampingAuthority(options), { code: 'peer' });
  });
});

it('stamps SHA-1 where it was told to, and openssl verifies the token', async () => {
  await tsa.close();
  tsa = await start({ insecureSha1: true });
  const file = join(folder, 'reply');
  writeFileSync(file, await post(request('-sha1', '-cert')));
  const trust = ['-CAfile', join(folder, 'root.pem')];
  assert.match(
    openssl('ts', '-verify', '-queryfile', join(folder, 'query'), '-in', file, ...trust),
    /Verification: OK/,
  );
  assert.match(openssl('ts', '-reply', '-in', file, '-text'), /Hash Algorithm: sha1/);
});

it('keeps its key over a restart, where only its owner reads it', async () => {
  const [before] = tokenOf(await post(request('-sha256', '-cert'))).signedData.certificates;
  await tsa.close();
  tsa = await start();
  const [now] = tokenOf(await post(request('-sha256', '-cert'))).signedData.certificates;
  assert.deepEqual(now?.der, before?.der);
});

function request(...options: readonly string[]): Buffer {
  const file = join(folder, 'query');
  execFileSync('openssl', ['ts', '-query', '-data', data, ...options, '-out', file], { stdio: 'ignore' });
  return readFileSync(file);
}

async function post(query: Uint8Array): Promise<Uint8Array> {
  const headers = { 'content-type': 'application/timestamp-query' };
  const reply = await fetch(tsa.url, { method: 'POST', headers, body: Buffer.from(query) });
  assert.equal(reply.headers.get('content-type'), 'application/timestamp-reply');
  return new Uint8Array(await reply.arrayBuffer());
}

function tokenOf(answer: Uint8Array) {
  const reply = parseTimeStampResponse(answer);
  assert.ok(reply.granted);
  return parseTimeStampToken(reply.token);
}

function openssl(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout + stderr;
}

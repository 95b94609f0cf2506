import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { parseCertificate } from '@chancery/pki';
import { type RunningCertificateAuthority, startCertificateAuthority } from './certificate-authority.ts';

const token = 'a-token-for-tests';
let folder: string;
let ca: RunningCertificateAuthority;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-ca-'));
  ca = await startCertificateAuthority({ folder: join(folder, 'ca'), port: 0, token });
});
after(async () => {
  await ca.close();
  rmSync(folder, { recursive: true });
});

describe('POST /ca/certificates', () => {
  it('refuses who does not bring the token', async () => {
    assert.equal((await request(csr('no-token'), { authorization: 'Bearer another' })).status, 401);
  });
  it('refuses a request whose signature is not by the key it names', async () => {
    const broken = csr('broken');
    broken[broken.length - 5] = (broken.at(-5) ?? 0) ^ 1;
    await refuses(broken, /not signed by the key/);
  });
  it('refuses octets that are no request', () => refuses(Buffer.from('hello'), /not a PKCS #10/));
  it('refuses an attribute it does not vouch for', () =>
    refuses(csr('ou', { subject: '/CN=Ana/OU=Board of directors' }), /not certified here/));
  it('refuses a name twice', () => refuses(csr('twice', { subject: '/CN=Ana/CN=Luis' }), /twice/));
  it('refuses a subject without a common name', () => refuses(csr('nameless', { subject: '/C=ES' }), /no common name/));
  it('refuses a key of 1024 bits', () => refuses(csr('weak', { key: 'rsa:1024' }), /neither RSA/));
  it('refuses a key of a kind it does not know', () =>
    refuses(csr('other', { key: 'ed448' }), /neither RSA|not a PKCS #10/));
  it('certifies a key for one signature for an hour, and promises that nobody need ask for its status', async () => {
    const before = Date.now();
    const pem = await issued('one-time', {}, 'one-time');
    const { notAfter, withoutStatus, ocspUrls, crlUrls } = certificateOf(pem);
    assert.deepEqual([withoutStatus, ocspUrls, crlUrls], [true, [], []]);
    assert.ok(Math.abs(notAfter.getTime() - before - 3_600_000) < 60_000, notAfter.toISOString());
    assert.equal(certificateOf(await issued('lasting')).withoutStatus, false);
  });

  it('refuses a profile it does not have', async () => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/pkcs10' };
    const body = new Uint8Array(csr('profile'));
    const reply = await fetch(`${ca.origin}/ca/certificates?profile=root`, { method: 'POST', headers, body });
    assert.match(await reply.text(), /no such profile/);
  });
  it('refuses to certify an organisation for signatures, and a person of an organisation that is not named well', async () => {
    const organization = '/C=ES/O=Talleres Ruiz/organizationIdentifier=VATES-B12345678/CN=Talleres Ruiz';
    await refuses(csr('for-seals', { subject: organization }), /certified for seals/);
    const of = (identifier: string) => `/C=ES/organizationIdentifier=${identifier}/SN=Ruiz/GN=Ana/CN=Ana Ruiz`;
    await refuses(csr('of-none', { subject: of('B12345678') }), /no known form/);
    await issued('of-workshop', { subject: of('VATES-B12345678') });
  });
  it('refuses another media type', async () => {
    assert.equal((await request(csr('type'), { 'content-type': 'text/plain' })).status, 415);
  });

  for (const key of ['ec', 'rsa:3072', 'ed25519'] as const) {
    it(`certifies ${key} for one year with the subject asked for, as openssl reads it`, async () => {
      const pem = await issued(`good-${key.slice(0, 2)}`, { key });
      const text = await openssl(['x509', '-in', pem, '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus_space']);
      assert.match(text, /Subject: C=ES, SN=Ruiz García, GN=Ana, serialNumber=PNOES-00000001R, CN=Ana Ruiz García/);
      assert.match(text, /Key Usage: critical\s+Non Repudiation\n/);
      assert.match(text, /CA:FALSE/);
      assert.match(text, /Policy: 1\.3\.6\.1\.4\.1\.32473\.1\.1/);
      assert.ok(
        text.includes(`OCSP - URI:${ca.origin}/ocsp`) && text.includes(`CA Issuers - URI:${ca.origin}/issuing.cer`),
      );
      assert.ok(text.includes(`URI:${ca.origin}/crl`));
      assert.deepEqual(await statedBy(pem), ['0.4.0.1862.1.6', '0.4.0.1862.1.6.1']);
      assert.equal(spawnSync('openssl', ['x509', '-in', pem, '-checkend', String(364 * 86400)]).status, 0);
      assert.equal(spawnSync('openssl', ['x509', '-in', pem, '-checkend', String(366 * 86400)]).status, 1);
    });
  }
});

describe('a seal', () => {
  const workshop = '/C=ES/O=Talleres Ruiz, S.L./organizationIdentifier=VATES-B12345678/CN=Talleres Ruiz';

  for (const [what, subject, why] of [
    ['without an organization', '/C=ES/organizationIdentifier=VATES-B12345678/CN=x', /no legal person/],
    ['without an identifier', '/C=ES/O=x/CN=x', /no legal person/],
    ['without a country', '/O=x/organizationIdentifier=VATES-B12345678/CN=x', /no legal person/],
    [
      'whose identifier is no VAT number of a country',
      '/C=ES/O=x/organizationIdentifier=B12345678/CN=x',
      /no known form/,
    ],
    ['that names a person', `${workshop}/GN=Ana/SN=Ruiz`, /natural person/],
  ] as const) {
    it(`is refused ${what}`, async () => {
      const reply = await request(csr(`seal-${what.replaceAll(' ', '-')}`, { subject }), {}, 'seal');
      assert.equal(reply.status, 400);
      assert.match(await reply.text(), why);
    });
  }

  it('names the organisation and says what it is for, as openssl reads it, and claims no more', async () => {
    const pem = await issued('seal', { subject: workshop }, 'seal');
    const text = await openssl(['x509', '-in', pem, '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus_space']);
    assert.match(
      text,
      /Subject: C=ES, O=Talleres Ruiz, S\.L\., organizationIdentifier=VATES-B12345678, CN=Talleres Ruiz\n/,
    );
    assert.match(text, /Key Usage: critical\s+Non Repudiation\n/);
    assert.deepEqual(await statedBy(pem), [
      '1.3.6.1.5.5.7.11.2',
      '0.4.0.194121.1.2',
      '0.4.0.1862.1.6',
      '0.4.0.1862.1.6.2',
    ]);
  });
});

describe('the chain', () => {
  it('is accepted by openssl up to the root, with both lists', async () => {
    const pem = await issued('chain');
    const files = await published();
    const lists = ['-CRLfile', files.crl, '-CRLfile', files.rootCrl];
    const args = [
      'verify',
      '-x509_strict',
      '-crl_check_all',
      ...lists,
      '-CAfile',
      files.root,
      '-untrusted',
      files.issuing,
      pem,
    ];
    assert.match(await openssl(args), /: OK/);
  });
});

describe('revocation', () => {
  it('is refused without the token and for a serial never issued', async () => {
    assert.equal((await revoke('00', {})).status, 401);
    assert.equal((await revoke('00')).status, 404);
  });
  it('is seen by openssl verify -crl_check and openssl ocsp, and stays after a restart', async () => {
    const pem = await issued('revoked');
    const serial = (await openssl(['x509', '-in', pem, '-noout', '-serial'])).trim().replace('serial=', '');
    assert.match(await ocsp(pem), /: good/);
    assert.equal((await revoke(serial)).status, 204);
    assert.match(await ocsp(pem), /: revoked/);
    await restart();
    assert.match(await ocsp(pem), /: revoked/);
    const files = await published();
    const verdict = spawnSync('openssl', [
      'verify',
      '-crl_check',
      '-CRLfile',
      files.crl,
      '-CAfile',
      files.root,
      '-untrusted',
      files.issuing,
      pem,
    ]);
    assert.match(String(verdict.stderr), /certificate revoked/);
  });
});

describe('OCSP', () => {
  it('answers unknown for a certificate of our name that we did not issue', async () => {
    const { issuing } = await published();
    const answer = await openssl([
      'ocsp',
      '-issuer',
      issuing,
      '-serial',
      '0x1234',
      '-url',
      `${ca.origin}/ocsp`,
      ...(await trust()),
    ]);
    assert.match(answer, /0x1234: unknown/);
  });
  it('repeats the nonce, signed by a delegated responder with ocsp-nocheck', async () => {
    const { issuing } = await published();
    const pem = await issued('nonce');
    const answer = await openssl([
      'ocsp',
      '-issuer',
      issuing,
      '-cert',
      pem,
      '-url',
      `${ca.origin}/ocsp`,
      '-nonce',
      '-resp_text',
      ...(await trust()),
    ]);
    assert.match(answer, /OCSP Nonce/);
    assert.match(answer, /OCSP No Check/);
    assert.match(answer, /Response verify OK/);
  });
  it('answers by GET as well (RFC 6960 A.1)', async () => {
    const { issuing } = await published();
    const pem = await issued('get');
    const file = join(folder, 'get.ocsp');
    await openssl(['ocsp', '-issuer', issuing, '-cert', pem, '-no_nonce', '-reqout', file]);
    const asked = encodeURIComponent(execFileSync('base64', ['-w0', file]).toString());
    writeFileSync(file, await bytes(`/ocsp/${asked}`));
    assert.match(
      await openssl(['ocsp', '-issuer', issuing, '-cert', pem, '-respin', file, ...(await trust())]),
      /: good/,
    );
  });
  it('answers malformedRequest to what is no request, and unauthorized for another authority', async () => {
    const reply = await fetch(`${ca.origin}/ocsp`, {
      method: 'POST',
      headers: { 'content-type': 'application/ocsp-request' },
      body: 'hello',
    });
    assert.equal(Buffer.from(await reply.arrayBuffer()).toString('hex'), '30030a0101');
    const { root } = await published();
    await assert.rejects(openssl(['ocsp', '-issuer', root, '-serial', '1', '-url', `${ca.origin}/ocsp`]), {
      stdout: /unauthorized/,
    });
  });
});

describe('the folder', () => {
  it('keeps keys readable by their owner only', () => {
    for (const name of ['authorities', 'responder', 'issued']) {
      assert.equal(statSync(join(folder, 'ca', `${name}.json`)).mode & 0o777, 0o600);
    }
  });
  it('gives the same root at the next start', async () => {
    const root = ca.root;
    await restart();
    assert.deepEqual(ca.root, root);
  });
});

it('refuses a token that is too short to be one', async () => {
  await assert.rejects(startCertificateAuthority({ folder, port: 0, token: '' }), { code: 'input' });
});

async function restart(): Promise<void> {
  const { origin, port } = ca;
  await ca.close();
  ca = await startCertificateAuthority({ folder: join(folder, 'ca'), port, origin, token });
}

/** What openssl says; asynchronous, because it may be talking to the server in this process. */
async function openssl(args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('openssl', args);
  return stdout + stderr;
}

const ana = '/C=ES/SN=Ruiz García/GN=Ana/serialNumber=PNOES-00000001R/CN=Ana Ruiz García';

function csr(name: string, { subject = ana, key = 'ec' } = {}): Buffer {
  const kind = key === 'ec' ? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['-newkey', key];
  const out = join(folder, `${name}.csr`);
  execFileSync(
    'openssl',
    [
      'req',
      '-new',
      ...kind,
      '-nodes',
      '-utf8',
      '-keyout',
      join(folder, `${name}.key`),
      '-subj',
      subject,
      '-outform',
      'DER',
      '-out',
      out,
    ],
    { stdio: 'ignore' },
  );
  return execFileSync('cat', [out]);
}

function request(body: Buffer, headers: Record<string, string> = {}, profile = 'signer') {
  return fetch(`${ca.origin}/ca/certificates?profile=${profile}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/pkcs10', ...headers },
    body: new Uint8Array(body),
  });
}

async function refuses(body: Buffer, why: RegExp): Promise<void> {
  const reply = await request(body);
  assert.equal(reply.status, 400);
  assert.match(((await reply.json()) as { error_description: string }).error_description, why);
}

async function issued(name: string, of: { key?: string; subject?: string } = {}, profile?: string): Promise<string> {
  const reply = await request(csr(name, of), {}, profile);
  assert.equal(reply.status, 201);
  const { chain } = (await reply.json()) as { chain: string[] };
  assert.deepEqual(
    chain.slice(1),
    [ca.issuing, ca.root].map((der) => Buffer.from(der).toString('base64')),
  );
  return pemFile(name, Buffer.from(chain[0] ?? '', 'base64'));
}

/** The identifiers in the qcStatements, in their order, by openssl. */
async function statedBy(pem: string): Promise<string[]> {
  const [all = ''] = /^.*qcStatements\n[^\n]*\n/s.exec(await openssl(['asn1parse', '-in', pem])) ?? [];
  const [, at = ''] = /(\d+):d=\d+ [^\n]*OCTET STRING[^\n]*\n$/.exec(all) ?? [];
  const inside = await openssl(['asn1parse', '-in', pem, '-strparse', at]);
  return [...inside.matchAll(/OBJECT +:(\S+)/g)].map(([, identifier = '']) => identifier);
}

function pemFile(name: string, der: Uint8Array): string {
  const file = join(folder, `${name}.pem`);
  writeFileSync(file, execFileSync('openssl', ['x509', '-inform', 'DER'], { input: der }));
  return file;
}

async function published() {
  const crl = async (name: string, path: string) => {
    writeFileSync(join(folder, name), execFileSync('openssl', ['crl', '-inform', 'DER'], { input: await bytes(path) }));
    return join(folder, name);
  };
  writeFileSync(join(folder, 'root.pem'), await bytes('/root.pem'));
  return {
    root: join(folder, 'root.pem'),
    issuing: pemFile('issuing', await bytes('/issuing.cer')),
    crl: await crl('crl.pem', '/crl'),
    rootCrl: await crl('root-crl.pem', '/root.crl'),
  };
}

async function trust(): Promise<string[]> {
  const { root, issuing } = await published();
  return ['-CAfile', root, '-verify_other', issuing];
}

async function ocsp(pem: string): Promise<string> {
  const { issuing } = await published();
  return openssl(['ocsp', '-issuer', issuing, '-cert', pem, '-url', `${ca.origin}/ocsp`, ...(await trust())]);
}

async function bytes(path: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(ca.origin + path)).arrayBuffer());
}

function revoke(serial: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) {
  return fetch(`${ca.origin}/ca/revocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ serial }),
  });
}

function certificateOf(pem: string) {
  return parseCertificate(new Uint8Array(new X509Certificate(readFileSync(pem)).raw));
}

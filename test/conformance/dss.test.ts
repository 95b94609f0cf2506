import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildOcspRequest, parseCertificate } from '@chancery/pki';
import { type DssSignature, type Grounds, type Judge, openJudge } from './dss.ts';
import { padesRows } from './matrix/pades.ts';
import type { MatrixSigner, SandboxPki } from './matrix/sandbox-pki.ts';
import { openSandboxPki } from './matrix/sandbox-pki.ts';

const row = padesRows.find(({ algorithm }) => algorithm.key === 'P-256' && algorithm.digest === 'sha256')!;
/** EN 319 102-1, 5.2.6 would say TRY_LATER. */
const noStatus = 'CERTIFICATE_CHAIN_GENERAL_FAILURE';
let judge: Judge;
let pki: SandboxPki;
let signed: Buffer;
let signer: MatrixSigner;

before(async () => {
  judge = await openJudge();
  pki = await openSandboxPki();
  const made = await row.make(pki);
  signer = made.signer;
  signed = Buffer.from((made.document as { readonly bytes: Uint8Array }).bytes);
});
after(async () => {
  await judge.close();
  await pki.close();
});

async function verdict(bytes: Uint8Array, grounds: Grounds = pki.grounds): Promise<DssSignature> {
  const { signatures } = await judge.validate({ bytes }, grounds);
  assert.equal(signatures.length, 1);
  return signatures[0]!;
}

/** One character made another digit. */
function changed(at: number): Buffer {
  const copy = Buffer.from(signed);
  copy.write(copy.toString('latin1', at, at + 1) === '1' ? '2' : '1', at, 'latin1');
  return copy;
}

test('an untouched document passes', async () => {
  assert.equal((await verdict(signed)).indication, 'TOTAL_PASSED');
});

test('a changed document fails', async () => {
  const { indication, subIndication } = await verdict(changed(signed.indexOf('Loan agreement')));
  assert.deepEqual([indication, subIndication], ['TOTAL_FAILED', 'HASH_FAILURE']);
});

test('a changed signature value fails', async () => {
  const { indication, subIndication } = await verdict(changed(lastDigitOfCms()));
  assert.deepEqual([indication, subIndication], ['TOTAL_FAILED', 'SIG_CRYPTO_FAILURE']);
});

/** Where the hexadecimal digits of the CMS end and the padding begins: the last octet of the signature value. */
function lastDigitOfCms(): number {
  const found = /\/Contents\s*<([0-9a-fA-F]+?)(?:00)*>/.exec(signed.toString('latin1'))!;
  return found.index + found[0].indexOf('<') + found[1]!.length;
}

test('a root that nobody trusts leads to no chain', async () => {
  const { indication, subIndication } = await verdict(signed, { ...pki.grounds, roots: [] });
  assert.deepEqual([indication, subIndication], ['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND']);
});

test('judged at another time, when the certificate has expired, nothing passes', async () => {
  const at = new Date(Date.now() + 400 * 86_400_000);
  const { indication, bestTime } = await verdict(signed, { ...pki.grounds, at });
  assert.deepEqual([indication, bestTime], ['INDETERMINATE', at.toISOString()]);
});

test('without certificate status nothing passes, and none is fetched unless asked for', async () => {
  const { roots } = pki.grounds;
  const { indication, subIndication } = await verdict(signed, { roots });
  assert.deepEqual([indication, subIndication], ['INDETERMINATE', noStatus]);
});

test('status that is handed over is as good as status that is fetched', async () => {
  const { roots } = pki.grounds;
  const [certificate, issuer] = [parseCertificate(signer.certificates[0]!), parseCertificate(signer.certificates[1]!)];
  const asked = { method: 'POST', headers: { 'content-type': 'application/ocsp-request' } };
  const body = Buffer.from(buildOcspRequest({ certificate, issuer }));
  const ocsp = [await octetsOf(await fetch(certificate.ocspUrls[0]!, { ...asked, body }))];
  const crls = [await octetsOf(await fetch(issuer.crlUrls[0]!))];
  assert.equal((await verdict(signed, { roots, ocsp, crls })).indication, 'TOTAL_PASSED');
});

async function octetsOf(reply: Response): Promise<Uint8Array> {
  return new Uint8Array(await reply.arrayBuffer());
}

test('status is fetched from 127.0.0.1 and from no other name', async () => {
  const elsewhere = await openSandboxPki('localhost');
  try {
    const { document } = await row.make(elsewhere);
    const { signatures } = await judge.validate(document, elsewhere.grounds);
    assert.deepEqual([signatures[0]?.indication, signatures[0]?.subIndication], ['INDETERMINATE', noStatus]);
  } finally {
    await elsewhere.close();
  }
});

test('a revoked certificate fails', async () => {
  const revoked = await openSandboxPki();
  try {
    const { document, signer } = await row.make(revoked);
    await revoked.revoke(signer);
    const { signatures } = await judge.validate(document, revoked.grounds);
    assert.equal(signatures[0]?.indication, 'INDETERMINATE');
    assert.match(String(signatures[0]?.subIndication), /^REVOKED_NO_POE/);
  } finally {
    await revoked.close();
  }
});

test('what is not a document is refused in the words of DSS, and the judge goes on', async () => {
  await assert.rejects(
    judge.validate({ bytes: Buffer.from('nothing') }, pki.grounds),
    /Document format not recognized/,
  );
  assert.equal((await verdict(signed)).indication, 'TOTAL_PASSED');
});

import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { embedPades, preparePades } from '@chancery/ades';
import { type CertificateProfile, encodeName, issueCertificate, parseCertificate } from '@chancery/pki';
import { ValidationError } from './error.ts';
import { samplePdf } from './sample-pdf.test.ts';
import { validatePdf } from './validate.ts';

const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;
const [notBefore, notAfter] = [new Date('2024-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z')];
const at = new Date('2025-01-01T00:00:00Z');

const authority = newKey();
const signer = newKey();
const rootName = encodeName({ commonName: 'Root' });
const root = await certificate({ kind: 'root' }, rootName, authority.spki);
const leaf = await certificate({ kind: 'signer' }, encodeName({ commonName: 'Signer' }), signer.spki);
const roots = [parseCertificate(root)];

function newKey() {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { key: pair.privateKey, spki: pair.publicKey.export({ type: 'spki', format: 'der' }) };
}

function certificate(profile: CertificateProfile, subject: Uint8Array, spki: Uint8Array): Promise<Uint8Array> {
  const names = { serial: Uint8Array.of(profile.kind === 'root' ? 1 : 2), issuer: rootName, subject };
  const content = { ...names, spki, notBefore, notAfter, profile, issuerSpki: authority.spki };
  return issueCertificate(content, scheme, (tbs) => createSign('sha256').update(tbs).sign(authority.key));
}

const plain = samplePdf();

function sign(original: Uint8Array): Buffer {
  const certificates = [leaf];
  const prepared = preparePades(original, { digest: 'sha256', certificates, scheme, signingTime: at });
  const signature = createSign('sha256').update(prepared.signedAttributes).sign(signer.key);
  return Buffer.concat([original, embedPades(prepared, { certificates, scheme, signature })]);
}

/** An incremental update that replaces whole objects. */
function update(file: Buffer, objects: Readonly<Record<number, string>>): Buffer {
  const before = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(file.toString('latin1'))![1];
  let text = '';
  const rows = Object.entries(objects).map(([number, body]) => {
    const row = `${number} 1\n${String(file.length + text.length).padStart(10, '0')} 00000 n \n`;
    text += `${number} 0 obj\n${body}\nendobj\n`;
    return row;
  });
  const trailer = `trailer\n<< /Size 40 /Root 1 0 R /Prev ${before} >>\nstartxref\n${file.length + text.length}\n%%EOF\n`;
  return Buffer.concat([file, Buffer.from(`${text}xref\n${rows.join('')}${trailer}`, 'latin1')]);
}

function only(file: Uint8Array, trust = { roots, at }) {
  const { signatures } = validatePdf(file, trust);
  assert.equal(signatures.length, 1);
  return signatures[0]!;
}

const signed = sign(plain);

test('a signature of a trusted signer over the whole file is passed', () => {
  const report = only(signed);
  assert.equal(report.indication, 'TOTAL-PASSED', report.errors.join());
  assert.deepEqual([report.intact, report.coverage.wholeFile, report.errors], [true, true, []]);
  assert.deepEqual(
    report.chain.map((one) => one.serialHex),
    ['02', '01'],
  );
  assert.equal(report.claimedTime?.getTime(), at.getTime());
});

test('what is no PDF is the only thing refused', () => {
  assert.throws(() => validatePdf(Buffer.from('\x89PNG'), { roots, at }), ValidationError);
  assert.throws(() => validatePdf(new Uint8Array(), { roots, at }), ValidationError);
});

test('a document that cannot be read is reported, with no signature passed', () => {
  const report = validatePdf(signed.subarray(0, signed.length - 100), { roots, at });
  assert.deepEqual(report.signatures, []);
  assert.equal(report.errors.length, 1);
});

test('a changed byte of the document fails as HASH_FAILURE', () => {
  const changed = Buffer.from(signed);
  changed.write('b', changed.indexOf('(a)') + 1);
  const report = only(changed);
  assert.deepEqual([report.indication, report.subIndication, report.intact], ['TOTAL-FAILED', 'HASH_FAILURE', false]);
});

test('a changed signature value fails as SIG_CRYPTO_FAILURE', () => {
  const changed = Buffer.from(signed);
  const end = changed.lastIndexOf(Buffer.from('00>'));
  let at = end;
  while (changed[at] === 0x30) at--;
  changed[at - 10] = changed[at - 10] === 0x31 ? 0x32 : 0x31;
  assert.equal(only(changed).subIndication, 'SIG_CRYPTO_FAILURE');
});

test('without the root there is no chain', () => {
  const report = only(signed, { roots: [], at });
  assert.deepEqual([report.indication, report.subIndication], ['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND']);
  assert.deepEqual([report.intact, report.chain], [true, []]);
});

test('after the certificate expired nothing proves when it was used', () => {
  const report = only(signed, { roots, at: new Date('2027-01-01T00:00:00Z') });
  assert.deepEqual([report.indication, report.subIndication], ['INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE']);
});

test('a second signature leaves the first one passed, and says what it covers', () => {
  const twice = sign(signed);
  const { signatures } = validatePdf(twice, { roots, at });
  assert.deepEqual(
    signatures.map((one) => one.indication),
    ['TOTAL-PASSED', 'TOTAL-PASSED'],
  );
  assert.deepEqual(
    signatures.map((one) => one.coverage.wholeFile),
    [false, true],
  );
  assert.deepEqual(
    signatures.map((one) => one.coverage.end),
    [signed.length, twice.length],
  );
});

test('a page that draws something else after signing fails', () => {
  const replaced = update(signed, { 4: '<< /Length 9 >>\nstream\nBT (b) ET\nendstream' });
  const report = only(replaced);
  assert.deepEqual([report.indication, report.subIndication], ['TOTAL-FAILED', 'FORMAT_FAILURE']);
  assert.equal(report.intact, true);
});

test('a page added after signing fails', () => {
  const added = update(signed, { 2: '<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>' });
  assert.equal(only(added).indication, 'TOTAL-FAILED');
});

test('an annotation added after signing leaves the verdict open', () => {
  const annotated = signed.toString('latin1').match(/\/Annots \[(\d+ 0 R)\]/)![1];
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Annots [${annotated} 30 0 R] >>`;
  const report = only(update(signed, { 3: page, 30: '<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] >>' }));
  assert.deepEqual([report.indication, report.subIndication], ['INDETERMINATE', 'GENERIC']);
});

test('a new signature field with nothing to it is allowed, one that acts or has parts is a change', () => {
  const [, number, form] = /(\d+) 0 obj\n(<<\n\/Fields [\s\S]*?>>)\nendobj/.exec(signed.toString('latin1'))!;
  const grown = form!.replace(/\[(\d+ 0 R)\]/, '[$1 31 0 R]');
  assert.notEqual(grown, form);
  const added = (more: string) => {
    const field = `<< /FT /Sig /T (New) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] ${more} >>`;
    return only(update(signed, { [Number(number)]: grown, 31: field })).indication;
  };
  assert.equal(added(''), 'TOTAL-PASSED');
  for (const more of ['/A << /S /JavaScript >>', '/AA << >>', '/Kids []']) assert.notEqual(added(more), 'TOTAL-PASSED');
});

test('bytes that belong to no revision fail', () => {
  const report = only(Buffer.concat([signed, Buffer.from('%shadow\n')]));
  assert.deepEqual([report.indication, report.subIndication], ['TOTAL-FAILED', 'FORMAT_FAILURE']);
});

test('a signature dictionary that was replaced fails', () => {
  const text = signed.toString('latin1');
  const [, number, body] = /(\d+) 0 obj\n(<<\n\/Type \/Sig[\s\S]*?>>)\nendobj/.exec(text)!;
  const spoofed = update(signed, { [Number(number)]: body!.replace('>>', '/Reason (forged)\n>>') });
  assert.deepEqual([only(spoofed).indication, only(spoofed).subIndication], ['TOTAL-FAILED', 'FORMAT_FAILURE']);
});

test('a byte range that leaves out more than the signature fails', () => {
  const text = signed.toString('latin1');
  const [all, , after, rest] = /\/ByteRange \[0 (\d+) (\d+) (\d+)/.exec(text)!;
  const wider = all.replace(` ${after} ${rest}`, ` ${Number(after) + 1} ${Number(rest) - 1}`);
  const report = only(Buffer.from(text.replace(all, wider.padEnd(all.length)), 'latin1'));
  assert.deepEqual([report.indication, report.subIndication], ['TOTAL-FAILED', 'FORMAT_FAILURE']);
});

test('no flipped bit ever leaves a signature passed, but in the zeros behind the CMS', () => {
  const contents = /\/Contents </.exec(signed.toString('latin1'))!.index + 10;
  const zeros = signed.indexOf('>', contents);
  for (let at = 0; at < signed.length; at += 13) {
    if (at >= contents && at < zeros) continue;
    const changed = Buffer.from(signed);
    changed[at]! ^= 1;
    assert.ok(!isPassed(changed), `passed with byte ${at} changed`);
  }
});

function isPassed(file: Uint8Array): boolean {
  try {
    return validatePdf(file, { roots, at }).signatures.some((one) => one.indication === 'TOTAL-PASSED');
  } catch (error) {
    assert.ok(error instanceof ValidationError, String(error));
    return false;
  }
}

/** CMS signatures made by others. What the corpus asserts of their cryptography must be what we find. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Certificate } from './certificate.ts';
import { decodePrefix, sameBytes } from './der.ts';
import { digestOf } from './digest.ts';
import { PkiError } from './error.ts';
import { judgeCrl } from './judge-crl.ts';
import { judgeTimeStampToken } from './judge-time-stamp-token.ts';
import { parseOcspResponse } from './ocsp.ts';
import { parseSignedData } from './parsed-signed-data.ts';
import { readRevocationInfo } from './revocation-info.ts';
import { parseRevocationList, type RevocationList } from './revocation-list.ts';
import { contentTypes } from './signed-attributes.ts';
import { absent, corpus, signedDataIn } from './testing/corpus.test.ts';
import { parseTimeStampToken, type TimeStampToken } from './time-stamp-token.ts';
import { type SignedDataFailure, type SignedDataVerdict, verifySignedData } from './verify-signed-data.ts';

/** Where we answer otherwise than the column `crypto_valid`, and why. */
const otherwise: Readonly<Record<string, SignedDataFailure>> = {
  // SHA-1: not accepted, whether or not it verifies.
  'cades/Signature-C-X-1.p7m': 'unsupported-algorithm',
  // RFC 5035 5.4 allows one signing-certificate-v2 only.
  'cades/cades-double-signing-certificate.p7m': 'attributes',
  // openssl does not verify it either: the signature value was broken on purpose.
  'cades/cades-broken-sig-tst-and-ats-v3.cms': 'signature-mismatch',
};
/** Content that the source test holds as a literal. */
const inline: Readonly<Record<string, string>> = {
  'cades/C-E-ERS-detached_renewed_hashtree_invalid.p7s': 'Hello World!',
};

interface Row {
  readonly file: string;
  readonly valid: string;
  readonly detached: string;
}

function rows(): Row[] {
  const [head = [], ...lines] = readFileSync(join(corpus, 'index.csv'), 'utf8').trim().split(/\r?\n/).map(cells);
  const [file, valid, detached] = ['file', 'crypto_valid', 'detached'].map((name) => head.indexOf(name));
  return lines
    .map((line) => ({ file: line[file!]!, valid: line[valid!]!, detached: line[detached!]! }))
    .filter((row) => row.file.startsWith('cades/'));
}

function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function verdicts({ file, detached }: Row): SignedDataVerdict[] {
  const data = parseSignedData(readFileSync(join(corpus, file)));
  const beside = detached ? readFileSync(join(corpus, detached)) : Buffer.from(inline[file] ?? '');
  const content = data.content ?? beside;
  return data.signerInfos.map((_, index) => verifySignedData(data, (digest) => digestOf(digest, content), index));
}

test('CAdES signatures of others hold or fail as their source asserts', (t) => {
  if (absent(t)) return;
  const judged = rows().filter(({ valid }) => valid === 'yes' || valid === 'no');
  for (const row of judged) {
    const found = verdicts(row);
    const reason = otherwise[row.file];
    if (reason) assert.deepEqual(found[0]?.reason, reason, row.file);
    else assert.equal(found.length > 0 && found.every(({ ok }) => ok), row.valid === 'yes', row.file);
  }
  assert.ok(judged.length >= 20, `${judged.length} signatures`);
});

test('CAdES files of others, cut at every kilobyte, end with PkiError at once', (t) => {
  if (absent(t)) return;
  const start = process.cpuUsage();
  for (const file of new Set(rows().map((row) => row.file))) {
    const whole = readFileSync(join(corpus, file));
    const { length } = decodePrefix(whole).bytes;
    for (let end = 0; end < length; end += 1024)
      assert.throws(() => parseSignedData(whole.subarray(0, end)), PkiError, file);
  }
  assert.ok(process.cpuUsage(start).user < 20_000_000);
});

/** Tokens that do not hold by themselves, by their file. */
const brokenTokens: Readonly<Record<string, string>> = {
  // Made to show it: the token names another certificate.
  'cades/cms-wrong-sign-cert-ref.p7m': 'certificate-reference',
  // The same: its certificates were taken out.
  'asic-cades/tstWithEmptyCertSource.asice': 'no-signer-certificate',
};

/** Undefined when it holds over what it says it stamped; SHA-1 is told apart, it is no digest here. */
function tokenFault(token: TimeStampToken): string | undefined {
  const { digest, value } = token.imprint;
  if (!digest) return 'sha1';
  const verdict = judgeTimeStampToken(token, { digest, imprint: value });
  if (verdict.ok) return undefined;
  const sha1 = token.signedData.signerInfos[0]?.digest === undefined;
  return sha1 ? 'sha1' : (verdict.signature ?? verdict.reason);
}

test('time-stamp tokens of others are read, and hold wherever they stand', (t) => {
  if (absent(t)) return;
  const tokens = new Map<string, [string, TimeStampToken]>();
  for (const [file, cms] of signedDataIn('timestamp', 'cades', 'pades', 'xades', 'jades', 'asic-cades', 'asic-xades')) {
    if (parseSignedData(cms).contentType !== contentTypes.timeStampInfo) continue;
    const token = parseTimeStampToken(cms);
    tokens.set(Buffer.from(token.der).toString('base64'), [file, token]);
  }
  for (const [file, token] of tokens.values()) {
    const fault = tokenFault(token);
    if (fault !== 'sha1') assert.equal(fault, brokenTokens[file], file);
  }
  const faults = [...tokens.values()].map(([, token]) => tokenFault(token));
  assert.ok(tokens.size >= 150, `${tokens.size} tokens`);
  assert.ok(faults.filter((fault) => fault === undefined).length >= 131);
});

test('revocation lists and OCSP answers in signatures of others are read, and the lists hold for who is there', (t) => {
  if (absent(t)) return;
  const count = { lists: 0, good: 0, answers: 0 };
  for (const [, cms] of signedDataIn('cades', 'asic-cades')) {
    const { certificates, crls } = parseSignedData(cms);
    const { lists, ocspResponses } = readRevocationInfo(crls);
    count.answers += ocspResponses.map(parseOcspResponse).length;
    count.lists += lists.length;
    for (const list of lists.map(parseRevocationList))
      if (certificates.some((one) => isGood(list, one, certificates))) count.good++;
  }
  assert.deepEqual(count, { lists: 10, good: 8, answers: 17 });
});

function isGood(list: RevocationList, certificate: Certificate, all: readonly Certificate[]): boolean {
  const issuer = all.find((one) => sameBytes(one.subject.der, list.issuer.der));
  if (!issuer || issuer === certificate) return false;
  const question = { certificate, issuer, at: list.thisUpdate, skewSeconds: 0, freshSeconds: 0 };
  const verdict = judgeCrl(list, question);
  return verdict.ok && verdict.status.kind === 'good';
}

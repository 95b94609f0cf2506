/** The time-stamps in CAdES signatures of others: what we say each is over must be what its authority stamped. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { attributeOids, parseSignedData, parseTimeStampToken, type TimeStampToken } from '@chancery/pki';
import { corpusMissing, readCorpus } from '../testing/corpus.test.ts';
import { addArchiveTimeStamp, archiveCoverage, archiveTimeStampInput } from './archive-time-stamp.ts';
import { archiveTimeStampV2Inputs, cadesCTimeStampInputs, referencesTimeStampInputs } from './historic-time-stamp.ts';
import { sampleTime } from './sample-time.test.ts';
import { addSignatureTimeStamp, signatureTimeStampInput } from './signature-time-stamp.ts';
import { addValidationData } from './validation-data.ts';

/** Broken on purpose by whoever made them. */
const broken = [
  `cades/cades-t-copied-sigtst.p7m ${attributeOids.signatureTimeStamp} not over it`,
  // The index names a certificate, or an OCSP answer, that is gone.
  `cades/CAdES-BpLTA_removed_ocsp.p7m ${attributeOids.archiveTimeStampV3} over it, 1 stray`,
  `cades/cades-ats-v3-wrong-cert.p7m ${attributeOids.archiveTimeStampV3} over it, 1 stray`,
  `cades/cades-broken-sig-tst-and-ats-v3.cms ${attributeOids.archiveTimeStampV3} over it, 1 stray`,
].sort();
const stamps: readonly string[] = [
  attributeOids.signatureTimeStamp,
  attributeOids.cadesCTimeStamp,
  attributeOids.referencesTimeStamp,
  attributeOids.archiveTimeStampV2,
  attributeOids.archiveTimeStampV3,
];
/** Content that is not beside the signature; its digest is in it. */
const inline: Readonly<Record<string, string>> = {
  'cades/TEST_ESTEID2018_CAdES_LT_detached.p7s': 'test',
  'cades/TEST_ESTEID2018_CAdES_LTA_detached.p7s': 'test',
  'cades/cades-lta-detached.pkcs7': 'Hello World',
};

interface Row {
  readonly file: string;
  readonly content?: Buffer;
}

function rows(): Row[] {
  const [head = '', ...lines] = readCorpus('index.csv').toString().trim().split(/\r?\n/);
  const column = head.split(',').indexOf('detached');
  const known = new Map<string, string>();
  for (const line of lines) {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
    if (cells[0]?.startsWith('cades/')) known.set(cells[0], cells[column] || known.get(cells[0]) || '');
  }
  return [...known].map(([file, beside]) => {
    const content = beside ? readCorpus(beside) : inline[file] && Buffer.from(inline[file]);
    return { file, ...(content ? { content } : {}) };
  });
}

/** Whether one token is right; of an archive-time-stamp-v3 the index has to be told as well. */
function verdict(row: Row, cms: Uint8Array, signer: number, kind: string, token: TimeStampToken): string {
  const { file, content } = row;
  if (kind !== attributeOids.archiveTimeStampV3)
    return inputs(row, cms, signer, kind, token).some((input) => isOver(token, input)) ? 'over it' : 'not over it';
  const found = archiveCoverage(cms, token, { signer, ...(content ? { content: { octets: content } } : {}) });
  assert.ok(found, file);
  const { imprint, strayHashes } = found;
  return `${imprint ? 'over it' : 'not over it'}${strayHashes > 0 ? `, ${strayHashes} stray` : ''}`;
}

function inputs({ content }: Row, cms: Uint8Array, signer: number, kind: string, token: TimeStampToken) {
  if (kind === attributeOids.signatureTimeStamp) return [signatureTimeStampInput(cms, signer)];
  if (kind === attributeOids.cadesCTimeStamp) return cadesCTimeStampInputs(cms, token.genTime, signer);
  if (kind === attributeOids.referencesTimeStamp) return referencesTimeStampInputs(cms, token.genTime, signer);
  return archiveTimeStampV2Inputs(cms, token.genTime, { signer, ...(content ? { content } : {}) });
}

const names: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

function isOver({ imprint }: TimeStampToken, input: Uint8Array): boolean {
  return createHash(names[imprint.digestOid]!).update(input).digest().equals(imprint.value);
}

/** One line for each time-stamp of a signature: its kind and whether it is over what we say. */
function verdicts(row: Row, cms: Uint8Array): string[] {
  return parseSignedData(cms).signerInfos.flatMap((info, signer) =>
    info.unsignedAttributes
      .filter(({ oid }) => stamps.includes(oid))
      .flatMap(({ oid, values }) =>
        values.map((value) => `${oid} ${verdict(row, cms, signer, oid, parseTimeStampToken(value))}`),
      ),
  );
}

test('every token in the CAdES signatures of others is over what we say', (t) => {
  if (corpusMissing(t)) return;
  const found = rows().flatMap((row) => verdicts(row, readCorpus(row.file)).map((said) => `${row.file} ${said}`));
  assert.deepEqual(found.filter((said) => !said.endsWith(' over it') || said.endsWith('not over it')).sort(), broken);
  assert.equal(found.length, 25);
});

test('signatures of others are extended up to LTA, and their own time-stamps stay as they were', async (t) => {
  if (corpusMissing(t)) return;
  const time = await sampleTime();
  const data = { certificates: [time.root], crls: [time.list], ocspResponses: [] };
  let count = 0;
  for (const row of rows()) {
    const before = readCorpus(row.file);
    if (!parseSignedData(before).content && !row.content) continue;
    const stamped = addSignatureTimeStamp(before, await time.stamp(signatureTimeStampInput(before)));
    const options = { digest: 'sha512', ...(row.content ? { content: { octets: row.content } } : {}) } as const;
    const complete = addValidationData(stamped, data);
    const token = await time.stamp(archiveTimeStampInput(complete, options), 'sha512');
    const after = addArchiveTimeStamp(complete, token, options);
    const added = [attributeOids.signatureTimeStamp, attributeOids.archiveTimeStampV3].map((oid) => `${oid} over it`);
    const own = verdicts(row, before);
    assert.deepEqual(verdicts(row, after).toSorted(), [...own, ...added].toSorted(), row.file);
    count++;
  }
  assert.ok(count >= 18, `${count} signatures`);
});

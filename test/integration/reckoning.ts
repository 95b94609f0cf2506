/** What was signed, counted three times: in the documents, in the slots of the ledger, in the audit records. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { listPdfSignatures } from '@chancery/ades';
import { nameAttributes, parseCertificate, parseSignedData } from '@chancery/pki';
import { validatePdf } from '@chancery/validation';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import type { Asked } from './crowd.ts';
import type { World } from './world.ts';

/** The signed document, complete, valid and by its own signer. */
export async function fetchSigned({ client, engine }: World, { id, signer, original }: Asked): Promise<Uint8Array> {
  const signed = await client.signatureRequests.document(id, 0);
  assert.ok(Buffer.from(original).equals(signed.subarray(0, original.length)), 'an earlier byte was changed');
  const report = validatePdf(signed, { roots: [parseCertificate(engine.root)], at: new Date() });
  assert.deepEqual(
    report.signatures.map(({ indication, coverage, errors }) => [indication, coverage.wholeFile, errors]),
    [['TOTAL-PASSED', true, []]],
  );
  const subject = report.signatures[0]?.signer?.subject;
  assert.equal(subject && nameAttributes(subject).serialNumber, signer.person.serial_number);
  return signed;
}

/** SHA-256 of the signature value in a document. */
function signatureValue(signed: Uint8Array): string {
  const [signature] = listPdfSignatures(signed);
  const [info] = parseSignedData(signature?.contents ?? new Uint8Array()).signerInfos;
  return digest(info?.signature ?? new Uint8Array());
}

export interface Reckoning {
  /** Slots whose call died before its value was kept. */
  readonly lost: number;
  /** SHA-256 of each value that the ledger keeps. */
  readonly values: readonly string[];
}

/** What a SAM has written down: its slots, and the records of its log. */
export interface Ledger {
  readonly slots: readonly { readonly state: string; readonly result: Uint8Array | null }[];
  readonly records: readonly { readonly record: string }[];
}

const slots = 'select state, result from slot';
const records = 'select record from audit';

export async function ledgerOnServer(url: string): Promise<Ledger> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const ledger = { slots: (await client.query(slots)).rows, records: (await client.query(records)).rows };
  await client.end();
  return ledger;
}

/** Of a SAM that is not running. */
export async function ledgerInFolder(dataDir: string): Promise<Ledger> {
  const lite = await PGlite.create({ dataDir });
  const ledger = { slots: (await lite.query(slots)).rows, records: (await lite.query(records)).rows };
  await lite.close();
  return ledger as unknown as Ledger;
}

/** The slots and the log must say the same of every call. */
export function reckon({ slots, records }: Ledger): Reckoning {
  const events = (ev: string) => records.map(({ record }) => JSON.parse(record)).filter((event) => event.ev === ev);
  const spent = slots.filter(({ state }) => state === 'spent');
  const kept = spent.flatMap(({ result }) => (result === null ? [] : [digest(result)])).sort();
  const recorded = events('SIGN_OK').flatMap(({ detail }) => detail.signatures as string[]);
  assert.deepEqual(kept, recorded.sort());
  assert.equal(new Set(kept).size, kept.length);
  const started = events('SIGN_STARTED').reduce((sum, { detail }) => sum + Number(detail.n), 0);
  assert.equal(spent.length, started);
  return { lost: started - kept.length, values: kept };
}

/** Every value stands in one document and every document has one: nothing signed twice, nothing lost on the way. */
export function requireOneDocumentPerValue({ values }: Reckoning, documents: readonly Uint8Array[]): void {
  assert.deepEqual(documents.map(signatureValue).sort(), values);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

/** `chancery audit verify`: the tamper-evident log of a SAM, from its database or exported, or the proof of one record. */
import { readFileSync, statSync } from 'node:fs';
import {
  type AuditTrust,
  exportedLog,
  kindOfFinding,
  kindOfProofFinding,
  type ProofVerdict,
  readEvidence,
  readProof,
  verifyAuditIn,
  verifyEvidence,
  verifyExport,
  verifyProof,
} from '@chancery/sam/server';
import { ConfigurationError, database, readConfiguration } from '../configuration.ts';
import { SamConfiguration } from '../sam-configuration.ts';
import { wordsOf } from '../words.ts';
import { exitCodes, NothingVerified } from './nothing-verified.ts';
import { ofPeriod, type Period, type PeriodVerdict, readPeriod } from './period.ts';
import { logTold, proofTold } from './told.ts';
import { auditTrust, type TrustOptions } from './trust.ts';

export type VerifyOptions = TrustOptions & Period & { readonly config?: string; readonly json?: boolean };

type Outcome = { readonly code: number; readonly json: object; readonly text: string };

/** Exit code 0 when whole, 1 when nothing was verified; otherwise by the kind of the first finding. */
export async function runAuditVerify(path: string | undefined, options: VerifyOptions): Promise<void> {
  const { code, json, text } = await verify(path, options).catch((cause: unknown) => {
    throw new NothingVerified(wordsOf(cause), { cause });
  });
  process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : text);
  process.exitCode = code;
}

async function verify(path: string | undefined, options: VerifyOptions): Promise<Outcome> {
  if ((path === undefined) === (options.config === undefined))
    throw new ConfigurationError('Say what to verify: an exported log, a proof, or a database by --config.');
  if (path === undefined) return inDatabase(options.config ?? '', options);
  return statSync(path).isDirectory() ? exported(path, options) : proof(path, options);
}

async function inDatabase(file: string, options: VerifyOptions): Promise<Outcome> {
  const { aud, database: chosen } = readConfiguration(file, SamConfiguration);
  const span = readPeriod(options);
  return ofLog(aud, ofPeriod(await verifyAuditIn(database(file, chosen), auditTrust(options)), span), true);
}

async function exported(folder: string, options: VerifyOptions): Promise<Outcome> {
  const log = exportedLog(folder);
  if (log === undefined) throw new ConfigurationError(`${folder} holds no exported log.`);
  const span = readPeriod(options);
  return ofLog(log.aud, ofPeriod(await verifyExport(folder, log, auditTrust(options)), span), false);
}

function ofLog(aud: string, verdict: PeriodVerdict, ledger: boolean): Outcome {
  const [first] = verdict.findings;
  const code = first === undefined ? 0 : exitCodes[kindOfFinding[first.finding]];
  return { code, json: { aud, ...verdict }, text: logTold(aud, verdict, ledger) };
}

function proof(file: string, options: VerifyOptions): Outcome {
  if (options.from ?? options.to) throw new ConfigurationError('A proof is of one record: it takes no --from or --to.');
  const verdict = judged(JSON.parse(readFileSync(file, 'utf8')), auditTrust(options));
  if (verdict === undefined) throw new ConfigurationError(`${file} is no proof and no evidence package.`);
  const [first] = verdict.findings;
  const code = first === undefined ? 0 : exitCodes[kindOfProofFinding[first.finding]];
  return { code, json: verdict, text: proofTold(verdict) };
}

/** A proof by itself, or the evidence of a signature, by itself or as the SSA hands it on. */
function judged(value: unknown, trust: AuditTrust): ProofVerdict | undefined {
  const { sam = value } = (typeof value === 'object' && value !== null ? value : {}) as { sam?: unknown };
  const [proof, evidence] = [readProof(value), readEvidence(sam)];
  if (proof !== undefined) return verifyProof(proof, trust);
  return evidence && verifyEvidence(evidence, trust);
}

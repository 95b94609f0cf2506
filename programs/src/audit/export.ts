/** `chancery audit export` and `prove`: what an auditor or a stranger verifies without the database. */
import { existsSync, writeFileSync } from 'node:fs';
import { exportAudit, proveSignature } from '@chancery/sam/server';
import { ConfigurationError, database, readConfiguration } from '../configuration.ts';
import { SamConfiguration } from '../sam-configuration.ts';

type Where = { readonly config: string; readonly out: string; readonly json?: boolean };

export async function runAuditExport({ config, out, json }: Where): Promise<void> {
  if (existsSync(out)) throw new ConfigurationError(`${out} is there already: a log is exported into a new folder.`);
  const { aud, database: chosen } = readConfiguration(config, SamConfiguration);
  const log = await exportAudit(database(config, chosen), aud, out);
  const told = `The log of ${aud} as of ${log.exported} is in ${out}. Verify it: chancery audit verify ${out}`;
  process.stdout.write(`${json ? JSON.stringify({ ...log, folder: out }) : told}\n`);
}

export async function runAuditProve({
  config,
  out,
  json,
  signature,
}: Where & { readonly signature: string }): Promise<void> {
  const { database: chosen } = readConfiguration(config, SamConfiguration);
  const proof = await proveSignature(database(config, chosen), signature);
  if (proof === 'unknown') throw new ConfigurationError(`The log knows no signature ${signature}.`);
  if (proof === 'uncovered')
    throw new ConfigurationError('No checkpoint covers this signature yet. A SAM at work makes one each minute.');
  writeFileSync(out, `${JSON.stringify(proof, null, 2)}\n`, { flag: 'wx' });
  const told = `The proof is in ${out}. Verify it: chancery audit verify ${out}`;
  process.stdout.write(`${json ? JSON.stringify({ file: out, records: proof.proofs.length }) : told}\n`);
}

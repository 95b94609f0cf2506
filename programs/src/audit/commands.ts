/** The commands of an auditor. Two of them need no database. */
import { type Command, CommanderError } from 'commander';

/** Wrong use of commands whose exit code 2 means something else. */
export const auditUse = 'audit';

const codes = `
Exit codes: 0 whole; 1 nothing was verified; otherwise by the first finding: 2 something is missing, 3 something is another than it
was, 4 a signature or a key, 5 a time.`;

const written = '\nExit codes: 0 written, 1 refused, failed or wrong use.';

export function auditCommands(chancery: Command): void {
  const audit = chancery
    .command('audit')
    .description('The tamper-evident log of a SAM.')
    .exitOverride(({ exitCode, message }) => {
      throw new CommanderError(exitCode === 0 ? 0 : 1, auditUse, message);
    });
  verify(audit);
  exportLog(audit);
  prove(audit);
}

const one = (value: string, before: readonly string[] = []) => [...before, value];

function verify(audit: Command): void {
  audit
    .command('verify')
    .description('Verify an exported log, the proof of a signature, or the log in a database and its ledger.')
    .argument('[path]', 'the folder of an exported log, or the file of a proof or an evidence package')
    .option('--config <file>', 'the configuration of the SAM (YAML): verify its database')
    .option(
      '--key <key>',
      'whose checkpoints are believed: a thumbprint, a JWK, a JWK set or PEM; may be repeated',
      one,
    )
    .option('--tsa <file>', 'where time-stamps must lead: root certificates (PEM or DER); may be repeated', one)
    .option('--anchor <file>', 'a checkpoint that was kept elsewhere and must be in the log; may be repeated', one)
    .option('--from <time>', 'report the runs and findings from then on (2026-03-01 or 2026-03-01T09:00:00Z, UTC)')
    .option('--to <time>', 'and before then; the log is verified whole all the same')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', codes)
    .addHelpText(
      'after',
      `
Examples:
  chancery audit verify --config /etc/chancery/sam.yaml --json
  chancery audit verify audit-2026 --key checkpoint.jwk --tsa tsa-root.pem --anchor last-checkpoint
  chancery audit verify proof.json`,
    )
    .action(async (path, o) => (await import('./verify.ts')).runAuditVerify(path, o));
}

function exportLog(audit: Command): void {
  audit
    .command('export')
    .description('Write the log and its checkpoints into a folder that is verified without the database.')
    .requiredOption('--config <file>', 'the configuration of the SAM (YAML)')
    .requiredOption('--out <folder>', 'a new folder')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', written)
    .addHelpText('after', '\nExample:\n  chancery audit export --config /etc/chancery/sam.yaml --out audit-2026')
    .action(async (o) => (await import('./export.ts')).runAuditExport(o));
}

function prove(audit: Command): void {
  audit
    .command('prove')
    .description('Write the proof that a signature stands in the log: record, Merkle path, checkpoint, time-stamp.')
    .requiredOption('--config <file>', 'the configuration of the SAM (YAML)')
    .requiredOption('--signature <id>', 'its challenge, its call, or the SHA-256 of its value')
    .requiredOption('--out <file>', 'a new file')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', written)
    .addHelpText(
      'after',
      '\nExample:\n  chancery audit prove --config /etc/chancery/sam.yaml --signature c_4bDdEw8… --out proof.json',
    )
    .action(async (o) => (await import('./export.ts')).runAuditProve(o));
}

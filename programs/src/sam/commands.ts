/** `chancery sam` and what is below it: the officers' commands. */
import { operationTypes } from '@chancery/sam/client';
import { type Command, Option } from 'commander';

const codes = '\nExit codes: 0 done, 1 the SAM refused, 2 wrong use (nothing was sent), 3 the SAM cannot be reached.';

/** Below `chancery sam`, whose own options then stand before the name of what is below. */
export function samCommands(sam: Command): void {
  sam.enablePositionalOptions();
  officer(sam.command('officer').description('Who may decide about this SAM, and what they ask for.'));
  approve(sam);
  status(sam);
  manifest(sam.command('manifest').description('That this program is the one that was released.'));
  backup(sam);
  restore(sam.command('restore').description('Put a backup back into an empty database, in a new epoch.'));
}

function manifest(group: Command): void {
  const ends = '\nExit codes: 0 done, 1 the program or the manifest is another, 2 wrong use.';
  group
    .command('make')
    .description('List the files of this program by their hashes, signed by the release key.')
    .requiredOption('--key <file>', 'the release key, on P-256 (PEM)')
    .requiredOption('--out <file>', 'where the manifest goes')
    .addHelpText('after', `${ends}\n\nExample:\n  chancery sam manifest make --key release.key --out program.manifest`)
    .action(async (o) => (await import('./manifest-commands.ts')).runMake(o));
  group
    .command('verify')
    .description('Compare this program with the manifest of its release.')
    .requiredOption('--manifest <file>', 'the manifest')
    .requiredOption('--key <file>', 'the public release key (PEM)')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText(
      'after',
      `${ends}\n\nExample:\n  chancery sam manifest verify --manifest program.manifest --key release.pem`,
    )
    .action(async (o) => (await import('./manifest-commands.ts')).runVerify(o));
}

function backup(sam: Command): void {
  asOfficer(sam.command('backup').argument('<op>', 'an approved operation of type backup'))
    .description('Carry out an approved backup: encrypted, into the backup folder of the SAM.')
    .addHelpText('after', '\nExample:\n  chancery sam backup op_… --as olga.yaml --json')
    .action(async (op, o) => (await import('./backup.ts')).takeBackup(op, o));
}

function restore(group: Command): void {
  const offline = (name: string) =>
    group.command(name).option('--json', 'print one JSON object and nothing else').addHelpText('after', codes);
  const config = ['--config <file>', 'the configuration of the SAM (YAML)'] as const;
  const request = ['--request <file>', 'the request, as it goes from hand to hand'] as const;
  offline('request')
    .description('Ask for a restore, into a file that two security officers sign.')
    .requiredOption(...config)
    .requiredOption('--in <file>', 'the backup')
    .requiredOption('--reason <text>', 'why, for those who approve')
    .requiredOption(...request)
    .requiredOption('--as <file>', 'who asks: the settings of an officer (YAML)')
    .addHelpText(
      'after',
      '\nExample:\n  chancery sam restore request --config sam.yaml --in a.backup --reason "Disk lost" --request r.json --as olga.yaml',
    )
    .action(async (o) => (await import('./backup.ts')).askRestore(o));
  offline('approve')
    .description('Approve a restore with the second factor, in its file; without --sha256 it is only shown.')
    .requiredOption(...request)
    .option('--sha256 <value>', 'of the parameters that were read')
    .requiredOption('--as <file>', 'who approves: the settings of an officer (YAML)')
    .addHelpText(
      'after',
      '\nExample:\n  chancery sam restore approve --request r.json --sha256 n4bQgYhMfW… --as ada.yaml',
    )
    .action(async (o) => (await import('./backup.ts')).signRestore(o));
  offline('run')
    .description('Restore: all of it, or nothing.')
    .requiredOption(...config)
    .requiredOption('--in <file>', 'the backup')
    .requiredOption(...request)
    .addHelpText('after', '\nExample:\n  chancery sam restore run --config sam.yaml --in a.backup --request r.json')
    .action(async (o) => (await import('./backup.ts')).runRestore(o));
}

function status(sam: Command): void {
  sam
    .command('status')
    .description('Whether this SAM would sign, and what stops it.')
    .requiredOption('--config <file>', 'the configuration of the SAM (YAML)')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText(
      'after',
      '\nExit codes: 0 it signs, 1 it does not (the part is named), 2 wrong use, 3 it cannot be reached.',
    )
    .addHelpText('after', '\nExample:\n  chancery sam status --config /etc/chancery/sam.yaml --json')
    .action(async (o) => (await import('./status.ts')).runStatus(o));
}

function officer(group: Command): void {
  asOfficer(group.command('list'))
    .description('The officers and their roles, with those who are none any more.')
    .addHelpText('after', '\nExample:\n  chancery sam officer list --as ada.yaml')
    .action(async (o) => (await import('./officer.ts')).listOfficers(o));
  asOfficer(group.command('request'))
    .description('Ask for something that takes two security officers.')
    .addOption(new Option('--type <type>', 'what').choices(operationTypes).makeOptionMandatory())
    .requiredOption('--params <file>', 'its parameters, in JSON: docs/officers.md says which')
    .requiredOption('--reason <text>', 'why, for those who approve')
    .addHelpText(
      'after',
      '\nExample:\n  chancery sam officer request --type organization.stop --params stop.json --reason "Key lost" --as olga.yaml',
    )
    .action(async (o) => (await import('./officer.ts')).requestOperation(o));
  asOfficer(group.command('operations'))
    .description('What was asked for, the latest first.')
    .addHelpText('after', '\nExample:\n  chancery sam officer operations --as ada.yaml --json')
    .action(async (o) => (await import('./officer.ts')).listOperations(o));
  asOfficer(group.command('show').argument('<op>', 'the operation'))
    .description('One operation with its parameters, their SHA-256, and who has approved.')
    .addHelpText('after', '\nExample:\n  chancery sam officer show op_… --as ada.yaml')
    .action(async (op, o) => (await import('./officer.ts')).showOperation(op, o));
  asOfficer(group.command('vouch').argument('<chal>', 'an enrolment that waits for a registration officer'))
    .description('See whom an enrolment is about; with --ih, vouch for her and get the ticket that is hers alone.')
    .option('--ih <value>', 'the hash of the enrolment that was read')
    .addHelpText('after', '\nExample:\n  chancery sam officer vouch c_… --ih n4bQgYhMfW… --as rita.yaml')
    .action(async (chal, o) => (await import('./officer.ts')).vouchFor(chal, o));
  asOfficer(group.command('withdraw').argument('<op>', 'the operation'))
    .description('Take an operation back.')
    .addHelpText('after', '\nExample:\n  chancery sam officer withdraw op_… --as olga.yaml')
    .action(async (op, o) => (await import('./officer.ts')).withdrawOperation(op, o));
}

function approve(sam: Command): void {
  asOfficer(sam.command('approve').argument('<op>', 'the operation'))
    .description('Approve an operation with the second factor, for the parameters that were read.')
    .requiredOption('--sha256 <value>', 'of the parameters, as `officer show` says: others are not approved')
    .addHelpText('after', '\nExample:\n  chancery sam approve op_… --sha256 n4bQgYhMfW… --as ada.yaml')
    .action(async (op, o) => (await import('./officer.ts')).approveOperation(op, o));
}

function asOfficer(command: Command): Command {
  return command
    .requiredOption('--as <file>', 'who asks: the settings of an officer (YAML)')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', codes);
}

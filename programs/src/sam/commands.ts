/** `chancery sam` and what is below it: the officers' commands. */
import { type Command, Option } from 'commander';

const codes = '\nExit codes: 0 done, 1 the SAM refused, 2 wrong use (nothing was sent), 3 the SAM cannot be reached.';

const operations = [
  'officer.add',
  'officer.change',
  'officer.remove',
  'trust.set',
  'trust.remove',
  'organization.stop',
  'organization.resume',
];

/** Below `chancery sam`, whose own options then stand before the name of what is below. */
export function samCommands(sam: Command): void {
  sam.enablePositionalOptions();
  officer(sam.command('officer').description('Who may decide about this SAM, and what they ask for.'));
  approve(sam);
  status(sam);
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
    .addOption(new Option('--type <type>', 'what').choices(operations).makeOptionMandatory())
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

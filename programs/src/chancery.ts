#!/usr/bin/env node
/** The command line: `chancery <noun> <verb>`. Exit codes: 0 done, 1 refused or failed, 2 wrong use. */
import { Command, CommanderError, Option } from 'commander';
import { adminCommands } from './admin/commands.ts';
import { applicationCommands } from './application/commands.ts';
import { auditCommands, auditUse } from './audit/commands.ts';
import { announceFailure, isLeaving, leave, liveUntilAsked } from './lifetime.ts';
import { ceremonyCommands } from './sam/ceremony/commands.ts';
import { samCommands } from './sam/commands.ts';
import { sentenceOf } from './sentence.ts';
import { wordsOf } from './words.ts';

const sandboxData = '.data';
const ofServer = '\nExit codes: 0 ended when it was asked to, or checked; 1 refused to start or failed; 2 wrong use.';
const ofCommand = '\nExit codes: 0 done, 1 refused or failed, 2 wrong use.';

function commands(): Command {
  const chancery = new Command('chancery')
    .description('Chancery, an open remote signing engine.')
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('(--help shows the options and an example)');
  servers(chancery);
  auditCommands(chancery);
  applicationCommands(chancery);
  adminCommands(chancery);
  sandbox(chancery);
  demo(chancery);
  return chancery;
}

function servers(chancery: Command): void {
  const server = (name: string, what: string, codes = ofServer) =>
    chancery
      .command(name)
      .description(what)
      .requiredOption('--config <file>', 'the configuration of this process (YAML)')
      .option('--check', 'only check the configuration')
      .addHelpText('after', codes)
      .addHelpText('after', `\nExample:\n  chancery ${name} --config /etc/chancery/${name}.yaml`);
  const sam = chancery
    .command('sam')
    .description('Run the signature activation module; below it, what its officers do.')
    .option('--config <file>', 'the configuration of this process (YAML)')
    .option('--check', 'only check the configuration')
    .addHelpText('after', ofServer)
    .addHelpText('after', '\nExample:\n  chancery sam --config /etc/chancery/sam.yaml')
    .action(async (o) => (o.config === undefined ? missing(sam) : (await import('./sam.ts')).runSam(o)));
  ceremonyCommands(sam);
  samCommands(sam);
  server('sic', 'Run the approval page in the zone of the SAM.').action(async (o) =>
    (await import('./sic.ts')).runSic(o),
  );
  server('ssa', 'Run the server signing application.')
    .option('--with-activation <file>', 'run a SAM of this configuration in the same process: keys of SCAL1 alone')
    .action(async (o) => (await import('./ssa.ts')).runSsa(o));
  server('migrate', 'Bring the database of an SSA or a SAM to the present schema.', ofCommand).action(async (o) =>
    (await import('./migrate.ts')).runMigrate(o),
  );
}

function missing(sam: Command): void {
  sam.error("error: required option '--config <file>' not specified", { exitCode: 2 });
}

function sandbox(chancery: Command): void {
  const group = chancery.command('sandbox').description('The whole engine on this machine, for trying it out.');
  group
    .command('start')
    .description('Start every process and keep them running until Ctrl-C.')
    .addOption(firstPort('the first of seven ports (8400, or what the data folder was made for)'))
    .option('--https', 'speak TLS, by certificates of the sandbox (their root is root.pem in the data folder)')
    .option('--legacy', 'keys with a PIN sign SHA-1 and SHA-224 too, which is INSECURE (docs/algorithms.md)')
    .option('--data <folder>', 'where everything is kept', sandboxData)
    .option('--json', 'print the addresses as one JSON object')
    .addHelpText('after', ofServer)
    .addHelpText('after', '\nExample:\n  npm start -- --port 9400')
    .action(async (o) => (await import('./sandbox.ts')).startSandbox(o));
  group
    .command('servers', { hidden: true })
    .requiredOption('--config <file>')
    .action(async (o) => (await import('./sandbox-servers.ts')).runSandboxServers(o));
  phone(group.command('phone').description('A phone without a phone, for approvals by device (docs/mobile-id.md).'));
}

function phone(group: Command): void {
  const command = (usage: string, what: string, example: string) =>
    group
      .command(usage)
      .description(what)
      .option('--file <file>', 'where the phone keeps its keys', 'phone.json')
      .addHelpText('after', ofCommand)
      .addHelpText('after', `\nExample:\n  chancery sandbox phone ${example}`);
  const commands = () => import('./phone.ts');
  command(
    'join <address>',
    'Join by the address that the page shows.',
    'join https://sic.localhost:8401/device#c_1.AbC',
  ).action(async (address, o) => (await commands()).joinPhone(address, o));
  command('list', 'What waits for this phone.', 'list').action(async (o) => (await commands()).listQuestions(o));
  command(
    'approve <request> [number]',
    'Say yes, with the number of the page, where one asks.',
    'approve c_1 47',
  ).action(async (request, number, o) => (await commands()).approveByPhone(request, number, o));
  command('rekey', 'Take new keys.', 'rekey').action(async (o) => (await commands()).rekeyPhone(o));
  command('leave', 'Approve nothing any more.', 'leave').action(async (o) => (await commands()).leaveByPhone(o));
  command('decline <request>', 'Say no.', 'decline c_1 --report')
    .option('--report', 'she did not ask for it: her keys are frozen')
    .action(async (request, o) => (await commands()).declineByPhone(request, o));
}

function demo(chancery: Command): void {
  chancery
    .command('demo')
    .description('Sign a PDF remotely from end to end, then try to cheat.')
    .option('--in <file>', 'the PDF to sign (a sample of its own by default)')
    .option('--out <file>', 'where the signed PDF goes', 'signed.pdf')
    .option('--one-time', 'sign with a key that is made for the document and destroyed as it signs')
    .option('--json', 'print one JSON object and nothing else')
    .option('--keep', 'keep the data folder and say where it is')
    .addOption(firstPort('the first of seven ports').default(8500))
    .addHelpText(
      'after',
      '\nExit codes: 0 signed, and every cheat was refused; 1 something else came of it; 2 wrong use.',
    )
    .addHelpText('after', '\nExample:\n  npm run demo -- --in contract.pdf --out contract-signed.pdf')
    .action(async (o) => (await import('./demo/demo.ts')).runDemo(o));
}

function firstPort(description: string): Option {
  return new Option('--port <n>', description).env('CHANCERY_PORT').argParser(wholePort);
}

function wholePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1024 && port <= 65000) return port;
  throw new CommanderError(2, 'port', `error: --port wants a number from 1024 to 65000, not "${text}"`);
}

liveUntilAsked();
try {
  await commands().parseAsync();
} catch (error) {
  if (!isLeaving()) await leave(error instanceof CommanderError ? commanderCode(error) : await report(error));
}

/** A command whose failure means something of its own says so with `exitCode`. */
async function report(error: unknown): Promise<number> {
  process.stderr.write(`${wordsOf(error)}\n`);
  const sentence = sentenceOf(error);
  if (sentence !== undefined) await announceFailure(sentence);
  return error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : 1;
}

function commanderCode(error: CommanderError): number {
  if (error.code === 'port') process.stderr.write(`${error.message}\n`);
  return error.exitCode === 0 || error.code === auditUse ? error.exitCode : 2;
}

/** `chancery admin`: what operators do, over the administration API of an engine that runs, here or elsewhere. */
import type { Command } from 'commander';

const settings = `\nThe engine and the operators' token: a file with CHANCERY=https://sign.example and ADMIN_TOKEN_FILE=… (or ADMIN_TOKEN=…), or these
in the environment.\nExit codes: 0 done (diff: nothing differs), 1 refused, failed or different, 2 wrong use (nothing was sent).`;

export function adminCommands(chancery: Command): void {
  const admin = chancery.command('admin').description('Applications, and the whole configuration of an installation.');
  const command = (parent: Command, usage: string, what: string, example: string) =>
    parent
      .command(usage)
      .description(what)
      .option('--admin <file>', 'which engine, and the token of its operators')
      .addHelpText('after', `${settings}\n\nExample:\n  chancery admin ${example}`);
  const client = admin.command('client').description('Applications of service providers.');
  command(
    client,
    'create',
    'Register an application; its secret is shown once.',
    'client create --provider "Banco Norte"',
  )
    .requiredOption('--provider <name>', 'its service provider, by name or id')
    .option('--name <name>', 'what operators call it')
    .option('--redirect-uri <uri...>', 'where browsers may be sent back to')
    .option('--scope <scope...>', 'what it may ask tokens for')
    .option('--auth-method <method>', 'how it proves who it is; client_secret_basic unless told, none for a public one')
    .option('--native', 'it runs where its person is: any port of http://127.0.0.1 is its own')
    .option('--out <file>', 'write what a client needs there (mode 600) instead of printing it')
    .action(async (o) => (await import('./client.ts')).createClient(o));
  command(admin, 'export', 'Print the whole configuration as YAML, without secrets.', 'export > engine.yaml').action(
    async (o) => (await import('./export.ts')).exportInstallation(o),
  );
  command(admin, 'diff <file>', 'Say what `apply` would do.', 'diff engine.yaml')
    .option('--prune', 'what the file does not name would be removed')
    .action(async (file, o) => (await import('./apply.ts')).showDifference(file, o));
  command(admin, 'apply <file>', 'Make the engine as the file says; twice is as once.', 'apply engine.yaml')
    .option('--prune', 'remove what the file does not name')
    .action(async (file, o) => (await import('./apply.ts')).applyInstallation(file, o));
}

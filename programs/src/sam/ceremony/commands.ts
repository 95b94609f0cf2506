/** The commands of the key ceremony: `chancery sam ceremony …`. */
import { type Command, InvalidArgumentError, Option } from 'commander';

export function ceremonyCommands(sam: Command): void {
  const ceremony = sam
    .command('ceremony')
    .description('Make the keys of the cryptographic module, under two officers, with a signed protocol.')
    .addHelpText('after', '\nThe whole procedure, step by step: docs/ceremony.md');
  making(ceremony);
  ending(ceremony);
  signing(ceremony);
  looking(ceremony);
}

const made = '\nExit codes: 0 made, 1 refused or failed (nothing was made), 2 wrong use.';

function making(ceremony: Command): void {
  ceremony
    .command('make')
    .description('Make every key of an installation, in one token or the same in two.')
    .requiredOption('--plan <file>', 'which tokens, who is there, where the PINs are (YAML)')
    .requiredOption('--out <file>', 'where the protocol goes')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', `${made}\n\nExample:\n  chancery sam ceremony make --plan ceremony.yaml --out protocol.json`)
    .action(async (o) => (await import('./make.ts')).runMake(o));
  ceremony
    .command('kek')
    .description('Make the next generation of a key-encryption key, beside the old one.')
    .addOption(new Option('--scal <n>', 'of which keys: 1 or 2').argParser(scal).makeOptionMandatory())
    .requiredOption('--plan <file>', 'which tokens, who is there, where the PINs are (YAML)')
    .requiredOption('--previous <file>', 'the protocol of the ceremony before')
    .requiredOption('--out <file>', 'where the protocol goes')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText(
      'after',
      `${made}\n\nExample:\n  chancery sam ceremony kek --scal 2 --plan ceremony.yaml --previous protocol.json --out protocol-2.json`,
    )
    .action(async (o) => (await import('./make.ts')).runKek(o));
}

function ending(ceremony: Command): void {
  ceremony
    .command('destroy')
    .description(
      'Destroy an old generation of a key-encryption key, and with it every copy of what is wrapped under it.',
    )
    .addOption(new Option('--scal <n>', 'of which keys: 1 or 2').argParser(scal).makeOptionMandatory())
    .requiredOption('--generation <n>', 'which one; never the newest', generation)
    .requiredOption('--plan <file>', 'which tokens, who is there, where the PINs are (YAML)')
    .requiredOption('--previous <file>', 'the protocol of the ceremony before')
    .requiredOption('--out <file>', 'where the protocol goes')
    .requiredOption('--every-key-was-rewrapped', 'that no key of a signer is under it any more: those would be lost')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', '\nExit codes: 0 destroyed, 1 refused or failed, 2 wrong use.')
    .addHelpText(
      'after',
      '\nExample:\n  chancery sam ceremony destroy --scal 2 --generation 1 --every-key-was-rewrapped --plan ceremony.yaml --previous protocol-2.json --out protocol-3.json',
    )
    .action(async (o) => (await import('./make.ts')).runDestroy(o));
}

function signing(ceremony: Command): void {
  ceremony
    .command('sign')
    .description('Hand out what an officer signs on a card, or take the signature.')
    .argument('<protocol>', 'the protocol of a ceremony')
    .requiredOption('--officer <name>', 'who signs, as the protocol names her')
    .option('--signature <file>', 'the signature, raw or DER, as a card or OpenSSL made it')
    .option('--key <file>', 'a private key in a file (PEM): for trying out, officers have cards')
    .option('--out <file>', 'where the octets to be signed go; beside the protocol unless told')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', '\nExit codes: 0 done, 1 not a signature of this officer over this protocol, 2 wrong use.')
    .addHelpText(
      'after',
      '\nExample:\n  chancery sam ceremony sign protocol.json --officer "Ada Officer" --signature ada.sig',
    )
    .action(async (path, o) => (await import('./sign.ts')).runSign(path, o));
}

function looking(ceremony: Command): void {
  ceremony
    .command('verify')
    .description('Verify a protocol, offline: signatures, keys, tokens.')
    .argument('<protocol>', 'the protocol of a ceremony')
    .option('--officer <file...>', 'certificates or public keys of the officers you know (PEM)')
    .option('--previous <file>', 'the protocol that it follows')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText(
      'after',
      '\nExit codes: 0 whole and by these officers, 1 findings (each is named), 2 nothing was verified, 3 whole, but nobody said\nwhose the officers’ keys are.',
    )
    .addHelpText('after', '\nExample:\n  chancery sam ceremony verify protocol.json --officer ada.pem ben.pem')
    .action(async (path, o) => (await import('./verify.ts')).runVerify(path, o));
  ceremony
    .command('check')
    .description('Compare tokens, clones among them, with a protocol.')
    .argument('<protocol>', 'the protocol of the last ceremony')
    .requiredOption('--plan <file>', 'which tokens (YAML); nothing is made')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', '\nExit codes: 0 as the protocol says, 1 they differ or cannot be asked, 2 wrong use.')
    .addHelpText('after', '\nExample:\n  chancery sam ceremony check protocol.json --plan clone.yaml')
    .action(async (path, o) => (await import('./check.ts')).runCheck(path, o));
  ceremony
    .command('inventory')
    .description('The module’s own keys: what each is for, how nodes share it, how it rotates.')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', '\nExample:\n  chancery sam ceremony inventory')
    .action(async (o) => (await import('./inventory.ts')).runInventory(o));
}

function scal(text: string): number {
  if (text === '1' || text === '2') return Number(text);
  throw new InvalidArgumentError('It is 1 or 2.');
}

function generation(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number, 1 first.');
}

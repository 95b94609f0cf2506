/** The commands of an application's operator: clients of the public API of an engine that runs, here or elsewhere. */
import { type Command, InvalidArgumentError, Option } from 'commander';

const codes =
  '\nExit codes: 0 done, 1 refused or failed, 2 wrong use (nothing was sent), 3 the signer refused or the request ended\nunsigned, 4 not signed yet, 5 done at a lower level than asked for, 130 Ctrl-C.';
const client = `\nThe engine and the client: a file with CHANCERY=https://sign.example, CLIENT_ID=… and CLIENT_SECRET=…, or these three
in the environment.`;

export function applicationCommands(chancery: Command): void {
  sign(chancery);
  extend(chancery);
  timestamp(chancery);
}

function sign(chancery: Command): void {
  usual(chancery.command('sign'))
    .description('Have files signed by a person: prints the link for her, waits, and fetches the signed files.')
    .argument('[file...]', 'what is to be signed, by one approval')
    .requiredOption('--out <folder>', 'where the signed files go')
    .option('--for <who>', 'who signs: an account, or ISSUER#SUBJECT; whoever opens the link first unless told')
    .option('--identity <credential>', 'which of her identities signs')
    .option('--one-time', 'sign with a key that is made for this and destroyed as it signs')
    .addOption(choice('--format <format>', 'PDFs are signed inside, XML too, anything else beside', formats))
    .addOption(choice('--packaging <packaging>', 'where the document is, seen from the signature', packagings))
    .addOption(choice('--level <level>', 'B-B unless told', ['B-B', 'B-T', 'B-LT', 'B-LTA']))
    .option('--lower', 'a lower level is good enough when an authority does not answer')
    .option(
      '--form <file>',
      'how each file is signed, in JSON: `signature` of the API (place, appearance, lock and more)',
    )
    .option('--password-file <file>', 'the password of encrypted PDFs')
    .option('--reason <text>', 'written into the signatures of PDFs')
    .option('--location <text>', 'written into the signatures of PDFs')
    .option('--expires-in <seconds>', 'how long the signer has; 7 days unless told', whole)
    .option('--request <id>', 'go on with a request that was made before')
    .option('--no-wait', 'print the request and the link, and leave')
    .option('--timeout <seconds>', 'wait so long for the signer', whole)
    .addHelpText('after', `\nExample:\n  chancery sign contract.pdf --level B-LTA --out signed --client chancery.env`)
    .action(async (files, options) => (await import('./sign.ts')).runSign(files, options));
}

function extend(chancery: Command): void {
  usual(chancery.command('extend'))
    .description('Give the signatures of a file a higher level, or renew them; whoever made them.')
    .argument('<file>', 'a signed PDF, a CMS or an XML signature')
    .requiredOption('--out <file>', 'where the extended file goes')
    .addOption(choice('--level <level>', 'the level wanted', ['B-T', 'B-LT', 'B-LTA']).makeOptionMandatory())
    .addOption(choice('--digest <digest>', 'of the time-stamps; sha256 unless told', digests))
    .option('--content <file>', 'what a detached signature is over')
    .option('--roots <file...>', 'where chains may end (PEM or DER); the roots of the engine unless told')
    .option('--password-file <file>', 'the password of an encrypted PDF')
    .option('--lower', 'a lower level is good enough when an authority does not answer')
    .addHelpText(
      'after',
      `\nExample:\n  chancery extend signed.pdf --level B-LTA --out archived.pdf --client chancery.env`,
    )
    .action(async (file, options) => (await import('./extend.ts')).runExtend(file, options));
}

function timestamp(chancery: Command): void {
  usual(chancery.command('timestamp'))
    .description('A time-stamp over a file, of which only the digest is sent.')
    .argument('[file]', 'what is to be stamped')
    .option('--hash <hex>', 'its digest, where there is no file')
    .addOption(choice('--algorithm <digest>', 'the digest', digests).default('sha256'))
    .option('--out <file>', 'where it goes: FILE.tsr unless told; a response as .tsr, the token alone as anything else')
    .addHelpText('after', `\nExample:\n  chancery timestamp archive.zip --client chancery.env`)
    .action(async (file, options) => (await import('./timestamp.ts')).runTimestamp(file, options));
}

const formats = ['pades', 'cades', 'xades'];
const packagings = ['attached', 'detached', 'enveloped', 'enveloping'];
const digests = ['sha256', 'sha384', 'sha512'];

/** What each of them takes. */
function usual(command: Command): Command {
  return command
    .option('--client <file>', 'which engine, and as which client; see below')
    .option('--force', 'replace files that are there')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', client)
    .addHelpText('after', codes);
}

function choice(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, description).choices(words);
}

function whole(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It wants a whole number.');
}

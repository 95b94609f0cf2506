/** `chancery extend`: a signed file, whoever signed it, at a higher level. */
import { readFileSync } from 'node:fs';
import type { NewSignatureUpdate } from '@chancery/api';
import { parsePem } from '@chancery/pki';
import { asking, exitCodes, wrongUse } from './command-error.ts';
import { type InputFile, inputFile, octetsOf, requireFree, writeWhole } from './documents.ts';
import { type Progress, withProgress } from './progress.ts';
import { type ClientOption, openClient } from './settings.ts';
import { readPassword } from './signature-form.ts';

export interface ExtendOptions extends ClientOption {
  readonly level: NewSignatureUpdate['level'];
  readonly out: string;
  readonly digest?: NonNullable<NewSignatureUpdate['digest']>;
  /** What a detached signature is over. */
  readonly content?: string;
  readonly roots?: readonly string[];
  readonly passwordFile?: string;
  readonly lower?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Exit codes are those of `exitCodes`. Throws CommandError. */
export async function runExtend(path: string, options: ExtendOptions): Promise<void> {
  const { out, level, force = false, json } = options;
  const files = [path, ...(options.content === undefined ? [] : [options.content])].map(inputFile);
  requireFree(out, force, files);
  const given = settings(options);
  const client = openClient(options);
  const made = await withProgress((progress) =>
    asking(client.signatures.update({ ...given, ...contents(files, progress) })),
  );
  await writeWhole(out, [made.document]);
  const { missing } = made;
  process.stdout.write(
    json ? `${JSON.stringify({ file: out, level: made.level, missing })}\n` : `${out}  ${made.level}\n`,
  );
  process.exitCode = made.level === level ? exitCodes.done : exitCodes.lower;
}

function settings({ level, digest, roots, passwordFile, lower }: ExtendOptions) {
  return {
    level,
    ...(digest === undefined ? {} : { digest }),
    ...(roots === undefined ? {} : { roots: roots.flatMap(certificates) }),
    ...(passwordFile === undefined ? {} : { password: readPassword(passwordFile) }),
    ...(lower ? { when_unavailable: 'lower' as const } : {}),
  };
}

function contents([signed, content]: readonly InputFile[], progress: Progress) {
  const total = (signed?.size ?? 0) + (content?.size ?? 0);
  let sent = 0;
  progress.stage('Uploading');
  const count = (octets: number) => {
    sent += octets;
    if (sent === total) progress.stage('Extending');
    else progress.done(sent / total);
  };
  const document = octetsOf(signed!, count);
  return content === undefined
    ? { document }
    : { document, content: octetsOf(content, count), content_name: content.name };
}

/** PEM with one certificate or several, or DER. */
function certificates(path: string): string[] {
  try {
    const octets = readFileSync(path);
    const found = octets.includes('-----BEGIN') ? parsePem(octets.toString('latin1')) : [octets];
    if (found.length > 0) return found.map((der) => Buffer.from(der).toString('base64'));
  } catch (cause) {
    throw wrongUse(`${path} cannot be read.`, cause);
  }
  throw wrongUse(`${path} has no certificate in it.`);
}

/** `chancery extend`: a signed file, whoever signed it, at a higher level. */
import { readFileSync } from 'node:fs';
import type { NewSignatureUpdate } from '@chancery/api';
import type { ChanceryClient } from '@chancery/api/client';
import { parsePem } from '@chancery/pki';
import { asking, exitCodes, wrongUse } from './command-error.ts';
import { type InputFile, inputFile, requirePlace, writeWhole } from './documents.ts';
import { type Progress, withProgress } from './progress.ts';
import { type ClientOption, openClient } from './settings.ts';
import { readPassword } from './signature-form.ts';
import { uploaded } from './uploaded.ts';

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
  requirePlace(out, force, files);
  const client = openClient(options);
  const made = await withProgress((progress) => extended(client, files, options, progress));
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

async function extended(
  client: ChanceryClient,
  files: readonly InputFile[],
  options: ExtendOptions,
  progress: Progress,
) {
  const given = settings(options);
  const [upload, content] = await uploaded(client, files, progress);
  progress.stage('Extending');
  const beside = content === undefined ? {} : { content_upload: content, content_name: files[1]!.name };
  return asking(client.signatures.update({ ...given, upload: upload!, ...beside }));
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

/** The files of the demo: the PDF that is signed, and where the signed one goes. Both are looked at before anything is started. */
import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { toPem } from '@chancery/pki';
import { samplePdf } from '@chancery/sandbox';
import { bytesSource, requireReadable, ScaError } from '@chancery/sca';

export class DemoError extends Error {
  override readonly name = 'DemoError';
}

export interface Input {
  readonly name: string;
  readonly content: Uint8Array;
}

/** A sample of our own unless a file is named; what the service would refuse at the upload is refused here already. */
export function readInput(file: string | undefined): Input {
  if (file === undefined) return { name: 'Sample agreement.pdf', content: samplePdf() };
  const content = read(file);
  try {
    requireReadable(bytesSource(content), { format: 'pades' });
  } catch (cause) {
    if (!(cause instanceof ScaError)) throw cause;
    throw new DemoError(`${file} cannot be signed: ${cause.message}. Nothing was started.`, { cause });
  }
  return { name: basename(file), content };
}

function read(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new DemoError(`${file} cannot be read. Nothing was started.`, { cause });
  }
}

export interface Output {
  readonly document: string;
  /** The certificate to trust, beside it. */
  readonly root: string;
}

export function writableOutput(out: string, input: string | undefined): Output {
  const document = resolve(out);
  if (input !== undefined && resolve(input) === document)
    throw new DemoError(`--out would overwrite ${input} itself. Choose another name. Nothing was started.`);
  if (!isWritable(document)) throw new DemoError(`${out} cannot be written. Nothing was started.`);
  return { document, root: join(dirname(document), 'sandbox-root.pem') };
}

function isWritable(file: string): boolean {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there && !there.isFile()) return false;
  try {
    accessSync(there ? file : dirname(file), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export function writeOutput(output: Output, signed: Uint8Array, root: Uint8Array): void {
  writeFileSync(output.document, signed);
  writeFileSync(output.root, toPem('CERTIFICATE', root));
}

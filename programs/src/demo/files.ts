/** The files of the demo: the PDF that is signed, and where the signed one goes. Both are looked at before anything is started. */
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { toPem } from '@chancery/pki';
import { samplePdf } from '@chancery/sandbox';

export class DemoError extends Error {
  override readonly name = 'DemoError';
}

export interface Input {
  readonly name: string;
  readonly content: Uint8Array;
}

export function readInput(file: string | undefined): Input {
  if (file === undefined) return { name: 'Sample agreement.pdf', content: samplePdf() };
  try {
    return { name: basename(file), content: new Uint8Array(readFileSync(file)) };
  } catch {
    throw new DemoError(`${file} cannot be read. Nothing was started.`);
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
  try {
    accessSync(dirname(document), constants.W_OK);
    if (existsSync(document)) accessSync(document, constants.W_OK);
  } catch {
    throw new DemoError(`${out} cannot be written. Nothing was started.`);
  }
  return { document, root: join(dirname(document), 'sandbox-root.pem') };
}

export function writeOutput(output: Output, signed: Uint8Array, root: Uint8Array): void {
  writeFileSync(output.document, signed);
  writeFileSync(output.root, toPem('CERTIFICATE', root));
}

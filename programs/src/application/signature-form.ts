/** How a file is to be signed: as its kind is signed usually, unless the options say more. */
import { readFileSync } from 'node:fs';
import type { SignatureForm } from '@chancery/api';
import { wrongUse } from './command-error.ts';
import type { InputFile } from './documents.ts';

export interface FormOptions {
  readonly format?: SignatureForm['format'];
  readonly packaging?: 'attached' | 'detached' | 'enveloped' | 'enveloping';
  /** A file with the password of encrypted PDFs. */
  readonly passwordFile?: string;
  /** A file with `signature` of the API, in JSON. */
  readonly form?: string;
}

/** Throws CommandError. */
export function formFor(file: InputFile, options: FormOptions): SignatureForm {
  if (options.form !== undefined) return formFile(options.form);
  const { format = usualFormat(file) } = options;
  if (format === 'pades') return pades(options);
  const { packaging = format === 'xades' && isXml(file) ? 'enveloped' : 'detached' } = options;
  if (format === 'cades' && (packaging === 'attached' || packaging === 'detached')) return { format, packaging };
  if (format === 'xades' && packaging !== 'attached') return { format, packaging };
  throw wrongUse(`A signature of format ${format} is never ${packaging}.`);
}

/** What the engine says no to, it says why. */
function formFile(path: string): SignatureForm {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw wrongUse(`${path} is no JSON that can be read.`, cause);
  }
}

function pades({ packaging, passwordFile }: FormOptions): SignatureForm {
  if (packaging !== undefined) throw wrongUse('A signature of format pades is always inside the PDF: no --packaging.');
  return { format: 'pades', ...(passwordFile === undefined ? {} : { password: readPassword(passwordFile) }) };
}

/** The first line. Throws CommandError. */
export function readPassword(path: string): string {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/)[0] ?? '';
  } catch (cause) {
    throw wrongUse(`${path} cannot be read.`, cause);
  }
}

function usualFormat(file: InputFile): SignatureForm['format'] {
  if (file.start.includes('%PDF-')) return 'pades';
  return isXml(file) ? 'xades' : 'cades';
}

function isXml({ start }: InputFile): boolean {
  return /^(\u00ef\u00bb\u00bf)?\s*</.test(start.toString('latin1'));
}

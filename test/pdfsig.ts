/** pdfsig of Poppler, a judge nobody here wrote, with one root it trusts. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What it says about the signatures of a PDF file. `root` is a file with a certificate in PEM. */
export function pdfsig(file: string, root: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-nss-'));
  const database = `sql:${folder}`;
  try {
    execFileSync('certutil', ['-N', '-d', database, '--empty-password']);
    execFileSync('certutil', ['-A', '-d', database, '-n', 'root', '-t', 'CT,C,C', '-i', root]);
    return execFileSync('pdfsig', ['-nssdir', database, file], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

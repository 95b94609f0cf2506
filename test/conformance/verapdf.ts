/** veraPDF as the judge of PDF/A (ISO 19005), in a process of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildJudge } from './java-program.ts';

export interface PdfAVerdict {
  /** The part and level the file claims: `2b`. */
  readonly flavour: string;
  /** The rules that are broken, each with its clause. */
  readonly broken: readonly string[];
}

/** One verdict for each file. Throws with veraPDF's own words when it cannot read one. */
export function judgePdfA(files: readonly Uint8Array[]): PdfAVerdict[] {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-verapdf-'));
  try {
    const paths = files.map((bytes, index) => {
      const path = join(folder, `${index}.pdf`);
      writeFileSync(path, bytes);
      return path;
    });
    const args = ['-cp', buildJudge('verapdf'), 'chancery.PdfA', ...paths];
    const { status, stdout, stderr } = spawnSync('java', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`veraPDF did not finish: ${stderr.trim().split('\n').at(-1)}`);
    return stdout.trimEnd().split('\n\n').map(verdict);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function verdict(block: string): PdfAVerdict {
  const [flavour = '', ...broken] = block.trim().split('\n');
  return { flavour, broken };
}

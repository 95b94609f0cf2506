import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Pages as poppler shows them; for tests only. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel. */
  readonly pixels: Buffer;
}

const timeout = 20_000;

/** The first page as it is seen, 72 pixels to the inch unless told. */
export function rendered(pdf: Uint8Array, resolution = 72): Picture {
  const ppm = poppler('pdftoppm', pdf, ['-r', String(resolution), '-cropbox', '-f', '1', '-l', '1']);
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.subarray(0, 64).toString('latin1'))!;
  return { width: Number(head[1]), height: Number(head[2]), pixels: ppm.subarray(head[0].length) };
}

/** The first page as a JPEG file. */
export function asJpeg(pdf: Uint8Array): Buffer {
  return poppler('pdftoppm', pdf, ['-jpeg', '-r', '36', '-f', '1', '-l', '1']);
}

/** The text of the first page in its reading order. */
export function textOf(pdf: Uint8Array): string {
  return poppler('pdftotext', pdf, ['-q'], ['-']).toString('utf8');
}

/** The fonts, one in a line. */
export function fontsOf(pdf: Uint8Array): string[] {
  return poppler('pdffonts', pdf, []).toString('utf8').trim().split('\n').slice(2);
}

export function part({ width, pixels }: Picture, left: number, top: number, columns: number, rows: number): Buffer {
  const lines = Array.from({ length: rows }, (_, row) => {
    const start = 3 * ((top + row) * width + left);
    return pixels.subarray(start, start + 3 * columns);
  });
  return Buffer.concat(lines);
}

export function pixel(picture: Picture, x: number, y: number): number[] {
  return [...part(picture, x, y, 1, 1)];
}

function poppler(program: string, pdf: Uint8Array, options: readonly string[], more: readonly string[] = []): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'ades-'));
  try {
    const file = join(folder, 'a.pdf');
    writeFileSync(file, pdf);
    return execFileSync(program, [...options, file, ...more], {
      timeout,
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

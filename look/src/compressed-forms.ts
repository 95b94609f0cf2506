/** At build time: beside each file of a page that it makes smaller, its brotli and its gzip form. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Not the pages themselves, into which servers write, nor what is compressed already. */
const compressible = '**/*.{js,mjs,css,svg,ttf,pfb}';

const [asBrotli, asGzip] = [promisify(brotliCompress), promisify(gzip)];

export async function writeCompressedForms(folder: string): Promise<void> {
  await Promise.all(globSync(compressible, { cwd: folder }).map((name) => writeForms(join(folder, name))));
}

/** The highest quality makes a build three times as long for two hundredths; fonts and decoders, which few documents need, come out of 9 as well. */
function qualityOf(path: string): number {
  return /\.(js|mjs|css)$/.test(path) && !path.includes('nowasm') ? 10 : 9;
}

async function writeForms(path: string): Promise<void> {
  const file = readFileSync(path);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: qualityOf(path),
    [constants.BROTLI_PARAM_SIZE_HINT]: file.length,
  };
  const forms = { br: await asBrotli(file, { params }), gz: await asGzip(file, { level: 9 }) };
  for (const [ending, form] of Object.entries(forms)) {
    if (form.length < file.length) writeFileSync(`${path}.${ending}`, form);
  }
}

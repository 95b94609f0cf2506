/** What pdf.js reads while it shows a document, as files of our own host: character maps, standard fonts, image decoders. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folders = ['cmaps', 'standard_fonts', 'wasm'] as const;

interface Emitter {
  emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): string;
}

/** A plugin of the page build; the folder carries the version of pdf.js, so its files may be cached for ever. */
export function pdfjsFiles() {
  return {
    name: 'pdfjs-files',
    generateBundle(this: Emitter): void {
      for (const [fileName, source] of files()) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

function files(): [string, Uint8Array][] {
  const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return folders.flatMap((folder) =>
    readdirSync(join(dirname(manifest), folder))
      .filter((file) => !file.endsWith('.wasm') && !file.startsWith('quickjs'))
      .map((file): [string, Uint8Array] => [
        `pdfjs-${version}/${folder}/${file}`,
        readFileSync(join(dirname(manifest), folder, file)),
      ]),
  );
}

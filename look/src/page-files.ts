/** What every built page carries with it, as files of its own host: the mark, what pdf.js reads while it shows a document, and the compressed forms. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { writeCompressedForms } from './compressed-forms.ts';

/** Character maps, the fourteen standard fonts, image decoders that need no WebAssembly. */
const folders = ['cmaps', 'standard_fonts', 'wasm'] as const;

interface Emitter {
  emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): string;
}

/** A plugin of the page build. The folder carries the version of pdf.js, so its files may be cached for ever. */
export function pageFiles() {
  return {
    name: 'page-files',
    generateBundle(this: Emitter): void {
      const mark = readFileSync(join(import.meta.dirname, 'favicon.svg'));
      for (const [fileName, source] of [...pdfjsFiles(), ['favicon.svg', mark] as const]) {
        this.emitFile({ type: 'asset', fileName, source });
      }
    },
    writeBundle: ({ dir }: { readonly dir?: string }) => writeCompressedForms(dir ?? '.'),
  };
}

function pdfjsFiles(): (readonly [string, Uint8Array])[] {
  const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return folders.flatMap((folder) =>
    readdirSync(join(dirname(manifest), folder))
      .filter((file) => !file.endsWith('.wasm') && !file.startsWith('quickjs'))
      .map(
        (file) => [`pdfjs-${version}/${folder}/${file}`, readFileSync(join(dirname(manifest), folder, file))] as const,
      ),
  );
}

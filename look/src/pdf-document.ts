/**
 * A PDF opened in the browser by pdf.js, under a policy without inline or evaluated code: the worker, the character
 * maps and the standard fonts come from this host, no WebAssembly is used, and a font the document lacks
 * comes from here, not from the device: everybody sees the same pages.
 */
import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
  VerbosityLevel,
  version,
} from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = worker;

/** A script that runs when a page opens is looked for on so many pages; more would make opening slow. */
const pagesSearched = 200;

export interface PdfDocument {
  readonly pages: number;
  /** Width and height of the first page in points, after rotation. */
  readonly size: readonly [number, number];
  /** What a reader must know because the pages do not show it. */
  readonly hidden: { readonly attachments: number; readonly scripts: boolean; readonly dynamic: boolean };
  page(number: number): Promise<PDFPageProxy>;
  close(): Promise<void>;
}

/** Rejects when pdf.js cannot read the bytes. The bytes stay the caller's: pdf.js gets a copy. */
export async function openPdf(bytes: Uint8Array): Promise<PdfDocument> {
  const files = `/pdfjs-${version}/`;
  const task = getDocument({
    data: bytes.slice(),
    cMapUrl: `${files}cmaps/`,
    standardFontDataUrl: `${files}standard_fonts/`,
    wasmUrl: `${files}wasm/`,
    useWasm: false,
    useSystemFonts: false,
    enableXfa: false,
    verbosity: VerbosityLevel.ERRORS,
  });
  const pdf = await task.promise;
  const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
  return {
    pages: pdf.numPages,
    size: [first.width, first.height],
    hidden: await whatIsHidden(pdf),
    page: (number) => pdf.getPage(number),
    close: () => task.destroy(),
  };
}

async function whatIsHidden(pdf: PDFDocumentProxy): Promise<PdfDocument['hidden']> {
  const attachments = await pdf.getAttachments().catch(() => null);
  return {
    attachments: attachments?.size ?? 0,
    scripts: await hasScripts(pdf).catch(() => false),
    dynamic: pdf.isPureXfa,
  };
}

/** Scripts of the document, of its form fields and of its first pages (ISO 32000-2 12.6.3, tables 197 to 200). */
async function hasScripts(pdf: PDFDocumentProxy): Promise<boolean> {
  const pages = Array.from({ length: Math.min(pdf.numPages, pagesSearched) }, (_, index) => pdf.getPage(index + 1));
  const actions = await Promise.all([pdf.getJSActions(), ...pages.map(async (page) => (await page).getJSActions())]);
  const fields = await pdf.getFieldObjects();
  const withScripts = [...(fields?.values() ?? [])].flat() as { readonly actions?: unknown }[];
  return actions.some((map) => (map?.size ?? 0) > 0) || withScripts.some((field) => field.actions instanceof Map);
}

/**
 * A PDF opened in the browser by pdf.js, under a policy without inline or evaluated code: the worker, the character
 * maps and the standard fonts come from this host, no WebAssembly is used, and a font the document lacks
 * comes from here, not from the device: everybody sees the same pages.
 */
import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
  PDFWorker,
  VerbosityLevel,
  version,
} from 'pdfjs-dist';
import workerSrc from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { drawSheet, type SheetPlace } from './draw-sheet.ts';

GlobalWorkerOptions.workerSrc = workerSrc;

/** The worker of the first document begins to load with this file; every document has one of its own. */
let ahead: PDFWorker | undefined = newWorker();

/** What the pages do not show is looked for when the first of them is drawn, and after so many milliseconds at the latest. */
const patience = 1_000;

/** A script that runs when a page opens is looked for on so many pages; more would make opening slow. */
const pagesSearched = 200;

export interface PdfDocument {
  readonly pages: number;
  /** Width and height of the first page in points, after rotation. */
  readonly size: readonly [number, number];
  readonly hidden: Promise<Hidden>;
  /** Draws a page, counted from 1; the function returned stops the work and empties the box. */
  draw(number: number, place: Omit<SheetPlace, 'ended'>): () => void;
}

/** What a reader must know because the pages do not show it. */
export interface Hidden {
  readonly attachments: number;
  readonly scripts: boolean;
  readonly dynamic: boolean;
}

export interface PdfReader {
  /** Rejects when pdf.js cannot read the bytes. They stay the caller's: pdf.js gets a copy. */
  open(bytes: Uint8Array): Promise<PdfDocument>;
  /** Ends the worker and with it the document. */
  close(): Promise<void>;
}

function newWorker(): PDFWorker {
  return new PDFWorker({ verbosity: VerbosityLevel.ERRORS });
}

/** What reads one document. Rejects when the worker cannot be loaded. */
export async function pdfReader(): Promise<PdfReader> {
  const worker = ahead ?? newWorker();
  ahead = undefined;
  await worker.promise;
  let task: PDFDocumentLoadingTask | undefined;
  return {
    open: (bytes) => {
      task = begin(bytes, worker);
      return openPdf(task);
    },
    close: async () => {
      await task?.destroy();
      worker.destroy();
    },
  };
}

function begin(bytes: Uint8Array, worker: PDFWorker): PDFDocumentLoadingTask {
  const files = `/pdfjs-${version}/`;
  return getDocument({
    worker,
    data: bytes.slice(),
    cMapUrl: `${files}cmaps/`,
    standardFontDataUrl: `${files}standard_fonts/`,
    wasmUrl: `${files}wasm/`,
    useWasm: false,
    useSystemFonts: false,
    enableXfa: false,
    verbosity: VerbosityLevel.ERRORS,
  });
}

async function openPdf(task: PDFDocumentLoadingTask): Promise<PdfDocument> {
  const pdf = await task.promise;
  const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
  const { promise: drawn, resolve: ended } = Promise.withResolvers<void>();
  setTimeout(ended, patience);
  return {
    pages: pdf.numPages,
    size: [first.width, first.height],
    hidden: drawn.then(() => (task.destroyed ? nothing : whatIsHidden(pdf))),
    draw: (number, place) => drawSheet(pdf.getPage(number), { ...place, ended }),
  };
}

const nothing: Hidden = { attachments: 0, scripts: false, dynamic: false };

async function whatIsHidden(pdf: PDFDocumentProxy): Promise<Hidden> {
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

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
import { type Activity, activityIn } from './active-content.ts';
import { drawSheet, type SheetPlace } from './draw-sheet.ts';

GlobalWorkerOptions.workerSrc = workerSrc;

/** The worker of the first document begins to load with this file; every document has one of its own. */
let ahead: PDFWorker | undefined = newWorker();

/** What the pages do not show is looked for when the first of them is drawn, and after so many milliseconds at the latest. */
const patience = 1_000;

export interface PdfDocument {
  readonly pages: number;
  /** Width and height of the first page in points, after rotation. */
  readonly size: readonly [number, number];
  readonly hidden: Promise<Hidden>;
  /** The words of a page, counted from 1, as they follow each other in the text that lies over it. */
  text(number: number): Promise<string>;
  /** Draws a page, counted from 1; the function returned stops the work and empties the box. */
  draw(number: number, place: Omit<SheetPlace, 'ended'>): () => void;
}

/** What a reader must know because the pages do not show it. */
export interface Hidden {
  readonly attachments: number;
  readonly dynamic: boolean;
  readonly active: Activity;
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
      return openPdf(task, bytes);
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

async function openPdf(task: PDFDocumentLoadingTask, bytes: Uint8Array): Promise<PdfDocument> {
  const pdf = await task.promise;
  const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
  const { promise: drawn, resolve: ended } = Promise.withResolvers<void>();
  setTimeout(ended, patience);
  return {
    pages: pdf.numPages,
    size: [first.width, first.height],
    hidden: drawn.then(() => (task.destroyed ? nothing : whatIsHidden(pdf, bytes))),
    text: (number) => textOf(pdf, number),
    draw: (number, place) => drawSheet(pdf.getPage(number), { ...place, ended }),
  };
}

async function textOf(pdf: PDFDocumentProxy, number: number): Promise<string> {
  const { items } = await (await pdf.getPage(number)).getTextContent();
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}

const nothing: Hidden = { attachments: 0, dynamic: false, active: { kinds: new Set(), whole: true } };

async function whatIsHidden(pdf: PDFDocumentProxy, bytes: Uint8Array): Promise<Hidden> {
  const attachments = await pdf.getAttachments().catch(() => null);
  return { attachments: attachments?.size ?? 0, dynamic: pdf.isPureXfa, active: await activeIn(pdf, bytes) };
}

/** The octets tell; of an encrypted document pdf.js tells of scripts at least, for it can open the strings. */
async function activeIn(pdf: PDFDocumentProxy, bytes: Uint8Array): Promise<Activity> {
  const found = await activityIn(bytes);
  if (found.whole || !(await hasScripts(pdf).catch(() => false))) return found;
  return { kinds: new Set([...found.kinds, 'scripts']), whole: false };
}

/** Scripts of the document and of its form fields (ISO 32000-2 12.6.3, tables 198 to 200). */
async function hasScripts(pdf: PDFDocumentProxy): Promise<boolean> {
  const actions = await pdf.getJSActions();
  const fields = await pdf.getFieldObjects();
  const withScripts = [...(fields?.values() ?? [])].flat() as { readonly actions?: unknown }[];
  return (actions?.size ?? 0) > 0 || withScripts.some((field) => field.actions instanceof Map);
}

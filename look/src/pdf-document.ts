/**
 * A PDF opened in the browser by pdf.js, under a policy without inline or evaluated code: the worker, the character
 * maps and the standard fonts come from this host, and no WebAssembly is used.
 */
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, type PDFPageProxy, version } from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = worker;

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
    enableXfa: false,
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
  const actions = await pdf.getJSActions().catch(() => null);
  const scripts = actions !== null || (await pdf.hasJSActions().catch(() => false));
  return { attachments: attachments?.size ?? 0, scripts, dynamic: pdf.isPureXfa };
}

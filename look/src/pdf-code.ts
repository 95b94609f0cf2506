/** pdf.js and what is made with it: many times as large as a page without it, so fetched when the first PDF is to be shown. */
type PdfCode = typeof import('./pdf-document.ts');

let fetched: Promise<PdfCode> | undefined;

/** Rejects when it cannot be fetched; a browser may remember that until the page is loaded again. */
export function pdfCode(): Promise<PdfCode> {
  fetched ??= import('./pdf-document.ts');
  return fetched;
}

/** Begins to fetch it where it is known that it will be wanted, beside the document itself. */
export function expectPdf(): void {
  pdfCode().catch(() => undefined);
}

/** One page of a PDF: a canvas for the eye, and over it the words as text to select, find and hear. */
import { type PDFPageProxy, type RenderTask, TextLayer } from 'pdfjs-dist';
import { type CSSProperties, type RefObject, useEffect, useRef, useState } from 'react';
import type { PdfDocument } from './pdf-document.ts';

/** Browsers refuse or blank a canvas beyond some 16 million pixels. */
const largestCanvas = 16_000_000;

export interface SheetProps {
  readonly pdf: PdfDocument;
  readonly number: number;
  /** Width on screen in CSS pixels. */
  readonly width: number;
  readonly label: string;
  /** The scrolling box: a page is drawn when it comes near. */
  readonly scroller: RefObject<HTMLElement | null>;
}

export function Sheet({ pdf, number, width, label, scroller }: SheetProps) {
  const box = useRef<HTMLDivElement>(null);
  const near = useNear(box, scroller);
  const [size, setSize] = useState(pdf.size);
  useEffect(() => {
    if (!near || box.current === null) return;
    return draw(pdf, number, width, box.current, setSize);
  }, [near, pdf, number, width]);
  const height = (width * size[1]) / size[0];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a page of a document is a group of words, not a set of form fields
    <div
      className="sheet"
      role="group"
      aria-label={label}
      data-page={number}
      ref={box}
      style={{ '--sheet-width': width, '--sheet-height': height } as CSSProperties}
    />
  );
}

function useNear(box: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), {
      root: scroller.current,
      rootMargin: '100% 0px',
    });
    if (box.current !== null) watch.observe(box.current);
    return () => watch.disconnect();
  }, [box, scroller]);
  return near;
}

/** Draws the page into the box; the function returned stops the work and empties the box. */
function draw(
  pdf: PdfDocument,
  number: number,
  width: number,
  box: HTMLElement,
  measured: (size: readonly [number, number]) => void,
): () => void {
  const canvas = document.createElement('canvas');
  const words = document.createElement('div');
  let stopped = false;
  let task: RenderTask | undefined;
  const work = async () => {
    const page = await pdf.page(number);
    if (stopped) return;
    const natural = page.getViewport({ scale: 1 });
    measured([natural.width, natural.height]);
    const scale = width / natural.width;
    task = paint(page, scale, canvas);
    box.append(canvas);
    await task.promise;
    if (!stopped) await lay(page, scale, words, box);
  };
  work().catch(() => undefined);
  return () => {
    stopped = true;
    task?.cancel();
    canvas.remove();
    words.remove();
    canvas.width = 0;
  };
}

function paint(page: PDFPageProxy, scale: number, canvas: HTMLCanvasElement): RenderTask {
  const natural = page.getViewport({ scale });
  const most = Math.sqrt(largestCanvas / (natural.width * natural.height));
  const density = Math.min(Math.max(window.devicePixelRatio, 1), 3, most);
  const viewport = page.getViewport({ scale: scale * density });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  canvas.setAttribute('aria-hidden', 'true');
  return page.render({ canvas, viewport });
}

async function lay(page: PDFPageProxy, scale: number, words: HTMLElement, box: HTMLElement): Promise<void> {
  words.className = 'textLayer';
  words.style.setProperty('--total-scale-factor', String(scale));
  words.style.setProperty('--scale-round-x', '1px');
  words.style.setProperty('--scale-round-y', '1px');
  box.append(words);
  const viewport = page.getViewport({ scale });
  await new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport }).render();
}

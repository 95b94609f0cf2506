/** Drawing a page of a PDF: a canvas for the eye, and over it the words as text to select, find and hear. */
import { type PDFPageProxy, type RenderTask, TextLayer } from 'pdfjs-dist';

/** Browsers refuse or blank a canvas beyond some 16 million pixels. */
const largestCanvas = 16_000_000;

export interface SheetPlace {
  readonly box: HTMLElement;
  /** Width on screen in CSS pixels. */
  readonly width: number;
  /** Told the page's width and height in points before it is drawn. */
  readonly measured: (size: readonly [number, number]) => void;
  /** Told when its words lie over it. */
  readonly laid: () => void;
  /** Told when it is drawn, or never will be. */
  readonly ended: () => void;
}

/** Draws the page into the box; the function returned stops the work and empties the box. */
export function drawSheet(
  fetching: Promise<PDFPageProxy>,
  { box, width, measured, laid, ended }: SheetPlace,
): () => void {
  const canvas = document.createElement('canvas');
  const words = document.createElement('div');
  let stopped = false;
  let task: RenderTask | undefined;
  const work = async () => {
    const page = await fetching;
    if (stopped) return;
    const natural = page.getViewport({ scale: 1 });
    measured([natural.width, natural.height]);
    const scale = width / natural.width;
    task = paint(page, scale, canvas);
    box.append(canvas);
    await task.promise;
    if (stopped) return;
    await lay(page, scale, words, box);
    laid();
  };
  work()
    .catch(() => undefined)
    .finally(ended);
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

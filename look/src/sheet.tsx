/** One page of a PDF, drawn when it comes near. */
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import type { PdfDocument } from './pdf-document.ts';
import type { ShownSheet } from './placement.tsx';

export interface SheetProps {
  readonly pdf: PdfDocument;
  readonly number: number;
  /** Width on screen in CSS pixels. */
  readonly width: number;
  readonly label: string;
  /** The scrolling box: a page is drawn when it comes near. */
  readonly scroller: RefObject<HTMLElement | null>;
  /** Told when the words of the page are there. */
  readonly onLaid: () => void;
  /** What lies over the page. */
  readonly overlay?: ((sheet: ShownSheet) => ReactNode) | undefined;
}

export function Sheet({ pdf, number, width, label, scroller, onLaid, overlay }: SheetProps) {
  const box = useRef<HTMLDivElement>(null);
  const near = useNear(box, scroller);
  const [size, setSize] = useState(pdf.size);
  useEffect(() => {
    if (!near || box.current === null) return;
    return pdf.draw(number, { box: box.current, width, measured: setSize, laid: onLaid });
  }, [near, pdf, number, width, onLaid]);
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
    >
      {overlay?.({ number, width, size })}
    </div>
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

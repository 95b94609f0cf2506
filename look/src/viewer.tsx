/** The document viewer: real pages, page n of m, zoom, download; everything the pages do not show is said above them. */
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import type { LookMessage } from './messages.en.ts';
import type { Say } from './messages.ts';
import { openPdf, type PdfDocument } from './pdf-document.ts';
import { Sheet } from './sheet.tsx';

const zooms: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const widest = 860;

export interface ViewerProps {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly language: string;
  readonly say: Say<LookMessage>;
  /** A word about the document beside its name, e.g. that it is exactly what will be signed. */
  readonly mark?: ReactNode;
  /** Called when the pages can be shown. */
  readonly onOpened?: (pages: number) => void;
}

export function Viewer({ bytes, name, language, say, mark, onOpened }: ViewerProps) {
  const scroller = useRef<HTMLElement>(null);
  const opened = usePdf(bytes, onOpened);
  const [zoom, setZoom] = useState(1);
  const page = useCurrentPage(scroller, opened);
  const room = useRoom(scroller);
  const change = (step: 1 | -1) => setZoom((now) => nextZoom(now, step));
  const pdf = typeof opened === 'string' ? undefined : opened;
  return (
    <section className="card viewer" aria-label={say('viewer.label')}>
      <div className="tools">
        <div className="title">
          <strong>
            <bdi>{name}</bdi>
          </strong>
          {mark}
        </div>
        {pdf && <Turn say={say} page={page} pages={pdf.pages} scroller={scroller} />}
        <Zoom say={say} zoom={zoom} change={change} language={language} />
        <Download bytes={bytes} name={name} label={say('viewer.download')} />
      </div>
      {pdf && <Hidden say={say} hidden={pdf.hidden} />}
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard */}
      <section
        className="pages"
        ref={scroller}
        tabIndex={0}
        aria-label={say('viewer.pages', { name })}
        aria-busy={opened === 'opening'}
        onKeyDown={(event) => zoomByKey(event, change)}
      >
        {pdf ? (
          numbers(pdf.pages).map((number) => (
            <Sheet
              key={number}
              pdf={pdf}
              number={number}
              width={Math.round(Math.min(room, widest) * zoom)}
              label={say('viewer.sheet', { page: number, pages: pdf.pages })}
              scroller={scroller}
            />
          ))
        ) : (
          <p className="waiting">{say(opened === 'opening' ? 'viewer.opening' : 'viewer.unreadable')}</p>
        )}
      </section>
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard */}
    </section>
  );
}

function usePdf(bytes: Uint8Array, onOpened: ViewerProps['onOpened']): PdfDocument | 'opening' | 'unreadable' {
  const [opened, setOpened] = useState<PdfDocument | 'opening' | 'unreadable'>('opening');
  const tell = useRef(onOpened);
  tell.current = onOpened;
  useEffect(() => {
    let gone = false;
    const opening = openPdf(bytes);
    setOpened('opening');
    opening.then(
      (pdf) => {
        if (gone) return;
        setOpened(pdf);
        tell.current?.(pdf.pages);
      },
      () => gone || setOpened('unreadable'),
    );
    return () => {
      gone = true;
      opening.then((pdf) => pdf.close()).catch(() => undefined);
    };
  }, [bytes]);
  return opened;
}

/** The page in the middle of the box. */
function useCurrentPage(scroller: RefObject<HTMLElement | null>, opened: unknown): number {
  const [page, setPage] = useState(1);
  useEffect(() => {
    const box = scroller.current;
    if (box === null || typeof opened === 'string') return;
    const look = () => setPage(pageAt(box, box.scrollTop + box.clientHeight / 2));
    box.addEventListener('scroll', look, { passive: true });
    look();
    return () => box.removeEventListener('scroll', look);
  }, [scroller, opened]);
  return page;
}

function pageAt(box: HTMLElement, middle: number): number {
  const after = [...box.children].findIndex((sheet) => (sheet as HTMLElement).offsetTop > middle);
  return after === -1 ? box.children.length : Math.max(1, after);
}

/** The width there is for a page, in CSS pixels; follows the window. */
function useRoom(scroller: RefObject<HTMLElement | null>): number {
  const [room, setRoom] = useState(600);
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const measure = () => {
      const style = getComputedStyle(box);
      setRoom(box.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight));
    };
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    return () => watch.disconnect();
  }, [scroller]);
  return room;
}

interface TurnProps {
  readonly say: Say<LookMessage>;
  readonly page: number;
  readonly pages: number;
  readonly scroller: RefObject<HTMLElement | null>;
}

function Turn({ say, page, pages, scroller }: TurnProps) {
  const of = useId();
  const [typed, setTyped] = useState<string>();
  const go = () => {
    const wanted = Math.min(pages, Math.max(1, Math.round(Number(typed)) || page));
    scroller.current?.children[wanted - 1]?.scrollIntoView({ block: 'start' });
    setTyped(undefined);
  };
  return (
    <div className="turn">
      <label>
        <span>{say('viewer.page')}</span>
        <input
          inputMode="numeric"
          value={typed ?? String(page)}
          aria-describedby={of}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => typed !== undefined && go()}
          onKeyDown={(event) => event.key === 'Enter' && go()}
        />
      </label>
      <span className="small" id={of}>
        {say('viewer.of', { pages })}
      </span>
    </div>
  );
}

interface ZoomProps {
  readonly say: Say<LookMessage>;
  readonly zoom: number;
  readonly change: (step: 1 | -1) => void;
  readonly language: string;
}

function Zoom({ say, zoom, change, language }: ZoomProps) {
  const percent = new Intl.NumberFormat(language, { style: 'percent' }).format(zoom);
  return (
    <div className="turn">
      <button type="button" aria-label={say('viewer.zoom-out')} onClick={() => change(-1)} disabled={zoom === zooms[0]}>
        −
      </button>
      <button
        type="button"
        aria-label={say('viewer.zoom-in')}
        onClick={() => change(1)}
        disabled={zoom === zooms.at(-1)}
      >
        +
      </button>
      <span className="said" role="status">
        {say('viewer.zoom', { percent })}
      </span>
    </div>
  );
}

function Download({
  bytes,
  name,
  label,
}: {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly label: string;
}) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes as BlobPart], { type: 'application/pdf' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return (
    <a className="button" href={url} download={name}>
      {label}
    </a>
  );
}

function Hidden({ say, hidden }: { readonly say: Say<LookMessage>; readonly hidden: PdfDocument['hidden'] }) {
  const notes = [
    hidden.attachments > 0 && say('viewer.attachments', { count: hidden.attachments }),
    hidden.scripts && say('viewer.scripts'),
    hidden.dynamic && say('viewer.dynamic'),
  ].filter((note) => note !== false);
  if (notes.length === 0) return null;
  return (
    <div className="notes">
      {notes.map((note) => (
        <p className="note warn" key={note}>
          {note}
        </p>
      ))}
    </div>
  );
}

function zoomByKey(event: KeyboardEvent, change: (step: 1 | -1) => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '+' || event.key === '=') change(1);
  if (event.key === '-') change(-1);
}

function nextZoom(now: number, step: 1 | -1): number {
  return zooms[zooms.indexOf(now) + step] ?? now;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

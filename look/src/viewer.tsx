/** The viewer of a PDF: real pages, page n of m, zoom, download; everything the pages do not show is said above them. */
import {
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type Finding, type Searchable, useFinding } from './find.ts';
import { FindBar, FindButton, useOpening } from './find-bar.tsx';
import { bringIntoSight, type Marked, mark, unmark } from './highlight.ts';
import type { LookMessage } from './messages.en.ts';
import type { Say } from './messages.ts';
import { pdfCode } from './pdf-code.ts';
import type { Hidden, PdfDocument, PdfReader } from './pdf-document.ts';
import type { ShownSheet } from './placement.tsx';
import { Sheet } from './sheet.tsx';
import { Scroller, type ViewedDocument, ViewerCard } from './viewer-card.tsx';
import { useZoom, Zoom } from './zoom.tsx';

const widest = 860;

export interface ViewerProps extends ViewedDocument {
  /** Called with their number when the pages can be shown, with undefined when they cannot. */
  readonly onOpened?: (pages: number | undefined) => void;
  /** What lies over each page. */
  readonly overlay?: (sheet: ShownSheet) => ReactNode;
}

export function Viewer({ onOpened, overlay, ...document }: ViewerProps) {
  const { bytes, name, language, say } = document;
  const scroller = useRef<HTMLElement>(null);
  const opened = usePdf(bytes, onOpened);
  const zooming = useZoom();
  const width = Math.round(Math.min(useRoom(scroller), widest) * zooming.zoom);
  const page = useCurrentPage(scroller, opened, width);
  const pdf = typeof opened === 'string' ? undefined : opened;
  const hidden = useHidden(pdf);
  const finding = useFinding(useSearchable(pdf));
  const opening = useOpening(finding);
  const onLaid = useMarks(scroller, finding);
  const tools = pdf && (
    <>
      <Turn say={say} page={page} pages={pdf.pages} scroller={scroller} />
      <Zoom say={say} zooming={zooming} language={language} />
      <FindButton say={say} opening={opening} />
    </>
  );
  return (
    <ViewerCard
      document={document}
      type="application/pdf"
      tools={tools}
      bar={opening.open && <FindBar say={say} finding={finding} opening={opening} pages />}
      notes={hidden ? notesOn(hidden, say) : []}
    >
      <Scroller
        label={say('viewer.pages', { name })}
        zooming={zooming}
        busy={opened === 'fetching' || opened === 'opening'}
        scroller={scroller}
        onFind={() => opening.set(true)}
      >
        {typeof opened === 'string' ? (
          <Waiting why={opened} say={say} />
        ) : (
          numbers(opened.pages).map((number) => (
            <Sheet
              key={number}
              pdf={opened}
              number={number}
              width={width}
              label={say('viewer.sheet', { page: number, pages: opened.pages })}
              scroller={scroller}
              onLaid={onLaid}
              overlay={overlay}
            />
          ))
        )}
      </Scroller>
    </ViewerCard>
  );
}

/** Why there are no pages: the program that shows them or the document is not ready yet, or never will be. */
type Unopened = 'fetching' | 'opening' | 'unavailable' | 'unreadable';

function Waiting({ why, say }: { readonly why: Unopened; readonly say: Say<LookMessage> }) {
  return (
    <div className="waiting" role="status">
      <p>{say(`viewer.${why}`)}</p>
      {why === 'unavailable' && (
        <button type="button" onClick={() => location.reload()}>
          {say('viewer.reload')}
        </button>
      )}
    </div>
  );
}

function usePdf(bytes: Uint8Array, onOpened: ViewerProps['onOpened']): PdfDocument | Unopened {
  const [opened, setOpened] = useState<PdfDocument | Unopened>('fetching');
  const tell = useRef(onOpened);
  tell.current = onOpened;
  useEffect(() => {
    let gone = false;
    let reader: PdfReader | undefined;
    const told = (now: PdfDocument | Unopened) => {
      if (gone) return;
      setOpened(now);
      if (now !== 'fetching' && now !== 'opening') tell.current?.(typeof now === 'string' ? undefined : now.pages);
    };
    const open = async () => {
      const { pdfReader } = await pdfCode();
      const got = await pdfReader();
      if (gone) return got.close();
      reader = got;
      told('opening');
      await got.open(bytes).then(told, () => told('unreadable'));
    };
    told('fetching');
    open().catch(() => told('unavailable'));
    return () => {
      gone = true;
      reader?.close().catch(() => undefined);
    };
  }, [bytes]);
  return opened;
}

function useHidden(pdf: PdfDocument | undefined): Hidden | undefined {
  const [found, setFound] = useState<{ readonly of: PdfDocument; readonly hidden: Hidden }>();
  useEffect(() => {
    pdf?.hidden.then((hidden) => setFound({ of: pdf, hidden }));
  }, [pdf]);
  return found?.of === pdf ? found?.hidden : undefined;
}

/** The words of its pages, each read once. */
function useSearchable(pdf: PdfDocument | undefined): Searchable | undefined {
  return useMemo(() => {
    if (pdf === undefined) return undefined;
    const read = new Map<number, Promise<string>>();
    const text = (part: number) => {
      const known = read.get(part) ?? pdf.text(part + 1);
      read.set(part, known);
      return known;
    };
    return { parts: pdf.pages, text };
  }, [pdf]);
}

/** Marks what was found on the pages that are drawn, and brings the place into sight; what it returns is called when a page is drawn. */
function useMarks(scroller: RefObject<HTMLElement | null>, { words, places, at }: Finding): () => void {
  const [drawn, setDrawn] = useState(0);
  const shown = useRef<unknown>(undefined);
  const place = places[at];
  useEffect(() => {
    if (place === undefined) return unmark();
    const sheets = [...(scroller.current?.children ?? [])];
    const marked = sheets.flatMap((sheet, part): Marked[] => {
      const element = sheet.querySelector('.textLayer');
      return element === null ? [] : [{ element, now: part === place.part ? place.index : undefined }];
    });
    const range = mark(marked, words);
    if (shown.current === place) return;
    if (range === undefined) sheets[place.part]?.scrollIntoView({ block: 'start' });
    else bringIntoSight(scroller.current, range);
    shown.current = range === undefined ? undefined : place;
    // `drawn`: a page has come whose words were not there to be marked.
    void drawn;
  }, [scroller, words, place, drawn]);
  useEffect(() => unmark, []);
  return useCallback(() => setDrawn((now) => now + 1), []);
}

/** The page in the middle of the box, which stays there when the pages become wider or narrower. */
function useCurrentPage(scroller: RefObject<HTMLElement | null>, opened: unknown, width: number): number {
  const [page, setPage] = useState(1);
  const middle = useRef<Middle>(undefined);
  useEffect(() => {
    const box = scroller.current;
    if (box === null || typeof opened === 'string') return;
    const look = () => {
      middle.current = middleOf(box);
      setPage(middle.current.page);
    };
    box.addEventListener('scroll', look, { passive: true });
    look();
    return () => box.removeEventListener('scroll', look);
  }, [scroller, opened]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the pages have another width
  useLayoutEffect(() => {
    if (scroller.current !== null && middle.current !== undefined) goBackTo(scroller.current, middle.current);
  }, [scroller, width]);
  return page;
}

/** How far down which page. */
interface Middle {
  readonly page: number;
  readonly part: number;
}

function middleOf(box: HTMLElement): Middle {
  const line = box.scrollTop + box.clientHeight / 2;
  const page = pageAt(box, line);
  const sheet = box.children[page - 1] as HTMLElement | undefined;
  return { page, part: sheet === undefined ? 0 : (line - sheet.offsetTop) / sheet.offsetHeight };
}

function goBackTo(box: HTMLElement, { page, part }: Middle): void {
  const sheet = box.children[page - 1] as HTMLElement | undefined;
  if (sheet !== undefined) box.scrollTop = sheet.offsetTop + part * sheet.offsetHeight - box.clientHeight / 2;
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

/** What weighs most comes first. */
const active = ['scripts', 'launches', 'sends', 'outside', 'media', 'links'] as const;

function notesOn(hidden: Hidden, say: Say<LookMessage>): string[] {
  return [
    ...(hidden.attachments > 0 ? [say('viewer.attachments', { count: hidden.attachments })] : []),
    ...active.filter((kind) => hidden.active.kinds.has(kind)).map((kind) => say(`viewer.${kind}`)),
    ...(hidden.dynamic ? [say('viewer.dynamic')] : []),
    ...(hidden.active.whole ? [] : [say('viewer.unsearched')]),
  ];
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

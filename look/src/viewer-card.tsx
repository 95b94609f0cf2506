/** What stands around every document shown: its name, a word about it, tools, download, and what its looks do not tell. */
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useState } from 'react';
import { isFindKey } from './find-bar.tsx';
import type { LookMessage } from './messages.en.ts';
import type { Say } from './messages.ts';
import { type Zooming, zoomByKey } from './zoom.tsx';

export interface ViewedDocument {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly language: string;
  readonly say: Say<LookMessage>;
  /** A word about the document beside its name, e.g. that it is exactly what will be signed. */
  readonly mark?: ReactNode;
  /** What whoever shows the document has to say of it, above what its content demands. */
  readonly notes?: readonly string[];
}

export interface ViewerCardProps {
  readonly document: ViewedDocument;
  /** The media type of what is downloaded; nothing that a browser would run on this host. */
  readonly type?: 'application/pdf' | 'image/png' | 'image/jpeg' | 'application/octet-stream';
  readonly tools?: ReactNode;
  /** Below the tools, while it is wanted. */
  readonly bar?: ReactNode;
  readonly notes?: readonly string[];
  readonly children: ReactNode;
}

export function ViewerCard({ document, type, tools, bar, notes = [], children }: ViewerCardProps) {
  const { bytes, name, say, mark } = document;
  const all = [...(document.notes ?? []), ...notes];
  const url = useObjectUrl(bytes, type ?? 'application/octet-stream');
  return (
    <section className="card viewer" aria-label={say('viewer.label')}>
      <div className="tools">
        <div className="title">
          <strong>
            <bdi>{name}</bdi>
          </strong>
          {mark}
        </div>
        {tools}
        <a className="button" href={url} download={name}>
          {say('viewer.download')}
        </a>
      </div>
      {bar}
      {all.length > 0 && <Notes notes={all} />}
      {children}
    </section>
  );
}

/** An address for bytes of this page, for as long as they are shown. */
export function useObjectUrl(bytes: Uint8Array, type: string): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes as BlobPart], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return url;
}

function Notes({ notes }: { readonly notes: readonly string[] }) {
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

export interface ScrollerProps {
  readonly label: string;
  readonly zooming: Zooming;
  readonly kind?: 'text' | 'picture';
  readonly busy?: boolean;
  readonly scroller?: RefObject<HTMLElement | null>;
  /** Told that words are to be looked for. */
  readonly onFind?: () => void;
  readonly children: ReactNode;
}

/** The box the document scrolls in. */
export function Scroller({ label, zooming, kind, busy, scroller, onFind, children }: ScrollerProps) {
  return (
    <section
      className={kind === undefined ? 'pages' : `pages ${kind}`}
      ref={scroller ?? null}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard
      tabIndex={0}
      aria-label={label}
      aria-busy={busy}
      onKeyDown={(event) => {
        zoomByKey(event, zooming);
        if (onFind === undefined || !isFindKey(event)) return;
        event.preventDefault();
        onFind();
      }}
      style={{ '--zoom': zooming.zoom } as CSSProperties}
    >
      {children}
    </section>
  );
}

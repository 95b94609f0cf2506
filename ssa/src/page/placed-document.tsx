/** A document before it is prepared: its pages, and on them the frame for what the signature shows. */

import { expectPdf } from '@chancery/look/pdf-code';
import { type Place, within } from '@chancery/look/placed';
import { Placement, type ShownSheet } from '@chancery/look/placement';
import { Viewer } from '@chancery/look/viewer';
import { useEffect, useRef, useState } from 'react';
import type { OpenDocument } from './choices-state.ts';
import { language, say } from './language.ts';
import { millimetres } from './place-fields.tsx';
import { read } from './read.ts';

interface PlacedDocumentProps {
  readonly document: OpenDocument;
  /** Undefined where its signature has no place to choose. */
  readonly place: Place | undefined;
  readonly change: (place: Place) => void;
}

export function PlacedDocument({ document, place, change }: PlacedDocumentProps) {
  const bytes = useBytes(document.url);
  const [pages, setPages] = useState<number>();
  if (bytes === undefined) return <Aside document={document} text={say('viewer.opening')} />;
  if (bytes === 'failed') return <Aside document={document} text={say('documents.failed')} />;
  if (!isPdf(bytes)) return <Aside document={document} text={say('choose.shown-later')} />;
  const overlay = (sheet: ShownSheet) =>
    place && (
      <Frame sheet={sheet} place={{ ...place, page: Math.min(place.page, pages ?? place.page) }} change={change} />
    );
  return (
    <Viewer
      bytes={bytes}
      name={document.name}
      language={language}
      say={say}
      onOpened={setPages}
      {...(place === undefined ? {} : { overlay })}
    />
  );
}

interface FrameProps {
  readonly sheet: ShownSheet;
  readonly place: Place;
  readonly change: (place: Place) => void;
}

/** What was typed, or offered, may lie beside the page: the page says how large it is, and the place is put right. */
function Frame({ sheet, place, change }: FrameProps) {
  const put = useRef(change);
  put.current = change;
  const here = sheet.number === place.page;
  const { page, left, top, width, height } = place;
  const [wide, high] = sheet.size;
  useEffect(() => {
    const asked = { page, left, top, width, height };
    const fits = within(asked, [wide, high]);
    if (here && fields.some((field) => Math.abs(fits[field] - asked[field]) > 0.1)) put.current(fits);
  }, [here, page, left, top, width, height, wide, high]);
  const values = { page, ...Object.fromEntries(fields.map((field) => [field, millimetres(place[field])])) };
  return (
    <Placement
      sheet={sheet}
      place={place}
      change={change}
      word={say('choose.here')}
      label={say('choose.frame', values)}
    />
  );
}

const fields = ['left', 'top', 'width', 'height'] as const;

function useBytes(url: string): Uint8Array | 'failed' | undefined {
  const [bytes, setBytes] = useState<Uint8Array | 'failed'>();
  useEffect(() => {
    expectPdf();
    read(url).then(setBytes, () => setBytes('failed'));
  }, [url]);
  return bytes;
}

/** ISO 32000-2, annex I: the header stands within the first thousand octets. */
function isPdf(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).includes('%PDF-');
}

function Aside({ document, text }: { readonly document: OpenDocument; readonly text: string }) {
  return (
    <section className="card pad stack" aria-label={say('viewer.label')}>
      <h2>
        <bdi>{document.name}</bdi>
      </h2>
      <p className="quiet">{text}</p>
    </section>
  );
}

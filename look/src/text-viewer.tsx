/** Text as it is, XML as its source with numbered lines: nothing is drawn from it, fetched for it or run. */
import { type CSSProperties, useMemo } from 'react';
import type { LookMessage } from './messages.en.ts';
import type { Say } from './messages.ts';
import { codeOf, countUnseen, piecesOf } from './unseen-characters.ts';
import { Scroller, type ViewedDocument, ViewerCard } from './viewer-card.tsx';
import { useZoom, Zoom } from './zoom.tsx';

/** So many lines are laid out together, when they come near. */
const together = 200;

export interface TextViewerProps {
  readonly document: ViewedDocument;
  readonly kind: 'text' | 'xml';
  readonly text: string;
}

export function TextViewer({ document, kind, text }: TextViewerProps) {
  const { say, language, name } = document;
  const zooming = useZoom();
  const lines = useMemo(() => text.split(/\r\n|\n|\r/), [text]);
  const blocks = useMemo(() => blocksOf(lines), [lines]);
  const notes = useMemo(() => notesOn(kind, text, lines, say), [kind, text, lines, say]);
  const tools = <Zoom say={say} zooming={zooming} language={language} />;
  return (
    <ViewerCard document={document} tools={tools} notes={notes}>
      <Scroller label={say(`viewer.${kind}`, { name })} zooming={zooming} kind="text">
        <div className={`lines ${kind}`}>
          {blocks.map((block) => (
            <Block key={block.first} {...block} />
          ))}
        </div>
      </Scroller>
    </ViewerCard>
  );
}

function notesOn(kind: 'text' | 'xml', text: string, lines: readonly string[], say: Say<LookMessage>): string[] {
  const count = countUnseen(lines);
  const outside = kind === 'xml' && /<!DOCTYPE|<\?xml-stylesheet/.test(text);
  return [
    ...(count > 0 ? [say('viewer.unseen-characters', { count })] : []),
    ...(outside ? [say('viewer.xml-outside')] : []),
  ];
}

interface BlockProps {
  /** So many lines are before it. */
  readonly first: number;
  readonly lines: readonly { readonly number: number; readonly line: string }[];
}

function Block({ first, lines }: BlockProps) {
  return (
    <div className="block" style={{ '--first': first, '--count': lines.length } as CSSProperties}>
      {lines.map(({ number, line }) => (
        <div className="line" key={number}>
          {piecesOf(line).map((piece, place) =>
            place % 2 === 0 ? (
              piece
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line never changes, and its pieces are told apart by their place alone
              <span className="unseen" key={place}>
                {codeOf(piece)}
              </span>
            ),
          )}
        </div>
      ))}
    </div>
  );
}

function blocksOf(all: readonly string[]): readonly BlockProps[] {
  return Array.from({ length: Math.ceil(all.length / together) }, (_, index) => {
    const first = index * together;
    const lines = all.slice(first, first + together).map((line, at) => ({ number: first + at + 1, line }));
    return { first, lines };
  });
}

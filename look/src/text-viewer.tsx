/** Text as it is, XML as its source with numbered lines: nothing is drawn from it, fetched for it or run. */
import { type CSSProperties, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { type Finding, useFinding } from './find.ts';
import { FindBar, FindButton, useOpening } from './find-bar.tsx';
import { bringIntoSight, mark, shownText, unmark } from './highlight.ts';
import type { LookMessage } from './messages.en.ts';
import type { Say } from './messages.ts';
import { SeenText } from './seen-text.tsx';
import { countUnseen } from './unseen-characters.ts';
import { Scroller, type ViewedDocument, ViewerCard } from './viewer-card.tsx';
import { readXml } from './xml-rows.ts';
import { XmlTree } from './xml-tree.tsx';
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
  const box = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another thing to be searched
  const searchable = useMemo(
    () => ({ parts: 1, text: async () => (box.current === null ? '' : shownText(box.current).text) }),
    [text],
  );
  const finding = useFinding(searchable);
  const opening = useOpening(finding);
  const xml = useMemo(() => (kind === 'xml' ? readXml(text) : undefined), [kind, text]);
  const [asTree, setAsTree] = useState(false);
  // Words are looked for in the source, where nothing is folded away.
  const tree = asTree && !opening.open ? xml : undefined;
  useMarks(box, scroller, finding);
  const choose = (wanted: boolean) => {
    opening.set(false);
    setAsTree(wanted);
  };
  const tools = (
    <>
      {xml && <Ways say={say} asTree={tree !== undefined} choose={choose} />}
      <Zoom say={say} zooming={zooming} language={language} />
      <FindButton say={say} opening={opening} />
    </>
  );
  return (
    <ViewerCard
      document={document}
      tools={tools}
      bar={opening.open && <FindBar say={say} finding={finding} opening={opening} />}
      notes={notes}
    >
      <Scroller
        label={say(tree ? 'tree.label' : `viewer.${kind}`, { name })}
        zooming={zooming}
        kind="text"
        scroller={scroller}
        onFind={() => opening.set(true)}
      >
        {tree ? (
          <XmlTree xml={tree} label={say('tree.tree')} say={say} />
        ) : (
          <div className={`lines ${kind}`} ref={box}>
            {blocks.map((block) => (
              <Block key={block.first} {...block} />
            ))}
          </div>
        )}
      </Scroller>
    </ViewerCard>
  );
}

interface WaysProps {
  readonly say: Say<LookMessage>;
  readonly asTree: boolean;
  readonly choose: (asTree: boolean) => void;
}

/** The source is what is signed, octet by octet; the tree is easier to read. */
function Ways({ say, asTree, choose }: WaysProps) {
  return (
    <fieldset className="turn">
      <legend className="said">{say('tree.choose')}</legend>
      <button type="button" className="word" aria-pressed={!asTree} onClick={() => choose(false)}>
        {say('tree.source')}
      </button>
      <button type="button" className="word" aria-pressed={asTree} onClick={() => choose(true)}>
        {say('tree.tree')}
      </button>
    </fieldset>
  );
}

function useMarks(
  box: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
  { words, places, at }: Finding,
): void {
  const place = places[at];
  useEffect(() => {
    if (place === undefined || box.current === null) return unmark();
    const range = mark([{ element: box.current, now: place.index }], words);
    if (range !== undefined) bringIntoSight(scroller.current, range);
  }, [box, scroller, words, place]);
  useEffect(() => unmark, []);
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
          <SeenText text={line} />
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

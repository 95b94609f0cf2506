/** A frame on a page that says where something will be seen: moved by a click, by dragging, and by the arrow keys (WCAG 2.2, 2.1.1, 2.5.7). */
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { centred, moved, type PageSize, type Place, resized } from './placed.ts';

export interface ShownSheet {
  readonly number: number;
  /** Width on screen in CSS pixels. */
  readonly width: number;
  /** In points. */
  readonly size: PageSize;
}

export interface PlacementProps {
  readonly sheet: ShownSheet;
  readonly place: Place;
  readonly change: (place: Place) => void;
  /** What stands in the frame. */
  readonly word: string;
  /** Where it is, in words. */
  readonly label: string;
}

/** Points for one stroke of a key. */
const stroke = 6;

export function Placement({ sheet: { number, width, size }, place, change, word, label }: PlacementProps) {
  const scale = width / size[0];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the frame itself is moved by keys
    // biome-ignore lint/a11y/noStaticElementInteractions: a page is where one may click, and no control
    <div
      className="placing"
      onClick={({ currentTarget, clientX, clientY }) => {
        const { left, top } = currentTarget.getBoundingClientRect();
        change(centred(place, number, [(clientX - left) / scale, (clientY - top) / scale], size));
      }}
    >
      {number === place.page && (
        <PlacedFrame place={place} change={change} scale={scale} size={size} word={word} label={label} />
      )}
    </div>
  );
}

interface FrameProps extends Pick<PlacementProps, 'place' | 'change' | 'word' | 'label'> {
  readonly scale: number;
  readonly size: PageSize;
}

function PlacedFrame({ place, change, scale, size, word, label }: FrameProps) {
  const move = useDrag(place, scale, (from, right, down) => change(moved(from, right, down, size)));
  const resize = useDrag(place, scale, (from, right, down) => change(resized(from, right, down, size)));
  const press = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    change((event.shiftKey ? resized : moved)(place, step[0] * stroke, step[1] * stroke, size));
  };
  const { left, top, width, height } = place;
  const frame = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it stands elsewhere
  useEffect(() => keepInSight(frame.current), [left, top, width, height]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a frame on a page, not a set of form fields
    <div
      ref={frame}
      className="frame"
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by keys
      tabIndex={0}
      aria-label={label}
      onKeyDown={press}
      onClick={(event) => event.stopPropagation()}
      {...move}
      style={
        {
          '--left': left * scale,
          '--top': top * scale,
          '--width': width * scale,
          '--height': height * scale,
        } as CSSProperties
      }
    >
      <span aria-hidden="true">{word}</span>
      <i {...resize} />
    </div>
  );
}

/** Scrolls the box of the pages, never the page around it. */
function keepInSight(frame: HTMLElement | null): void {
  const box = frame?.closest('.pages');
  if (!frame || !box) return;
  const [own, seen] = [frame.getBoundingClientRect(), box.getBoundingClientRect()];
  if (own.top < seen.top) box.scrollTop -= seen.top - own.top + margin;
  else if (own.bottom > seen.bottom) box.scrollTop += own.bottom - seen.bottom + margin;
}

/** CSS pixels that stay free around it. */
const margin = 16;

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** From where it was when the pointer went down, so that rounding adds up to nothing. */
function useDrag(place: Place, scale: number, to: (from: Place, right: number, down: number) => void) {
  const begun = useRef<{ readonly from: Place; readonly x: number; readonly y: number }>(undefined);
  return {
    onPointerDown: (event: PointerEvent) => {
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      begun.current = { from: place, x: event.clientX, y: event.clientY };
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const start = begun.current;
      if (start !== undefined) to(start.from, (clientX - start.x) / scale, (clientY - start.y) / scale);
    },
    onPointerUp: () => {
      begun.current = undefined;
    },
    onPointerCancel: () => {
      begun.current = undefined;
    },
  };
}

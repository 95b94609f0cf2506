/** A list to choose one line from (WAI-ARIA 1.2, listbox): one stop of the tabulator, then arrows, Home, End, page keys and Enter. */
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface ListBoxProps {
  readonly label: string;
  /** The lines that are shown, by their place in the whole. */
  readonly places: readonly number[];
  readonly chosen: number;
  readonly choose: (place: number) => void;
  /** What a line shows. */
  readonly children: (place: number) => ReactNode;
}

const onePage = 8;

export function ListBox({ label, places, chosen, choose, children }: ListBoxProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const active = Math.min(at, places.length - 1);
  useEffect(() => setAt(Math.max(0, places.indexOf(chosen))), [places, chosen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line is active, or it stands elsewhere
  useEffect(() => show(box.current), [active, places]);
  const press = (event: KeyboardEvent) => {
    const next = target(event.key, active, places.length);
    if (next !== undefined) setAt(next);
    else if ((event.key === 'Enter' || event.key === ' ') && places[active] !== undefined) choose(places[active]);
    else return;
    event.preventDefault();
  };
  const click = ({ currentTarget, target }: MouseEvent) => {
    const place = places[[...currentTarget.children].findIndex((line) => line.contains(target as Node))];
    if (place !== undefined) choose(place);
  };
  return (
    <div
      ref={box}
      className="lines"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      {...(places.length === 0 ? {} : { 'aria-activedescendant': `${id}-${places[active]}` })}
      onKeyDown={press}
      onClick={click}
    >
      {places.map((place, index) => (
        <div
          key={place}
          id={`${id}-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === chosen}
          data-active={index === active || undefined}
        >
          {children(place)}
        </div>
      ))}
    </div>
  );
}

function target(key: string, active: number, count: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + onePage,
    PageUp: active - onePage,
    Home: 0,
    End: count - 1,
  };
  const wanted = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return wanted === undefined ? undefined : Math.max(0, Math.min(count - 1, wanted));
}

/** Scrolls the list, never the page; the list is what its lines are placed by. */
function show(box: HTMLElement | null): void {
  const line = box?.querySelector<HTMLElement>('[data-active]');
  if (!box || !line) return;
  const [top, bottom] = [line.offsetTop, line.offsetTop + line.offsetHeight];
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}

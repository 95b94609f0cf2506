/** The bar to look for words in a document: one field, where one stands among the places found, on and back by button and by key. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Finding } from './find.ts';
import type { LookMessage } from './messages.en.ts';
import type { Say } from './messages.ts';

export interface Opening {
  readonly open: boolean;
  readonly set: (open: boolean) => void;
}

/** Opens by its button, and by the key that looks for words elsewhere too, where the reader is in the document. */
export function useOpening(finding: Finding): Opening {
  const [open, setOpen] = useState(false);
  return {
    open,
    set: (wanted) => {
      setOpen(wanted);
      if (!wanted) finding.look('');
    },
  };
}

export function isFindKey(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'f';
}

interface FindProps {
  readonly finding: Finding;
  readonly opening: Opening;
  readonly say: Say<LookMessage>;
}

export function FindButton({ opening: { open, set }, say }: Omit<FindProps, 'finding'>) {
  return (
    <button type="button" className="word" aria-expanded={open} onClick={() => set(!open)}>
      {say('find.open')}
    </button>
  );
}

export function FindBar({ finding, opening, say, pages = false }: FindProps & { readonly pages?: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  const before = useRef<Element>(null);
  useEffect(() => {
    before.current = document.activeElement;
    field.current?.focus();
  }, []);
  const { words, look, step, places } = finding;
  // Who has found it goes on where she was (WCAG 2.2, 2.4.3).
  const close = () => {
    opening.set(false);
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  };
  return (
    <search className="find">
      <input
        ref={field}
        type="search"
        aria-label={say('find.label')}
        value={words}
        maxLength={200}
        onChange={(event) => look(event.target.value)}
        onKeyDown={press}
      />
      <span className="small" role="status">
        {statusOf(finding, say, pages)}
      </span>
      <div className="turn">
        <Step by={-1} say={say} step={step} enabled={places.length > 1} />
        <Step by={1} say={say} step={step} enabled={places.length > 1} />
        <button type="button" className="word" onClick={close}>
          {say('find.close')}
        </button>
      </div>
    </search>
  );
}

interface StepProps extends Pick<Finding, 'step'> {
  readonly by: 1 | -1;
  readonly say: Say<LookMessage>;
  readonly enabled: boolean;
}

function Step({ by, say, step, enabled }: StepProps) {
  return (
    <button
      type="button"
      aria-label={say(by === 1 ? 'find.next' : 'find.previous')}
      disabled={!enabled}
      onClick={() => step(by)}
    >
      {by === 1 ? '↓' : '↑'}
    </button>
  );
}

function statusOf({ state, places, at }: Finding, say: Say<LookMessage>, pages: boolean): string {
  const place = places[at];
  if (state === 'idle') return '';
  if (place === undefined) return say(`find.${state === 'done' ? 'none' : state}`);
  const values = { place: at + 1, count: places.length, page: place.part + 1 };
  return say(pages ? 'find.at-page' : 'find.at', values);
}

/** Looking for words in a document part by part: where they stand, which place is shown, and how far the search is. */
import { useCallback, useDeferredValue, useEffect, useState } from 'react';
import { occurrences } from './occurrences.ts';

/** What can be searched: the pages of a PDF, or a text that is one part. */
export interface Searchable {
  readonly parts: number;
  /** The words of a part, counted from 0, as they follow each other where it is shown. */
  readonly text: (part: number) => Promise<string>;
}

/** The place that is shown: the part, and which of the occurrences in it. */
export interface Place {
  readonly part: number;
  readonly index: number;
}

export interface Finding {
  readonly words: string;
  readonly look: (words: string) => void;
  readonly places: readonly Place[];
  /** Which of the places is shown; counted from 0. */
  readonly at: number;
  readonly step: (by: 1 | -1) => void;
  readonly state: 'idle' | 'searching' | 'done' | 'wordless';
}

type Found = Pick<Finding, 'places' | 'state'>;
const nothing: Found = { places: [], state: 'idle' };

/** More places than these help nobody. */
const most = 1_000;

export function useFinding(searchable: Searchable | undefined): Finding {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<Found>(nothing);
  const [at, setAt] = useState(0);
  const wanted = useDeferredValue(words);
  useEffect(() => {
    setAt(0);
    setFound(nothing);
    if (searchable === undefined || wanted.trim() === '') return;
    const stop = new AbortController();
    void search(searchable, wanted, stop.signal, setFound);
    return () => stop.abort();
  }, [searchable, wanted]);
  const count = found.places.length;
  const step = useCallback((by: 1 | -1) => setAt((now) => (count === 0 ? 0 : (now + by + count) % count)), [count]);
  return { words, look: setWords, at, step, ...found };
}

/** Tells what is found so far after each part in which there is something. */
async function search(
  { parts, text }: Searchable,
  words: string,
  signal: AbortSignal,
  tell: (found: Found) => void,
): Promise<void> {
  let places: readonly Place[] = [];
  let wordless = true;
  tell({ places, state: 'searching' });
  for (let part = 0; part < parts && places.length < most; part++) {
    const read = await text(part).catch(() => '');
    if (signal.aborted) return;
    wordless &&= read.trim() === '';
    const more = occurrences(read, words).map((_, index) => ({ part, index }));
    if (more.length === 0) continue;
    places = [...places, ...more].slice(0, most);
    tell({ places, state: 'searching' });
  }
  tell({ places, state: wordless ? 'wordless' : 'done' });
}

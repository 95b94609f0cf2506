/** Many documents to choose one from: a few as buttons, up to a thousand as a list that can be searched and walked by keys. */
import { memo, useCallback, useDeferredValue, useId, useMemo, useState } from 'react';
import { ListBox } from './list-box.tsx';
import type { LookMessage } from './messages.en.ts';
import type { Say } from './messages.ts';

export interface ListedDocument {
  readonly label: string;
  /** Its size, or whatever tells it from the others. */
  readonly detail: string;
  /** What is to be known before choosing it; the word says what the colour does. */
  readonly mark?: { readonly tone: 'good' | 'warn' | 'bad'; readonly word: string } | undefined;
}

export interface DocumentListProps {
  readonly documents: readonly ListedDocument[];
  readonly chosen: number;
  readonly choose: (index: number) => void;
  readonly label: string;
  readonly say: Say<LookMessage>;
}

/** So many stand beside each other. */
export const few = 7;

export function DocumentList(props: DocumentListProps) {
  return props.documents.length > few ? <Many {...props} /> : <Few {...props} />;
}

function Few({ documents, chosen, choose, label }: DocumentListProps) {
  return (
    <nav className="card pad" aria-label={label}>
      <ol className="plain row">
        {documents.map((document, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat; a document is known by its place, which never changes
          <li key={index}>
            <button type="button" aria-current={index === chosen} onClick={() => choose(index)}>
              <bdi>{document.label}</bdi>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Many({ documents, chosen, choose, label, say }: DocumentListProps) {
  const [search, setSearch] = useState('');
  const found = useFound(documents, useDeferredValue(search));
  return (
    <nav className="card pad tight documents" aria-label={label}>
      <div className="row">
        <Search search={search} setSearch={setSearch} say={say} />
        <Steps chosen={chosen} count={documents.length} choose={choose} say={say} />
      </div>
      <p className="small quiet" role="status">
        {search === '' ? '' : say('documents.found', { count: found.length })}
      </p>
      <ListBox label={label} places={found} chosen={chosen} choose={choose}>
        {useCallback(
          (place: number) => (
            <Line number={place + 1} document={documents[place]} />
          ),
          [documents],
        )}
      </ListBox>
    </nav>
  );
}

/** The places of the documents whose name has the words that are looked for. */
function useFound(documents: readonly ListedDocument[], search: string): readonly number[] {
  const names = useMemo(() => documents.map(({ label }) => label.toLocaleLowerCase()), [documents]);
  const wanted = search.trim().toLocaleLowerCase();
  return useMemo(() => [...names.keys()].filter((place) => names[place]?.includes(wanted)), [names, wanted]);
}

interface SearchProps {
  readonly search: string;
  readonly setSearch: (search: string) => void;
  readonly say: Say<LookMessage>;
}

function Search({ search, setSearch, say }: SearchProps) {
  const id = useId();
  return (
    <div className="grow">
      <label className="said" htmlFor={id}>
        {say('documents.search')}
      </label>
      <input
        id={id}
        type="search"
        value={search}
        placeholder={say('documents.search')}
        onChange={({ target }) => setSearch(target.value)}
      />
    </div>
  );
}

interface StepsProps extends Pick<DocumentListProps, 'chosen' | 'choose' | 'say'> {
  readonly count: number;
}

function Steps({ chosen, count, choose, say }: StepsProps) {
  return (
    <div className="row">
      <button type="button" disabled={chosen === 0} onClick={() => choose(chosen - 1)}>
        {say('documents.previous')}
      </button>
      <span className="small">{say('documents.place', { place: chosen + 1, all: count })}</span>
      <button type="button" disabled={chosen === count - 1} onClick={() => choose(chosen + 1)}>
        {say('documents.next')}
      </button>
    </div>
  );
}

interface LineProps {
  readonly number: number;
  readonly document: ListedDocument | undefined;
}

const Line = memo(function Line({ number, document }: LineProps) {
  if (document === undefined) return null;
  const { label, detail, mark } = document;
  return (
    <>
      <span className="place small quiet">{number}</span>
      <span className="name">
        <bdi>{label}</bdi>
      </span>
      <span className="small quiet">{detail}</span>
      {mark && <span className={`chip ${mark.tone}`}>{mark.word}</span>}
    </>
  );
});

/** The document chosen: its content after every check, or why there is none to be seen. */
import { FileViewer } from '@chancery/look/file-viewer';
import { fileSize } from '@chancery/look/messages';
import { expectPdf } from '@chancery/look/pdf-code';
import { useEffect } from 'react';
import type { DocumentState } from './documents.ts';
import { Doubt } from './doubt.tsx';
import { Fingerprint } from './fingerprint.tsx';
import type { DisplayItem } from './intent.ts';
import { language, say } from './language.ts';

export interface ShownDocumentProps {
  readonly item: DisplayItem | undefined;
  readonly state: DocumentState | undefined;
  readonly client: string;
  readonly opened: (pages: number | undefined) => void;
}

export function ShownDocument({ item, state, client, opened }: ShownDocumentProps) {
  const expected = item?.type === 'application/pdf' && state?.kind !== 'doubt';
  useEffect(() => {
    if (expected) expectPdf();
  }, [expected]);
  if (item === undefined || state === undefined) return null;
  if (state.kind === 'checked' && state.held !== undefined) {
    const { bytes, content } = state.held;
    const mark = <span className="chip good">{say('sign.mark')}</span>;
    const notes = state.canonical ? [say('sign.canonical')] : [];
    const document = { bytes, name: item.label, language, say, mark, notes };
    return (
      <FileViewer {...document} content={content} onOpened={opened}>
        <Unshown item={item} />
      </FileViewer>
    );
  }
  return (
    <section className="card pad stack" aria-label={say('viewer.label')}>
      <h2>
        <bdi>{item.label}</bdi>
      </h2>
      {(state.kind === 'loading' || state.kind === 'checked') && (
        <p className="quiet">{say('sign.checking', { count: 1 })}</p>
      )}
      {state.kind === 'unseen' && <p className="quiet">{say('sign.unseen-page', { client })}</p>}
      {state.kind === 'unreachable' && <p className="quiet">{say('note.document-unreachable', { client })}</p>}
      {state.kind === 'doubt' && <Doubt code={state.code} client={client} />}
    </section>
  );
}

/** By what the file can be recognized after it was downloaded. */
function Unshown({ item }: { readonly item: DisplayItem }) {
  return (
    <div className="unshown stack">
      <p>{say('sign.unshown-page')}</p>
      <dl className="facts">
        <dt>{say('fact.size')}</dt>
        <dd>{fileSize(item.size, language)}</dd>
        <dt>{say('fact.fingerprint', { count: 1 })}</dt>
        <dd>
          <Fingerprint value={item.docSha256} />
        </dd>
      </dl>
    </div>
  );
}

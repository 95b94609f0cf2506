/** Each document of a request and how it stands, in words; while they are signed, how far that is. */
import { few } from '@chancery/look/document-list';
import { useMemo } from 'react';
import { say } from './language.ts';
import type { ResultMessage } from './messages.en.ts';
import type { ResultDocument, ResultState } from './result-state.ts';

interface StatesProps {
  readonly documents: readonly ResultDocument[];
  readonly seal: boolean;
}

/** Many scroll in a box of their own, which the keyboard reaches. */
export function DocumentStates({ documents, seal }: StatesProps) {
  const many = documents.length > few;
  return (
    <ol
      className={many ? 'plain states many' : 'plain states'}
      aria-label={say('documents.label')}
      {...(many ? { tabIndex: 0 } : {})}
    >
      {documents.map((document, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two documents may have one name, and their order never changes
        <li key={index}>
          <bdi>{document.name}</bdi>
          <State document={document} seal={seal} />
        </li>
      ))}
    </ol>
  );
}

function State({ document: { state, lower }, seal }: { readonly document: ResultDocument; readonly seal: boolean }) {
  const { tone, word } = seal ? { ...marks[state], ...ofSeals[state] } : marks[state];
  const below = seal ? 'mark.sealed-lower' : 'mark.lower';
  return <span className={`chip ${tone}`}>{lower === undefined ? say(word) : say(below, { level: lower })}</span>;
}

const marks: Readonly<Record<ResultDocument['state'], { readonly tone: string; readonly word: ResultMessage }>> = {
  waiting: { tone: '', word: 'mark.waiting' },
  signed: { tone: 'good', word: 'chip.signed' },
  left_out: { tone: '', word: 'mark.left-out' },
  failed: { tone: 'bad', word: 'mark.failed' },
  not_signed: { tone: '', word: 'chip.not-signed' },
};

const ofSeals: { readonly [state in ResultDocument['state']]?: { readonly word: ResultMessage } } = {
  signed: { word: 'chip.sealed' },
  not_signed: { word: 'chip.not-sealed' },
};

/** The eye sees every step; aloud it is said when another quarter is done. */
export function Progress({ documents, seal }: StatesProps) {
  const all = documents.filter(({ state }) => state !== 'left_out').length;
  const count = documents.filter(({ state }) => state === 'signed').length;
  const quarter = Math.floor((4 * count) / all);
  const words = say(seal ? 'sealed.progress' : 'waiting.progress', { count, all });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is said changes with the quarter alone
  const aloud = useMemo(() => words, [quarter]);
  if (all < 2) return null;
  return (
    <div className="tight">
      <span aria-hidden="true">{words}</span>
      <progress value={count} max={all} aria-label={words} />
      <span className="said" role="status">
        {aloud}
      </span>
    </div>
  );
}

/** At which of several documents it failed, and why, as far as it can be said in a sentence. */
export function WhyFailed({ result: { documents, failure } }: { readonly result: ResultState }) {
  const name = documents.length > 1 ? documents.find(({ state }) => state === 'failed')?.name : undefined;
  const reason = reasons.find((one) => one === `reason.${failure}`);
  return (
    <>
      {name !== undefined && <p className="quiet">{say('failed.document', { name })}</p>}
      {reason !== undefined && <p className="quiet">{say(reason)}</p>}
    </>
  );
}

const reasons = ['reason.input', 'reason.changed', 'reason.revoked'] as const satisfies readonly ResultMessage[];

/** “Sign this document?”: the document beside the decision; Sign waits until every check has passed. */
import { DocumentList, few, type ListedDocument } from '@chancery/look/document-list';
import { useMemo, useState } from 'react';
import { useApproving } from './approving.tsx';
import { type Outcome, useDecision } from './decision.ts';
import { DecisionPanel } from './decision-panel.tsx';
import { type DocumentState, isUnshown, useDocuments } from './documents.ts';
import type { Entry } from './entry.ts';
import type { DisplayItem, SignIntent } from './intent.ts';
import { say } from './language.ts';
import { answering, LoggedIn, loginNote } from './means.tsx';
import type { ApprovalRequest } from './request.ts';
import { ShownDocument } from './shown-document.tsx';
import { Details } from './sign-details.tsx';
import { Facts, sizeOf } from './sign-facts.tsx';
import { Notes } from './sign-notes.tsx';

export interface SignProps {
  readonly request: ApprovalRequest<SignIntent>;
  readonly finish: (outcome: Outcome) => void;
  readonly login: Entry['login'];
}

export function Sign({ request, finish, login }: SignProps) {
  const { intent } = request;
  const decision = useDecision(request, finish, loginNote(request, login));
  const approving = useApproving(request, login, decision, finish);
  const { means } = approving;
  const [chosen, setChosen] = useState(0);
  const { states, again } = useDocuments(intent, chosen);
  const listed = useListed(intent.display, states);
  const [pages, setPages] = useState<Readonly<Record<number, number | undefined>>>({});
  const client = intent.clientName;
  const count = intent.display.length;
  const ready = states.every(({ kind }) => kind === 'checked' || kind === 'unseen') && means.length > 0;
  return (
    <>
      <DecisionPanel
        request={request}
        decision={decision}
        finish={finish}
        kind={say('sign.kind')}
        title={say('sign.title', { count })}
        lead={say('sign.lead', { count, client, organization: intent.seal?.organization ?? '' })}
        {...answering(approving, decision, { action: say('sign.action'), hint: say('sign.hint'), ready })}
        status={statusOf(states, ready, chosen in pages && pages[chosen] === undefined)}
        details={
          <Details
            request={request}
            chosen={chosen}
            checked={ready ? states.filter((state) => state.kind === 'checked') : []}
          />
        }
      >
        <Facts intent={intent} pages={pages} />
        <Progress states={states} />
        <Notes request={request} states={states} again={again} choose={setChosen} canApprove={means.length > 0} />
        <LoggedIn means={means} />
        {approving.fields}
      </DecisionPanel>
      <div className="document stack">
        {count > 1 && (
          <DocumentList documents={listed} chosen={chosen} choose={setChosen} label={say('sign.choose')} say={say} />
        )}
        <ShownDocument
          key={chosen}
          item={intent.display[chosen]}
          state={states[chosen]}
          client={client}
          opened={(number) => setPages((now) => ({ ...now, [chosen]: number }))}
        />
      </div>
    </>
  );
}

/** With `blank` the document chosen cannot be shown after all. */
function statusOf(states: readonly DocumentState[], ready: boolean, blank: boolean): string {
  if (states.some(({ kind }) => kind === 'loading')) return say('sign.checking', { count: states.length });
  if (!ready) return say('sign.blocked');
  if (!states.every(({ kind }) => kind === 'checked')) return '';
  return say(blank || states.some(isUnshown) ? 'sign.checked-download' : 'sign.checked');
}

/** How far the checks are; a few need no such thing. */
function Progress({ states }: { readonly states: readonly DocumentState[] }) {
  const done = states.filter(({ kind }) => kind !== 'loading').length;
  if (states.length <= few || done === states.length) return null;
  return (
    <div className="tight">
      <span className="small quiet">{say('sign.progress', { done, all: states.length })}</span>
      <progress value={done} max={states.length} aria-label={say('sign.checking', { count: states.length })} />
    </div>
  );
}

/** What the list says of a document before it is chosen: only what is not as it should be. */
function markOf(state: DocumentState | undefined): ListedDocument['mark'] {
  if (state?.kind === 'doubt') return { tone: 'bad', word: say('mark.doubt') };
  if (state?.kind === 'unreachable') return { tone: 'bad', word: say('mark.unreachable') };
  if (state?.kind === 'unseen') return { tone: 'warn', word: say('mark.unseen') };
  if (state !== undefined && isUnshown(state)) return { tone: 'warn', word: say('mark.unshown') };
  return undefined;
}

/** The lines stay the same objects while their states do, so that a thousand are not drawn again. */
function useListed(items: readonly DisplayItem[], states: readonly DocumentState[]): readonly ListedDocument[] {
  const kinds = states.map((state) => markOf(state)?.word ?? '').join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the marks are all that is seen of the states
  return useMemo(
    () => items.map((item, i) => ({ label: item.label, detail: sizeOf(item), mark: markOf(states[i]) })),
    [items, kinds],
  );
}

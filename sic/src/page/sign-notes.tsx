/** What keeps a signature from being made, and what its signer cannot see here. */
import { few } from '@chancery/look/document-list';
import { type DocumentState, isUnshown } from './documents.ts';
import { Doubt } from './doubt.tsx';
import type { SignIntent } from './intent.ts';
import { say } from './language.ts';
import type { ApprovalRequest } from './request.ts';
import { Unreachable } from './unreachable.tsx';

interface NotesProps {
  readonly request: ApprovalRequest<SignIntent>;
  readonly states: readonly DocumentState[];
  readonly again: () => void;
  readonly choose: (index: number) => void;
  readonly canApprove: boolean;
}

export function Notes({ request: { intent, chal }, states, again, choose, canApprove }: NotesProps) {
  const client = intent.clientName;
  const place = states.findIndex(({ kind }) => kind === 'doubt' || kind === 'unreachable');
  const doubt = states.find((state) => state.kind === 'doubt');
  const unseen = states.filter(({ kind }) => kind === 'unseen').length;
  const unshown = states.filter(isUnshown).length;
  return (
    <div role="alert" className="stack">
      {!canApprove && <p className="note bad">{say('sign.no-passkey')}</p>}
      {doubt && <Doubt code={doubt.code} client={client} reference={chal} />}
      {unseen > 0 && <p className="note warn">{say('sign.unseen', { count: unseen, client })}</p>}
      {unshown > 0 && <p className="note warn">{say('sign.unshown', { count: unshown })}</p>}
      {states.some(({ kind }) => kind === 'unreachable') && (
        <Unreachable words={say('note.document-unreachable', { client })} reference={chal} again={again} />
      )}
      {place !== -1 && states.length > few && (
        <button type="button" className="link" onClick={() => choose(place)}>
          {say('sign.which', { name: intent.display[place]?.label ?? '' })}
        </button>
      )}
    </div>
  );
}

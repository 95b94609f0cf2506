/** The decision: what is asked in one heading, the facts, the time left, and two answers of equal size. */
import { Heading } from '@chancery/look/frame';
import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import type { Decision, Note, Outcome } from './decision.ts';
import { say } from './language.ts';
import { Reference } from './reference.tsx';
import { type ApprovalRequest, withBack } from './request.ts';
import { TimeLeft } from './time-left.tsx';

export interface DecisionPanelProps {
  readonly request: ApprovalRequest;
  readonly decision: Decision;
  readonly finish: (outcome: Outcome) => void;
  readonly kind: string;
  readonly title: string;
  readonly lead: string;
  /** Facts and notes between the question and the answers. */
  readonly children: ReactNode;
  readonly primary: { readonly label: string; readonly enabled: boolean; readonly act: () => void };
  /** Other means to the same end. */
  readonly others?: readonly DecisionPanelProps['primary'][];
  readonly hint: string;
  /** What the page is doing or has found, said aloud when it changes. */
  readonly status: string;
  readonly details?: ReactNode;
}

export function DecisionPanel(props: DecisionPanelProps) {
  const { request, decision, finish } = props;
  const over = useCallback(() => finish({ kind: 'problem', problem: withBack('expired', request) }), [finish, request]);
  return (
    <div className="decision stack">
      <div className="card pad stack">
        <div className="tight">
          <span className="chip">{props.kind}</span>
          <Heading>{props.title}</Heading>
          <p className="quiet">{props.lead}</p>
        </div>
        {props.children}
        <NoteOf note={decision.note} />
        <TimeLeft request={request} onOver={over} />
        <Answers {...props} />
        <Others {...props} />
        {props.details}
      </div>
      <p className="small quiet">
        {say('report.question')}{' '}
        <button
          type="button"
          className="link"
          disabled={decision.busy !== undefined}
          onClick={() => decision.refuse('reported')}
        >
          {say('action.report')}
        </button>
      </p>
    </div>
  );
}

function Answers({ decision, primary, hint, status }: DecisionPanelProps) {
  const busy = decision.busy !== undefined;
  return (
    <div className="act stack">
      <div className="pair">
        <button type="button" disabled={busy} onClick={() => decision.refuse('refused')}>
          {say('action.refuse')}
        </button>
        <button type="button" className="primary" disabled={busy || !primary.enabled} onClick={primary.act}>
          {primary.label}
        </button>
      </div>
      <p className="small quiet" role="status">
        {decision.busy === undefined ? status : say(`status.${decision.busy}`)}
      </p>
      <p className="small quiet hide-small">{hint}</p>
    </div>
  );
}

/** Other means, below the answers that stay in sight. */
function Others({ decision, others = [] }: DecisionPanelProps) {
  if (others.length === 0) return null;
  return (
    <div className="tight">
      {others.map(({ label, enabled, act }) => (
        <p key={label} className="small">
          <button type="button" className="link" disabled={decision.busy !== undefined || !enabled} onClick={act}>
            {label}
          </button>
        </p>
      ))}
    </div>
  );
}

/** What became of the last attempt comes into sight by itself: the answers may cover it. */
function NoteOf({ note }: { readonly note: Note | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (note !== undefined) place.current?.scrollIntoView({ block: 'center' });
  }, [note]);
  return (
    <div role="alert" ref={place}>
      {note !== undefined && (
        <div className="note bad tight">
          <p>{note.words}</p>
          <Reference value={note.reference} />
        </div>
      )}
    </div>
  );
}

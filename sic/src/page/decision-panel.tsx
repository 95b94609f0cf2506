/** The decision: what is asked in one heading, the facts, the time left, and two answers of equal size. */
import { Heading } from '@chancery/look/frame';
import { type ReactNode, useCallback } from 'react';
import type { Decision, Outcome } from './decision.ts';
import { say } from './language.ts';
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
  /** Another means to the same end. */
  readonly other?: DecisionPanelProps['primary'];
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
        <div role="alert">{decision.note !== undefined && <p className="note bad">{decision.note}</p>}</div>
        <TimeLeft request={request} onOver={over} />
        <Answers {...props} />
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

function Answers({ decision, primary, other, hint, status }: DecisionPanelProps) {
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
      {other !== undefined && (
        <p className="small">
          <button type="button" className="link" disabled={busy || !other.enabled} onClick={other.act}>
            {other.label}
          </button>
        </p>
      )}
    </div>
  );
}

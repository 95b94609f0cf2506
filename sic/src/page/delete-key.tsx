/** “Destroy this key?”: which certificate is over with it, and that nobody can undo it. */

import { day } from '@chancery/look/messages';
import { Technical } from '@chancery/look/technical';
import { useState } from 'react';
import { useApproving } from './approving.tsx';
import { type Outcome, useDecision } from './decision.ts';
import { DecisionPanel } from './decision-panel.tsx';
import type { Entry } from './entry.ts';
import type { DeleteIntent } from './intent.ts';
import { language, say } from './language.ts';
import { answering, LoggedIn, loginNote } from './means.tsx';
import { Organization } from './organization.tsx';
import type { ApprovalRequest } from './request.ts';
import { StatementFacts } from './statement-facts.tsx';

export interface DeleteKeyProps {
  readonly request: ApprovalRequest<DeleteIntent>;
  readonly finish: (outcome: Outcome) => void;
  readonly login: Entry['login'];
}

export function DeleteKey({ request, finish, login }: DeleteKeyProps) {
  const { intent } = request;
  const decision = useDecision(request, finish, loginNote(request, login));
  const approving = useApproving(request, login, decision, finish);
  const { means } = approving;
  const [understood, setUnderstood] = useState(false);
  const { clientName: client, seal } = intent;
  const ready = understood && means.length > 0;
  return (
    <DecisionPanel
      request={request}
      decision={decision}
      finish={finish}
      kind={say('delete.kind')}
      title={say('delete.title')}
      lead={say('delete.lead', { client, organization: seal?.organization ?? '' })}
      {...answering(approving, decision, { action: say('delete.action'), hint: say('delete.hint'), ready })}
      status=""
      details={<Details request={request} />}
    >
      <Facts intent={intent} />
      <div className="tight">
        <p>
          <strong>{say('delete.forever')}</strong>
        </p>
        <p>
          {say('delete.certificate')} {say('delete.stays')}
        </p>
      </div>
      {means.length === 0 && <p className="note bad">{say('sign.no-passkey')}</p>}
      <LoggedIn means={means} />
      <label className="check">
        <input type="checkbox" checked={understood} onChange={(event) => setUnderstood(event.target.checked)} />
        <span>{say('delete.understood')}</span>
      </label>
      {approving.fields}
    </DecisionPanel>
  );
}

function Facts({ intent: { clientName, signerName, seal, certificate } }: { readonly intent: DeleteIntent }) {
  return (
    <dl className="facts">
      <dt>{say('fact.client')}</dt>
      <dd>
        <bdi>{clientName}</bdi>
      </dd>
      <dt>{say('fact.holder')}</dt>
      <dd>
        {seal === undefined ? <bdi>{signerName}</bdi> : <Organization seal={seal} name={signerName} />}
        <div className="small quiet">
          {certificate === undefined
            ? say('delete.no-certificate')
            : say('fact.certificate', { issuer: certificate.issuer, until: day(certificate.exp, language) })}
        </div>
      </dd>
    </dl>
  );
}

function Details({ request }: { readonly request: ApprovalRequest<DeleteIntent> }) {
  return (
    <details>
      <summary>{say('details.title')}</summary>
      <dl className="facts small">
        <dt>{say('fact.doomed')}</dt>
        <dd>
          <Technical>{request.intent.key}</Technical>
        </dd>
        <StatementFacts request={request} />
      </dl>
    </details>
  );
}

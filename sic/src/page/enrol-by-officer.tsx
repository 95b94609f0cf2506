/** “Set up your signature”, in front of a registration officer: his ticket says who she is, her passkey is her own. */
import type { Evidence } from '@chancery/sam/client';
import { useState } from 'react';
import { type Outcome, useDecision } from './decision.ts';
import { DecisionPanel } from './decision-panel.tsx';
import { isTicket } from './entry.ts';
import { Field } from './field.tsx';
import type { EnrolIntent, Proofing } from './intent.ts';
import { say } from './language.ts';
import { NewPinFields, useNewPin } from './new-pin.tsx';
import { createPasskey } from './passkey.ts';
import type { ApprovalRequest } from './request.ts';

export interface EnrolByOfficerProps {
  readonly request: ApprovalRequest<EnrolIntent>;
  readonly by: Extract<Proofing, { readonly kind: 'officer' }>;
  readonly finish: (outcome: Outcome) => void;
  /** Where the officer handed it over as an address. */
  readonly ticket: string | undefined;
}

export function EnrolByOfficer({ request, by, finish, ticket: given = '' }: EnrolByOfficerProps) {
  const { intent, fetched, hash } = request;
  const decision = useDecision(request, finish);
  const [ticket, setTicket] = useState(given);
  const pin = useNewPin();
  const withPin = intent.ways.some((way) => way.endsWith('+pin-registration')) ? fetched.encryption : undefined;
  const user = { id: intent.sub, name: say('enrol.passkey-name', { name: by.name }) };
  const gather = async (): Promise<readonly Evidence[]> => [
    { kind: 'ticket', ticket },
    await createPasskey({ rp: fetched.rp, user, known: fetched.passkeys, challenge: hash }),
    ...(withPin === undefined ? [] : [await pin.evidence(withPin, hash)]),
  ];
  return (
    <DecisionPanel
      request={request}
      decision={decision}
      finish={finish}
      kind={say('enrol.kind')}
      title={say('enrol.title')}
      lead={say(intent.anew ? 'enrol.anew-lead' : 'enrol.officer-lead', { client: intent.clientName })}
      primary={{
        label: say('enrol.passkey-action'),
        enabled: isTicket(ticket) && (withPin === undefined || pin.complete),
        act: () => decision.approve(gather),
      }}
      hint={say('enrol.passkey-hint')}
      status=""
    >
      <dl className="facts">
        <dt>{say('fact.client')}</dt>
        <dd>
          <bdi>{intent.clientName}</bdi>
        </dd>
        <dt>{say('fact.person')}</dt>
        <dd>
          <bdi>{by.name}</bdi>
        </dd>
        <dt>{say('fact.number')}</dt>
        <dd>
          <bdi>{by.number}</bdi>
        </dd>
      </dl>
      <p>{say('enrol.officer-check')}</p>
      <Field
        label={say('enrol.ticket')}
        autoComplete="off"
        maxLength={200}
        value={ticket}
        change={(value) => setTicket(value.trim())}
      />
      <p className="small quiet">{say('enrol.ticket-hint')}</p>
      {withPin !== undefined && <NewPinFields pin={pin} />}
    </DecisionPanel>
  );
}

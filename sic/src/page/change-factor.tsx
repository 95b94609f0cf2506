/** “Change how you approve?”: a passkey, a PIN or a phone is added, or something is removed, by what the signer has already. */
import type { Evidence } from '@chancery/sam/client';
import { useMemo, useState } from 'react';
import { AddedPhone } from './added-phone.tsx';
import { useApproving } from './approving.tsx';
import { type Outcome, useDecision } from './decision.ts';
import { DecisionPanel } from './decision-panel.tsx';
import type { Entry } from './entry.ts';
import type { ChangeIntent } from './intent.ts';
import { say } from './language.ts';
import { answering, type Means } from './means.tsx';
import type { PageMessage } from './messages.en.ts';
import { NewPinFields, useNewPin } from './new-pin.tsx';
import { createPasskey } from './passkey.ts';
import type { ApprovalRequest } from './request.ts';

export interface ChangeFactorProps {
  readonly request: ApprovalRequest<ChangeIntent>;
  readonly finish: (outcome: Outcome) => void;
  readonly login: Entry['login'];
}

export function ChangeFactor({ request, finish, login }: ChangeFactorProps) {
  const { intent, fetched, hash } = request;
  const [ticket, setTicket] = useState<{ readonly ticket: string; readonly outcome: Outcome }>();
  const decision = useDecision(request, finish, undefined, (outcome, given) => {
    if (given === undefined) finish(outcome);
    else setTicket({ ticket: given, outcome });
  });
  const proving = useMemo(() => withoutBrought(request), [request]);
  const approving = useApproving(proving, login, decision, finish);
  const pin = useNewPin();
  const bring = async (): Promise<readonly Evidence[]> => {
    if (intent.change === 'add-pin' && fetched.encryption !== undefined)
      return [await pin.evidence(fetched.encryption, hash)];
    if (intent.change !== 'add-webauthn') return [];
    const user = { id: intent.sub, name: say('enrol.passkey-name', { name: intent.signerName }) };
    return [await createPasskey({ rp: fetched.rp, user, known: fetched.passkeys, challenge: hash })];
  };
  const means = approving.means.map((one) => bringing(one, bring));
  const ready = means.length > 0 && (intent.change !== 'add-pin' || pin.complete);
  if (ticket !== undefined) return <AddedPhone ticket={ticket.ticket} done={() => finish(ticket.outcome)} />;
  return (
    <DecisionPanel
      request={request}
      decision={decision}
      finish={finish}
      kind={say('change.kind')}
      title={say(titles[intent.change])}
      lead={say('change.lead', { client: intent.clientName })}
      {...answering({ ...approving, means }, decision, {
        action: say('change.action'),
        hint: say('change.hint'),
        ready,
      })}
      status=""
    >
      <dl className="facts">
        <dt>{say('fact.client')}</dt>
        <dd>
          <bdi>{intent.clientName}</bdi>
        </dd>
        <dt>{say('fact.person')}</dt>
        <dd>
          <bdi>{intent.signerName}</bdi>
        </dd>
        {intent.label !== undefined && (
          <>
            <dt>{say('fact.phone')}</dt>
            <dd>
              <bdi>{intent.label}</bdi>
            </dd>
          </>
        )}
      </dl>
      {means.length === 0 && <p className="note bad">{say('sign.no-passkey')}</p>}
      {intent.change === 'add-pin' && <NewPinFields pin={pin} />}
      {approving.fields}
    </DecisionPanel>
  );
}

const titles: Readonly<Record<ChangeIntent['change'], PageMessage>> = {
  'add-webauthn': 'change.add-webauthn',
  'add-pin': 'change.add-pin',
  'add-device': 'change.add-device',
  'remove-webauthn': 'change.remove-webauthn',
  'remove-pin': 'change.remove-pin',
  'remove-device': 'change.remove-device',
};

/** The ways as they prove; what is new stands behind them. */
function withoutBrought(request: ApprovalRequest<ChangeIntent>): ApprovalRequest<ChangeIntent> {
  const ways = request.intent.ways.map((way) => way.replace(/\+(webauthn|pin)-registration$/, ''));
  return { ...request, intent: { ...request.intent, ways } };
}

function bringing(means: Means, bring: () => Promise<readonly Evidence[]>): Means {
  if (!('gather' in means)) return means;
  return { ...means, gather: async () => [...(await means.gather()), ...(await bring())] };
}

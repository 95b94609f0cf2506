/** A phone joins: the address for it, then the six digits that both must show, then the signer's word that they do. */

import { Heading } from '@chancery/look/frame';
import { Technical } from '@chancery/look/technical';
import type { TicketStanding } from '@chancery/sam/client';
import { useEffect, useState } from 'react';
import { confirmPhone, readTicket } from './ask.ts';
import { say } from './language.ts';

export interface AddedPhoneProps {
  readonly ticket: string;
  readonly done: () => void;
}

const everyMs = 2000;

export function AddedPhone({ ticket, done }: AddedPhoneProps) {
  const [standing, setStanding] = useState<TicketStanding>({ state: 'open' });
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (standing.state !== 'open') return;
    const timer = setInterval(() => void readTicket(ticket).then(setStanding, () => undefined), everyMs);
    return () => clearInterval(timer);
  }, [ticket, standing.state]);
  const confirm = () =>
    confirmPhone(ticket).then(
      () => done(),
      () => setFailed(true),
    );
  return (
    <div className="card pad stack">
      <div className="tight">
        <Heading>{say(standing.state === 'open' ? 'join.title' : 'join.compare')}</Heading>
        <p className="quiet">
          {standing.state === 'open' ? say('join.lead') : say('join.compare-lead', { model: standing.model ?? '' })}
        </p>
      </div>
      {standing.state === 'open' ? (
        <p>
          <Technical>{`${location.origin}/device#${ticket}`}</Technical>
        </p>
      ) : (
        <>
          <p className="number">
            <bdi dir="ltr">{standing.sas}</bdi>
          </p>
          <div role="alert">{failed && <p className="note bad">{say('join.failed')}</p>}</div>
          <div className="pair">
            <button type="button" onClick={done}>
              {say('join.other')}
            </button>
            <button type="button" className="primary" onClick={confirm}>
              {say('join.same')}
            </button>
          </div>
        </>
      )}
    </div>
  );
}

/** Waiting for the signer's phone: the number to type there, until the phone has said yes or no. */
import type { DeviceStanding } from '@chancery/sam/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { AskError, askPhone, fetchRequest } from './ask.ts';
import type { Outcome } from './decision.ts';
import { say } from './language.ts';
import { type ApprovalRequest, safeReturn } from './request.ts';

export interface PhoneMeans {
  readonly kind: 'phone';
  readonly asked: boolean;
  readonly ask: () => Promise<void>;
}

export interface Phone {
  readonly means: readonly PhoneMeans[];
  readonly standing: DeviceStanding | undefined;
  readonly failed: string | undefined;
}

const everyMs = 2000;

export function usePhone(request: ApprovalRequest, finish: (outcome: Outcome) => void): Phone {
  const { chal, intent, fetched } = request;
  const [standing, setStanding] = useState(fetched.device);
  const [failed, setFailed] = useState<string>();
  const asked = standing?.number !== undefined;
  useEffect(() => {
    if (!asked) return;
    const timer = setInterval(() => {
      fetchRequest(chal).then(
        ({ state, returnUrl }) => {
          const kind = state === 'activated' ? 'approved' : state === 'refused' ? 'refused' : undefined;
          if (kind !== undefined) finish({ kind, client: intent.clientName, url: safeReturn(request, returnUrl) });
        },
        () => undefined,
      );
    }, everyMs);
    return () => clearInterval(timer);
  }, [asked, chal, intent, request, finish]);
  const ask = useCallback(async () => {
    setFailed(undefined);
    try {
      setStanding(await askPhone(chal));
    } catch (error) {
      setFailed(say(error instanceof AskError && error.code === 'rate' ? 'phone.quiet' : 'phone.not-asked'));
    }
  }, [chal]);
  const offered = standing !== undefined && intent.ways.includes('device');
  return { means: offered ? [{ kind: 'phone', asked, ask }] : [], standing, failed };
}

export function PhonePanel({ phone: { standing, failed } }: { readonly phone: Phone }) {
  const model = standing?.models.join(', ') ?? '';
  const place = useRef<HTMLDivElement>(null);
  const asked = standing?.number !== undefined;
  useEffect(() => {
    if (asked) place.current?.scrollIntoView({ block: 'center' });
  }, [asked]);
  return (
    <div className="tight" role="status" ref={place}>
      {standing?.number === undefined ? (
        <p className="quiet">{say('phone.lead', { model })}</p>
      ) : (
        <>
          <p>{say('phone.type', { model })}</p>
          <p className="number">{standing.number}</p>
          <p className="small quiet">{say('phone.waiting')}</p>
        </>
      )}
      {failed !== undefined && <p className="note bad">{failed}</p>}
    </div>
  );
}

/** Every means to approve a request, the one in use first, with what it wants to be filled in. */
import { type ReactNode, useState } from 'react';
import type { Decision, Outcome } from './decision.ts';
import type { Entry } from './entry.ts';
import { type Means, meansOf } from './means.tsx';
import { PhonePanel, usePhone } from './phone.tsx';
import type { ApprovalRequest } from './request.ts';
import { TypedFields, typedMeans, useTyped } from './typed.tsx';

export interface Approving {
  readonly means: readonly Means[];
  /** Brings another means to the front. */
  readonly turn: (means: Means) => void;
  readonly fields: ReactNode;
}

export function useApproving(
  request: ApprovalRequest,
  login: Entry['login'],
  decision: Decision,
  finish: (outcome: Outcome) => void,
): Approving {
  const typed = useTyped(request, decision.note);
  const phone = usePhone(request, finish);
  const [chosen, setChosen] = useState(0);
  const byHand = typedMeans(request, login, typed);
  const begun = byHand.filter(({ made }) => made !== undefined);
  const others = byHand.filter(({ made }) => made === undefined);
  const all: readonly Means[] = [...begun, ...meansOf(request, login), ...phone.means, ...others];
  const first = all[chosen];
  const means = first === undefined ? all : [first, ...all.filter((one) => one !== first)];
  return {
    means,
    turn: (wanted) => setChosen(all.indexOf(wanted)),
    fields: (
      <>
        {first?.kind === 'typed' && <TypedFields means={first} typed={typed} />}
        {first?.kind === 'phone' && <PhonePanel phone={phone} />}
      </>
    ),
  };
}

/** Deciding: gather the proof, hand it to the SAM, or say no. What can be tried again becomes a note on the same page. */
import type { Evidence } from '@chancery/sam/client';
import { useCallback, useState } from 'react';
import { AskError, approve, refuse } from './ask.ts';
import { say } from './language.ts';
import { PasskeyError } from './passkey.ts';
import { type ApprovalRequest, type Problem, safeReturn, withBack } from './request.ts';

export type Outcome =
  | { readonly kind: 'approved' | 'refused' | 'reported'; readonly client: string; readonly url: string | undefined }
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface Decision {
  readonly busy: 'working' | 'sending' | undefined;
  /** What happened at the last attempt, in words. */
  readonly note: string | undefined;
  approve(gather: () => Promise<readonly Evidence[]>): Promise<void>;
  refuse(kind: 'refused' | 'reported'): Promise<void>;
}

/** `approved` takes the outcome of an approval, with the ticket where it brought one, in the place of `finish`. */
export function useDecision(
  request: ApprovalRequest,
  finish: (outcome: Outcome) => void,
  first?: string,
  approved: (outcome: Outcome, ticket: string | undefined) => void = finish,
): Decision {
  const [busy, setBusy] = useState<Decision['busy']>();
  const [note, setNote] = useState(first);
  const attempt = useCallback(
    async (work: () => Promise<void>) => {
      setNote(undefined);
      try {
        await work();
      } catch (error) {
        const problem = problemOf(error, request);
        if (problem !== undefined) finish({ kind: 'problem', problem });
        setNote(noteOf(error));
      }
      setBusy(undefined);
    },
    [request, finish],
  );
  return {
    busy,
    note,
    approve: (gather) =>
      attempt(async () => {
        setBusy('working');
        const evidence = await gather();
        setBusy('sending');
        const { returnUrl, ticket } = await approve(request.chal, evidence);
        approved(decided(request, 'approved', returnUrl), ticket);
      }),
    refuse: (kind) =>
      attempt(async () => {
        setBusy('sending');
        finish(decided(request, kind, (await refuse(request.chal)).returnUrl));
      }),
  };
}

function decided(request: ApprovalRequest, kind: 'approved' | 'refused' | 'reported', returnUrl: string): Outcome {
  return { kind, client: request.intent.clientName, url: safeReturn(request, returnUrl) };
}

/** What ends the page; everything else may be tried again. */
function problemOf(error: unknown, request: ApprovalRequest): Problem | undefined {
  if (!(error instanceof AskError)) return undefined;
  if (error.code === 'expired') return withBack('expired', request, error.reference);
  if (error.code === 'not_found') return withBack('not-found', request, error.reference);
  if (error.code === 'policy') return withBack('policy', request, error.reference);
  if (error.code === 'factor_locked') return withBack('locked', request, error.reference);
  return undefined;
}

function noteOf(error: unknown): string {
  if (error instanceof PasskeyError) return say(`note.passkey-${error.code}`);
  if (!(error instanceof AskError) || error.code === 'unreachable') return say('note.unreachable');
  const { reference } = error;
  if (error.code === 'pin_invalid') return say('note.pin-weak');
  if (error.code === 'rate') return say('note.rate', { reference });
  if (error.code === 'unavailable' || error.code === 'internal') return say('note.unavailable', { reference });
  return say('note.evidence', { reference });
}

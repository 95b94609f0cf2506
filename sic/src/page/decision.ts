/** Deciding: gather the proof, hand it to the SAM, or say no. What can be tried again becomes a note on the same page. */
import type { Evidence } from '@chancery/sam/client';
import { useCallback, useState } from 'react';
import { AskError, approve, refuse } from './ask.ts';
import { say } from './language.ts';
import type { PageMessage } from './messages.en.ts';
import { PasskeyError } from './passkey.ts';
import { type ApprovalRequest, loadRequest, type Problem, safeReturn, withBack } from './request.ts';

export type Outcome =
  | { readonly kind: 'approved' | 'refused' | 'reported'; readonly client: string; readonly url: string | undefined }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** In words, and what support finds it by. */
export interface Note {
  readonly words: string;
  readonly reference: string;
}

export interface Decision {
  readonly busy: 'working' | 'sending' | undefined;
  /** What happened at the last attempt. */
  readonly note: Note | undefined;
  approve(gather: () => Promise<readonly Evidence[]>): Promise<void>;
  refuse(kind: 'refused' | 'reported'): Promise<void>;
}

/** `approved` takes the outcome of an approval, with the ticket where it brought one, in the place of `finish`. */
export function useDecision(
  request: ApprovalRequest,
  finish: (outcome: Outcome) => void,
  first?: Note,
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
        const problem = await problemOf(error, request);
        if (problem !== undefined) finish({ kind: 'problem', problem });
        setNote(noteOf(error, request));
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
async function problemOf(error: unknown, request: ApprovalRequest): Promise<Problem | undefined> {
  if (!(error instanceof AskError)) return undefined;
  if (error.code === 'expired') return endOf(request);
  if (error.code === 'not_found') return withBack('not-found', request, error.reference);
  if (error.code === 'policy') return withBack('policy', request, error.reference);
  if (error.code === 'factor_locked') return withBack('locked', request, error.reference);
  return undefined;
}

/** What is not open any more may have been decided in another window. */
async function endOf(request: ApprovalRequest): Promise<Problem> {
  const now = await loadRequest(request.chal);
  return 'kind' in now ? now : withBack('expired', request);
}

/** Where no reference came, the challenge is one. */
function noteOf(error: unknown, { chal }: ApprovalRequest): Note {
  return { words: say(wordsOf(error)), reference: (error instanceof AskError && error.reference) || chal };
}

function wordsOf(error: unknown): PageMessage {
  if (error instanceof PasskeyError) return `note.passkey-${error.code}`;
  if (!(error instanceof AskError) || error.code === 'unreachable') return 'note.unreachable';
  if (error.code === 'pin_invalid') return 'note.pin-weak';
  if (error.code === 'rate') return 'note.rate';
  if (error.code === 'unavailable' || error.code === 'internal') return 'note.unavailable';
  return 'note.evidence';
}

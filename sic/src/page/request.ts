/** A request as the page works with it: fetched, its statement verified, its state judged. */
import type { Fetched } from '@chancery/sam/client';
import { AskError, fetchRequest, statementKeys } from './ask.ts';
import type { Intent } from './intent.ts';
import { speakOf } from './language.ts';
import { verifyStatement } from './verify.ts';
import { VerifyError } from './verify-error.ts';

export interface ApprovalRequest<I extends Intent = Intent> {
  readonly chal: string;
  readonly intent: I;
  /** ih, the challenge of every proof. */
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly kid: string;
  readonly fetched: Fetched;
  /** What to add to this device's clock to get the host's, in milliseconds. */
  readonly clock: number;
}

/** Why a page without a decision is shown; each has its words in the catalogue. */
export type ProblemKind =
  | 'not-found'
  | 'expired'
  | 'approved'
  | 'refused'
  | 'cancelled'
  | 'statement'
  | 'policy'
  | 'locked'
  | 'unreachable'
  | 'unavailable'
  | 'internal';

export interface Problem {
  readonly kind: ProblemKind;
  readonly reference?: string;
  /** Whose people are asked, where the statement could be read. */
  readonly group?: string;
  readonly back?: { readonly client: string; readonly url: string };
}

export async function loadRequest(chal: string | undefined): Promise<ApprovalRequest | Problem> {
  if (chal === undefined) return { kind: 'not-found' };
  try {
    const [fetched, { keys }] = await Promise.all([fetchRequest(chal), statementKeys()]);
    const statement = await verifyStatement(fetched.statement, keys, { chal, host: location.hostname });
    await speakOf(statement.intent);
    const request = { chal, fetched, clock: fetched.now - Date.now(), ...statement };
    return closedProblem(request) ?? request;
  } catch (error) {
    return problemOf(error);
  }
}

/** An open request whose time is over is told apart by the page itself: the SAM may not have noticed yet. */
function closedProblem(request: ApprovalRequest): Problem | undefined {
  const { state } = request.fetched;
  const over = secondsLeft(request) <= 0;
  if (state === 'open' && !over) return undefined;
  return withBack(state === 'open' ? 'expired' : state === 'activated' ? 'approved' : state, request);
}

export function secondsLeft({ intent, clock }: ApprovalRequest): number {
  return intent.exp - (Date.now() + clock) / 1000;
}

/** Without a reference of the SAM, the challenge is one: it stands in the logs of both sides. */
export function withBack(kind: ProblemKind, request: ApprovalRequest, reference = ''): Problem {
  const url = safeReturn(request, request.fetched.returnUrl);
  return {
    kind,
    reference: reference || request.chal,
    group: request.intent.group,
    ...(url === undefined ? {} : { back: { client: request.intent.clientName, url } }),
  };
}

/** Only an address the SAM signed into the statement is worth going to, and never one that runs as script. */
export function safeReturn({ intent }: ApprovalRequest, wanted: string | undefined): string | undefined {
  if (
    wanted === undefined ||
    !URL.canParse(wanted) ||
    intent.returnUrl === undefined ||
    !URL.canParse(intent.returnUrl)
  )
    return undefined;
  const url = new URL(wanted);
  return /^https?:$/.test(url.protocol) && url.origin === new URL(intent.returnUrl).origin ? url.href : undefined;
}

const kinds: Readonly<Record<AskError['code'], ProblemKind>> = {
  not_found: 'not-found',
  expired: 'expired',
  evidence_invalid: 'internal',
  factor_locked: 'locked',
  pin_invalid: 'internal',
  policy: 'policy',
  rate: 'unavailable',
  invalid: 'not-found',
  unavailable: 'unavailable',
  internal: 'internal',
  unreachable: 'unreachable',
};

function problemOf(error: unknown): Problem {
  if (error instanceof AskError) return { kind: kinds[error.code], reference: error.reference };
  if (error instanceof VerifyError) return { kind: 'statement', reference: error.code };
  return { kind: 'internal' };
}

/** The page's questions to its own host, and their refusals. */
import type { DeviceStanding, Evidence, Fetched, OtpStanding, Returned, TicketStanding } from '@chancery/sam/client';
import type { StatementKey } from './verify.ts';

export type AskCode =
  | 'not_found'
  | 'expired'
  | 'evidence_invalid'
  | 'factor_locked'
  | 'pin_invalid'
  | 'policy'
  | 'rate'
  | 'invalid'
  | 'unavailable'
  | 'internal'
  | 'unreachable';

export class AskError extends Error {
  override readonly name = 'AskError';
  readonly code: AskCode;
  readonly reference: string;

  constructor(code: AskCode, reference: string) {
    super(`the approval host said ${code}`);
    this.code = code;
    this.reference = reference;
  }
}

/** `now`: the host's clock in milliseconds, so that a wrong clock on the device shortens or lengthens nothing. */
export const fetchRequest = (chal: string) => ask<Fetched & { readonly now: number }>('/api/fetch', { chal });
export const approve = (chal: string, evidence: readonly Evidence[]) =>
  ask<Returned>('/api/approve', { chal, evidence });
export const sendOtp = (chal: string) => ask<OtpStanding>('/api/otp', { chal });
export const askPhone = (chal: string) => ask<DeviceStanding>('/api/device/ask', { chal });
export const readTicket = (ticket: string) => ask<TicketStanding>('/api/device/ticket', { ticket });
export const confirmPhone = (ticket: string) => ask<TicketStanding>('/api/device/confirm', { ticket });
export const refuse = (chal: string) => ask<{ readonly returnUrl: string }>('/api/refuse', { chal });
export const statementKeys = () => ask<{ readonly keys: readonly StatementKey[] }>('/api/statement-keys');

async function ask<Answer>(path: string, message?: unknown): Promise<Answer> {
  const answer = await fetch(path, message === undefined ? {} : post(message)).catch(() => undefined);
  if (answer === undefined) throw new AskError('unreachable', '');
  const body: unknown = await answer.json().catch(() => ({}));
  if (answer.ok) return body as Answer;
  const { error, reference } = body as { error?: AskCode; reference?: string };
  throw new AskError(error ?? 'internal', reference ?? '');
}

function post(message: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(message) };
}

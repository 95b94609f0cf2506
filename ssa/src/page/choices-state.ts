/** What the SSA leaves open, at <address of this page>/../choices.json, and what is sent back. */
import type { Place } from '@chancery/look/placed';

export interface OpenIdentity {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  /** Unix seconds. */
  readonly until: number;
}

export interface OpenDocument {
  readonly position: number;
  readonly name: string;
  readonly size: number;
  readonly url: string;
  readonly optional: boolean;
  readonly placed: boolean;
  readonly place?: Place;
}

export interface OpenChoices {
  readonly name: string;
  readonly reference: string;
  readonly identities: readonly OpenIdentity[];
  readonly documents: readonly OpenDocument[];
}

/** `over` where nothing is open any more: another window was faster, or it is too late. */
export async function fetchChoices(): Promise<OpenChoices | 'over' | 'unreachable'> {
  const answer = await fetch('choices.json', { cache: 'no-store' }).catch(() => undefined);
  if (answer?.ok) return (await answer.json().catch(() => 'unreachable')) as OpenChoices | 'unreachable';
  return answer !== undefined && answer.status < 500 ? 'over' : 'unreachable';
}

export interface Chosen {
  readonly identity?: string;
  readonly left_out: readonly number[];
  readonly places: readonly { readonly position: number; readonly place: Place }[];
}

/** True when it is kept. */
export async function sendChoices(chosen: Chosen): Promise<boolean> {
  const asJson = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(chosen) };
  return fetch('choices', asJson).then(
    ({ ok }) => ok,
    () => false,
  );
}

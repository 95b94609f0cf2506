import type { RequestState } from '@chancery/api';
import type { PastEvent } from '@chancery/store';

/** A state that a request came to. */
export interface StateChange {
  /** Unique, and the same at every node. */
  readonly id: string;
  readonly state: RequestState;
  readonly at: string;
}

/** What a request came to so far, from what was written together with each change. */
export function stateChanges(events: readonly PastEvent[]): StateChange[] {
  return events.flatMap(({ id, kind, at, detail }) => {
    const state = kind === 'request.ended' ? (detail['state'] as RequestState) : states[kind];
    return state === undefined ? [] : [{ id, state, at: at.toISOString() }];
  });
}

const states: Readonly<Record<string, RequestState>> = {
  'request.created': 'created',
  'request.prepared': 'prepared',
  'request.signing': 'signing',
  'request.approval-lost': 'prepared',
};

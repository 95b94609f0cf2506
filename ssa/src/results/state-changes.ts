import type { RequestState } from '@chancery/api';
import { type PastEvent, toldStates } from '@chancery/store';

/** A state that a request came to. */
export interface StateChange {
  /** Unique, and the same at every node. */
  readonly id: string;
  readonly request: string;
  readonly state: RequestState;
  readonly at: string;
}

/** What a request came to so far, from what was written together with each change. */
export function stateChanges(request: string, events: readonly PastEvent[]): StateChange[] {
  return events.flatMap(({ id, kind, at, detail }) => {
    const state = kind === 'request.ended' ? detail['state'] : toldStates[kind];
    return state === undefined ? [] : [{ id, request, state: state as RequestState, at: at.toISOString() }];
  });
}

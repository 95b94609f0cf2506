import type { Json } from './canonical-json.ts';

/** What officers may ask for; all of it takes others' approval. */
export const operationTypes = [
  'officer.add',
  'officer.change',
  'officer.remove',
  'trust.set',
  'trust.remove',
  'organization.stop',
  'organization.resume',
  'signer.recover',
  'signer.release',
  'keys.rewrap',
  'backup',
] as const;
export type OperationType = (typeof operationTypes)[number];

export type OperationState = 'open' | 'executed' | 'withdrawn' | 'expired';

/** `reason` is shown to those who approve. */
export type OperationRequest = { readonly type: OperationType; readonly params: Json; readonly reason: string };

/** An operation as officers see it; `paramsSha256` is b64u over the canonical `params`, times are RFC 3339. */
export type OperationInfo = {
  readonly op: string;
  readonly type: OperationType;
  readonly params: Json;
  readonly paramsSha256: string;
  readonly requestedBy: string;
  readonly reason: string;
  readonly needed: number;
  readonly approvedBy: readonly string[];
  readonly created: string;
  readonly exp: string;
  readonly state: OperationState;
};

import { CryptoModuleError } from './crypto-module-error.ts';

/** The life of a signing key. Only `active` signs; `destroyed` has no blob left. */
export type KeyState = 'generated' | 'assigned' | 'cert_pending' | 'active' | 'suspended' | 'revoked' | 'destroyed';

/** Where each state may go (EN 419 241-1, SRG_KM and SRC_SKS; destruction is open from everywhere but the grave). */
const moves: Readonly<Record<KeyState, readonly KeyState[]>> = {
  generated: ['assigned', 'destroyed'],
  assigned: ['cert_pending', 'destroyed'],
  cert_pending: ['active', 'destroyed'],
  active: ['suspended', 'revoked', 'destroyed'],
  suspended: ['active', 'revoked', 'destroyed'],
  revoked: ['destroyed'],
  destroyed: [],
};

export function isKeyState(value: unknown): value is KeyState {
  return typeof value === 'string' && Object.hasOwn(moves, value);
}

/** The policy of a key of the pool: it is nobody's yet, and no key that somebody has is under it. */
export const poolPolicy = 'pool';

/** What a transition may write once: owner, name and policy at assignment, the certificate at first activation. */
export interface Life {
  readonly state: KeyState;
  readonly owner: string | null;
  readonly keyId: string;
  readonly policy: string;
  readonly assignedAt: number | null;
  readonly certSha256: Uint8Array | null;
}
export interface TransitionSet {
  readonly owner?: string;
  readonly keyId?: string;
  readonly policy?: string;
  readonly certSha256?: Uint8Array;
}

/**
 * The life after a move. Owner, name, policy and certificate are written once and frozen: an assigned key never changes hands
 * (EN 419 221-5: a general key becomes an assigned one, and never the other way).
 * `now` in unix seconds.
 * @throws CryptoModuleError `state` when the move is not in the table, `input` when what it must write is missing or unasked
 */
export function transition(life: Life, to: KeyState, now: number, set: TransitionSet = {}): Life {
  if (!moves[life.state].includes(to))
    throw new CryptoModuleError('state', `a key ${life.state} does not become ${to}`);
  const assigned = to === 'assigned';
  if (assigned) requirePooled(life);
  const owner = written('owner', assigned, set.owner);
  const keyId = written('keyId', assigned, set.keyId);
  const policy = written('policy', assigned, set.policy);
  if (policy === poolPolicy) throw new CryptoModuleError('input', 'no owner has a key of the pool');
  const certSha256 = written('certSha256', life.state === 'cert_pending' && to === 'active', set.certSha256);
  return {
    state: to,
    owner: owner ?? life.owner,
    keyId: keyId ?? life.keyId,
    policy: policy ?? life.policy,
    assignedAt: assigned ? now : life.assignedAt,
    certSha256: certSha256 ?? life.certSha256,
  };
}

function requirePooled({ owner, policy, assignedAt, certSha256 }: Life): void {
  if (owner === null && policy === poolPolicy && assignedAt === null && certSha256 === null) return;
  throw new CryptoModuleError('state', 'not a key of the pool');
}

function written<T>(name: string, expected: boolean, value: T | undefined): T | undefined {
  if (expected === (value !== undefined)) return value;
  throw new CryptoModuleError('input', `${name} is ${expected ? 'needed' : 'not allowed'} in this transition`);
}

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

/** What a transition may write once: the owner at assignment, the certificate at first activation. */
export interface Life {
  readonly state: KeyState;
  readonly owner: string | null;
  readonly certSha256: Uint8Array | null;
}
export interface TransitionSet {
  readonly owner?: string;
  readonly certSha256?: Uint8Array;
}

/**
 * The life after a move. Owner and certificate are written once and frozen: an assigned key never changes hands.
 * @throws CryptoModuleError `state` when the move is not in the table, `input` when what it must write is missing or unasked
 */
export function transition(life: Life, to: KeyState, set: TransitionSet = {}): Life {
  if (!moves[life.state].includes(to))
    throw new CryptoModuleError('state', `a key ${life.state} does not become ${to}`);
  const owner = written('owner', to === 'assigned', set.owner);
  const certSha256 = written('certSha256', life.state === 'cert_pending' && to === 'active', set.certSha256);
  return { state: to, owner: owner ?? life.owner, certSha256: certSha256 ?? life.certSha256 };
}

function written<T>(name: string, expected: boolean, value: T | undefined): T | undefined {
  if (expected === (value !== undefined)) return value;
  throw new CryptoModuleError('input', `${name} is ${expected ? 'needed' : 'not allowed'} in this transition`);
}

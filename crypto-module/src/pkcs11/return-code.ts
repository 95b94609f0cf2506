/** Return codes of PKCS#11 and what a lane makes of them: nothing is ever repeated that a module may count or punish. */
import { CryptoModuleError } from '../crypto-module-error.ts';

export type Fault =
  /** The session or its handles are void: log in again, once. */
  | 'session'
  /** The device does not answer: another token may. */
  | 'device'
  /** The module refused this. */
  | 'refused'
  /** The PIN is not the PIN: never tried twice, for attempts are counted. */
  | 'pin';

const session = [
  'SESSION_CLOSED',
  'SESSION_HANDLE_INVALID',
  'USER_NOT_LOGGED_IN',
  'OBJECT_HANDLE_INVALID',
  'KEY_HANDLE_INVALID',
  'UNWRAPPING_KEY_HANDLE_INVALID',
  'WRAPPING_KEY_HANDLE_INVALID',
  'OPERATION_ACTIVE',
];
const device = [
  'DEVICE_ERROR',
  'DEVICE_MEMORY',
  'DEVICE_REMOVED',
  'TOKEN_NOT_PRESENT',
  'TOKEN_NOT_RECOGNIZED',
  'SLOT_ID_INVALID',
  'SESSION_COUNT',
  'HOST_MEMORY',
  'GENERAL_ERROR',
  'FUNCTION_FAILED',
  'CRYPTOKI_NOT_INITIALIZED',
];
const pin = ['PIN_INCORRECT', 'PIN_LOCKED', 'PIN_EXPIRED', 'PIN_INVALID', 'PIN_LEN_RANGE', 'USER_PIN_NOT_INITIALIZED'];

/** The name of the return code, as in `CKR_PIN_INCORRECT` without its prefix; undefined for any other error. */
export function returnCode(error: unknown): string | undefined {
  return error instanceof Error ? /CKR_([A-Z0-9_]+)/.exec(error.message)?.[1] : undefined;
}

/** Undefined for what no PKCS#11 library said. */
export function faultOf(error: unknown): Fault | undefined {
  const code = returnCode(error);
  if (code === undefined) return undefined;
  if (session.includes(code)) return 'session';
  if (device.includes(code)) return 'device';
  return pin.includes(code) ? 'pin' : 'refused';
}

/**
 * What unwrapping said of a blob: a record that is no record of ours, unless it is the key or the session that is void.
 * GENERAL_ERROR is how SoftHSM names a blob that was changed.
 */
export function unwrapError(error: unknown): unknown {
  const code = returnCode(error);
  if (code === undefined || faultOf(error) === 'session' || (faultOf(error) === 'device' && code !== 'GENERAL_ERROR'))
    return error;
  return new CryptoModuleError('record-invalid', `the blob does not unwrap (${code})`, { cause: error });
}

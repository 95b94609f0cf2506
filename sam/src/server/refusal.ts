import { CryptoModuleError, type CryptoModuleErrorCode } from '@chancery/crypto-module';
import { SamError, type SamErrorCode } from '../client/index.ts';

/** Refuses. The reason goes to the audit log only; the caller reads the code and the reference of that record. */
export function refuse(code: SamErrorCode, reason: string, cause?: unknown): never {
  throw new SamError(code, '', { message: reason, cause });
}

const codes: Readonly<Record<CryptoModuleErrorCode, SamErrorCode>> = {
  'record-invalid': 'key_state',
  state: 'key_state',
  algorithm: 'policy',
  policy: 'policy',
  input: 'invalid',
  unavailable: 'module_unavailable',
};

/** A refusal as a SamError; undefined for anything that is our own fault or a broken peer. */
export function asRefusal(error: unknown): SamError | undefined {
  if (error instanceof SamError) return error;
  if (error instanceof CryptoModuleError) {
    return new SamError(codes[error.code], '', { message: `module: ${error.code}: ${error.message}`, cause: error });
  }
  return undefined;
}

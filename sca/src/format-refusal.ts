import { AdesError, type AdesErrorCode } from '@chancery/ades';
import { ScaError, type ScaErrorCode } from './sca-error.ts';

/** The words of the formats in the words of this package, every one of them. */
const words: Readonly<Record<AdesErrorCode, ScaErrorCode>> = {
  'not-a-pdf': 'not-a-pdf',
  'not-a-cms': 'damaged',
  'not-an-xml': 'damaged',
  'not-a-container': 'damaged',
  'not-a-jws': 'damaged',
  damaged: 'damaged',
  encrypted: 'encrypted',
  password: 'encrypted',
  'too-complex': 'too-complex',
  unsupported: 'not-signable',
  locked: 'not-signable',
  'field-name': 'not-signable',
  'seed-value': 'not-signable',
  input: 'input',
  'placeholder-too-small': 'input',
  'certificate-changed': 'certificate-changed',
  'signature-invalid': 'signature-invalid',
  'time-stamp': 'input',
};

/** What `act` returns; a refusal of the formats leaves as a ScaError. */
export function translated<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw inOurWords(cause);
  }
}

/** The same for what takes its time. */
export async function translating<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw inOurWords(cause);
  }
}

function inOurWords(cause: unknown): unknown {
  return cause instanceof AdesError ? new ScaError(words[cause.code], cause.message, { cause }) : cause;
}

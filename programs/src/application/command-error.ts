/** How a command of an application ends, for people in a sentence and for programs in a number. */
import { ApiError } from '@chancery/api/client';

/** Stable: `docs/command-line.md` promises them. 130 is Ctrl-C. */
export const exitCodes = { done: 0, failed: 1, 'wrong-use': 2, 'not-signed': 3, open: 4, lower: 5 } as const;

export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(how: Exclude<keyof typeof exitCodes, 'done'>, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.exitCode = exitCodes[how];
  }
}

/** A mistake in the call: nothing was sent. */
export function wrongUse(sentence: string, cause?: unknown): CommandError {
  return new CommandError('wrong-use', sentence, { cause });
}

/** What `act` gives; a refusal of the engine leaves as a sentence with its reference. */
export async function asking<T>(act: Promise<T>): Promise<T> {
  return act.catch((cause: unknown) => {
    throw cause instanceof ApiError ? new CommandError('failed', sentenceOf(cause), { cause }) : cause;
  });
}

function sentenceOf({ code, message, reference }: ApiError): string {
  if (code === 'unreachable') return `${message}. Nothing is lost: please try again.`;
  if (code === 'oauth') return `The engine refuses this client (${message}). Are CLIENT_ID and CLIENT_SECRET right?`;
  return reference === undefined ? `The engine refuses: ${message}` : `The engine refuses: ${message} (${reference})`;
}

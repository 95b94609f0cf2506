/** A verdict was not reached: neither whole nor broken. */
export class NothingVerified extends Error {
  override readonly name = 'NothingVerified';
  readonly exitCode = 1;
}

/** By what is wrong first. */
export const exitCodes = { gap: 2, hash: 3, signature: 4, time: 5 } as const;

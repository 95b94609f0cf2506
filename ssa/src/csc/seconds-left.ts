/** `expiresIn` of a SAD whose end is in unix seconds. */
export function secondsLeft(exp: number, now: number): number {
  return Math.max(0, Math.floor(exp - now / 1000));
}

/** How much time a person gets to decide. */
export type Pace = 'usual' | 'unhurried';

const halfAnHour = 1_800;

/** For the SAM, whose usual is five minutes. */
export function lifetimeOf(pace: Pace): { readonly lifetime?: number } {
  return pace === 'unhurried' ? { lifetime: halfAnHour } : {};
}

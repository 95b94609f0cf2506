/** Which document the work was at when it failed; nothing while it is at none. */
export interface At {
  position?: number;
}

export async function atDocument<T>(at: At, position: number, work: () => Promise<T>): Promise<T> {
  at.position = position;
  const done = await work();
  delete at.position;
  return done;
}

import { ConnectorError } from '../connector-error.ts';

/** A method of something from outside, bound to it. Throws ConnectorError `configuration` when there is none. */
export function methodOf(opened: object, name: string): (...args: readonly unknown[]) => unknown {
  const method: unknown = Reflect.get(opened, name);
  if (typeof method === 'function') return (...args) => Reflect.apply(method, opened, args);
  throw new ConnectorError('configuration', `a connector from outside has no ${name}`);
}

/** What it brings, in time; whatever else it throws was no answer. Throws ConnectorError. */
export async function bounded(work: () => unknown, milliseconds: number): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), milliseconds);
  try {
    return await Promise.race([promise, work()]);
  } catch (cause) {
    if (cause instanceof ConnectorError) throw cause;
    throw new ConnectorError('unreachable', 'a connector from outside failed', { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** Octets, so many at most. Throws ConnectorError `malformed`. */
export function requireOctets(value: unknown, largest: number): Uint8Array {
  if (value instanceof Uint8Array && value.length <= largest) return value;
  throw new ConnectorError('malformed', 'a connector from outside brought no octets, or too many');
}

/** What has to be done to an engine so that it is as a file says. */
import { isDeepStrictEqual } from 'node:util';
import type { Thing } from './things.ts';

export type Step =
  | { readonly act: 'create'; readonly wanted: Thing }
  | {
      readonly act: 'change';
      readonly wanted: Thing;
      readonly present: Thing;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | { readonly act: 'remove'; readonly present: Thing };

/** In the order in which it can be done: what is made first holds what is made later, and goes last. */
export function difference(wanted: readonly Thing[], present: readonly Thing[]): Step[] {
  const found = new Map(present.map((one) => [one.place, one]));
  const steps = wanted.flatMap((one): Step[] => {
    const there =
      found.get(one.place) ?? present.find(({ kind, id }) => kind === one.kind && id !== undefined && id === one.id);
    if (there === undefined) return [{ act: 'create', wanted: one }];
    found.delete(there.place);
    const fields = differing(one, there);
    return Object.keys(fields).length === 0 ? [] : [{ act: 'change', wanted: one, present: there, fields }];
  });
  return [...steps, ...[...found.values()].reverse().map((one) => ({ act: 'remove', present: one }) as const)];
}

/** Of what the file says: what it does not say is as it is. */
function differing({ fields }: Thing, present: Thing): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !isDeepStrictEqual(value, present.fields[name])),
  );
}

/** One line for people: `+ groups Banks`, `~ idps https://login.example: label`, `- clients old`. */
export function told(step: Step): string {
  if (step.act === 'create') return `+ ${step.wanted.place}`;
  if (step.act === 'remove') return `- ${step.present.place}`;
  return `~ ${step.wanted.place}: ${Object.keys(step.fields).join(', ')}`;
}

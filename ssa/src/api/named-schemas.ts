import { schemas } from '@chancery/api';

/** A schema is known by what it says, so that an optional copy of it is still the same. */
const names = new Map(Object.entries(schemas).map(([name, schema]) => [JSON.stringify(schema), name]));

/** The same with every part that has a name replaced by a reference. */
export function referring(value: unknown): unknown {
  const name = names.get(JSON.stringify(value) ?? '');
  return name === undefined ? withoutNamed(value) : { $ref: `#/components/schemas/${name}` };
}

function withoutNamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, referring(member)]));
}

/** All of them, for the components of the description. */
export function named(): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutNamed(schema)]));
}

/**
 * The whole configuration of an installation as a file: groups, what they use, who asks in them. Things are known by what people call them
 * (a group and a provider by name, an application by name or id, an authority by its address); secrets are references to files.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Client, NewCa, NewClient, NewGroup, NewIdp, NewProvider, NewTsa, NewWebhook, Tsa } from '@chancery/api';
import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import { wrongUse } from '../application/command-error.ts';
import { closed } from '../configuration.ts';

const file = Type.Optional(Type.String({ minLength: 1 }));
/** Where the secret of a new one goes. */
const secret_file = file;

/** What the API takes when one is made; it belongs to what it stands in, and its secrets are files. */
function fieldsOf<P extends TProperties, Without extends keyof P>(
  { properties }: TObject<P>,
  ...without: readonly Without[]
): Omit<P, Without> {
  const others = new Set<PropertyKey>(without);
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !others.has(name))) as Omit<P, Without>;
}

const Hook = Type.Object({ ...NewWebhook.properties, secret_file }, closed);
const Application = Type.Object(
  {
    ...fieldsOf(NewClient, 'provider'),
    /** Where it has no name. */
    id: Type.Optional(Client.properties.id),
    secret_file,
    webhooks: Type.Optional(Type.Array(Hook)),
  },
  closed,
);
const ServiceProvider = Type.Object(
  { ...fieldsOf(NewProvider, 'group'), clients: Type.Optional(Type.Array(Application)) },
  closed,
);
const IdentityProvider = Type.Object(
  { ...fieldsOf(NewIdp, 'group', 'client_secret'), client_secret_file: file },
  closed,
);
const Authority = Type.Object({ ...fieldsOf(NewCa, 'group', 'token'), token_file: file }, closed);
const TimeStamping = Type.Object(
  { ...fieldsOf(NewTsa, 'group', 'credentials'), user: Tsa.properties.user, password_file: file },
  closed,
);
/** The engine judges it; the logo is a file beside this one, or its base64 as exported. */
const Branding = Type.Object({ logo: Type.Optional(Type.Object({ file, png: file, text: file }, closed)) });
const Group = Type.Object(
  {
    ...NewGroup.properties,
    branding: Type.Optional(Branding),
    idps: Type.Optional(Type.Array(IdentityProvider)),
    cas: Type.Optional(Type.Array(Authority)),
    tsas: Type.Optional(Type.Array(TimeStamping)),
    providers: Type.Optional(Type.Array(ServiceProvider)),
  },
  closed,
);
export const Installation = Type.Object({ groups: Type.Array(Group) }, closed);
export type Installation = Static<typeof Installation>;

/** Throws CommandError with one line for each mistake. */
export function readInstallation(file: string): Installation {
  const value = parsed(file);
  const check = Compile(Installation);
  if (check.Check(value)) return { groups: value.groups.map((group) => withLogo(group, file)) };
  const lines = check.Errors(value).map(({ instancePath, message }) => `${file}: ${instancePath || '/'} ${message}`);
  throw wrongUse([...new Set(lines)].join('\n'));
}

function withLogo(group: Installation['groups'][number], file: string): Installation['groups'][number] {
  const { file: named, ...logo } = group.branding?.logo ?? {};
  if (named === undefined) return group;
  const png = readLogo(resolve(dirname(file), named), group.name).toString('base64');
  return { ...group, branding: { ...group.branding, logo: { png, ...logo } } };
}

function readLogo(path: string, group: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw wrongUse(`groups ${group}: its logo cannot be read from ${path}.`, cause);
  }
}

function parsed(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw wrongUse(`${file} cannot be read: ${(cause as Error).message}`, cause);
  }
}

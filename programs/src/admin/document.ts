/**
 * The whole configuration of an installation as a file: groups, what they use, who asks in them. Things are known by what people call them
 * (a group and a provider by name, an application by name or id, an authority by its address); secrets are references to files.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import { wrongUse } from '../application/command-error.ts';
import { closed } from '../configuration.ts';

const text = Type.String({ minLength: 1 });
const maybe = Type.Optional(text);

const Hook = Type.Object(
  {
    url: text,
    events: Type.Optional(Type.Array(text)),
    /** Where the secret of a new one goes. */
    secret_file: maybe,
  },
  closed,
);
const Application = Type.Object(
  {
    name: maybe,
    id: maybe,
    redirect_uris: Type.Optional(Type.Array(text)),
    scopes: Type.Optional(Type.Array(text)),
    response_uris: Type.Optional(Type.Array(text)),
    token_endpoint_auth_method: maybe,
    application_type: maybe,
    resource_server: Type.Optional(Type.Boolean()),
    accounts: maybe,
    compatibility: Type.Optional(Type.Boolean()),
    required_acr_values: Type.Optional(Type.Array(text)),
    required_max_age: Type.Optional(Type.Integer()),
    jwks: Type.Optional(Type.Object({})),
    /** Where the secret of a new one goes. */
    secret_file: maybe,
    webhooks: Type.Optional(Type.Array(Hook)),
  },
  closed,
);
const ServiceProvider = Type.Object(
  {
    name: text,
    quota: Type.Optional(Type.Record(text, Type.Integer({ minimum: 0 }))),
    clients: Type.Optional(Type.Array(Application)),
  },
  closed,
);
const IdentityProvider = Type.Object(
  { issuer: text, client_id: text, label: text, acr: maybe, client_secret_file: maybe },
  closed,
);
const Authority = Type.Object({ type: text, url: text, token_file: maybe }, closed);
const TimeStamping = Type.Object(
  { url: text, policy: maybe, roots: Type.Array(text), user: maybe, password_file: maybe },
  closed,
);
/** The engine judges it; the logo is a file beside this one, or its base64 as exported. */
const Branding = Type.Object({ logo: Type.Optional(Type.Object({ file: maybe, png: maybe, text: maybe }, closed)) });
const Group = Type.Object(
  {
    name: text,
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

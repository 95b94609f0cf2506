/** What a file says and what an engine has, as the same list of things: each of a kind, by its place, with its plain fields. */
import type { AdminClient } from '@chancery/api/client';
import { CommandError } from '../application/command-error.ts';
import type { Installation } from './document.ts';

export type ThingKind = 'groups' | 'idps' | 'cas' | 'tsas' | 'providers' | 'clients' | 'webhooks';

export interface Thing {
  readonly kind: ThingKind;
  /** Where it is, as people read it: `groups Banks / providers Banco Norte / clients web`. */
  readonly place: string;
  /** The place of what it belongs to. */
  readonly within?: string;
  /** What can be compared: no secret is among it. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Which files hold its secrets, by the name of the field. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the engine calls it. */
  readonly id?: string;
}

type Parts = Omit<Thing, 'kind' | 'place' | 'within'>;

function thing(kind: ThingKind, name: string, within: string | undefined, parts: Parts): Thing {
  const place = `${within === undefined ? '' : `${within} / `}${kind} ${name}`;
  return { kind, place, ...(within === undefined ? {} : { within }), ...parts };
}

/** In the order in which they can be made. */
export function thingsOfFile({ groups }: Installation): Thing[] {
  return unique(
    groups.flatMap(({ name, branding, idps = [], cas = [], tsas = [], providers = [] }) => {
      const group = thing('groups', name, undefined, { fields: { name, ...(branding && { branding }) } });
      return [
        group,
        ...idps.map((one) => ofIdp(group.place, one)),
        ...cas.map(({ token_file: token, ...fields }) =>
          thing('cas', fields.url, group.place, { fields, files: named({ token }) }),
        ),
        ...tsas.map((one) => ofTsa(group.place, one)),
        ...providers.flatMap((one) => ofProvider(group.place, one)),
      ];
    }),
  );
}

type GroupInFile = Installation['groups'][number];
type Member<K extends keyof GroupInFile> = NonNullable<GroupInFile[K]> extends readonly (infer M)[] ? M : never;

function ofIdp(within: string, { client_secret_file: client_secret, ...fields }: Member<'idps'>): Thing {
  return thing('idps', fields.issuer, within, { fields, files: named({ client_secret }) });
}

function ofTsa(within: string, { password_file: password, ...fields }: Member<'tsas'>): Thing {
  return thing('tsas', fields.url, within, { fields, files: named({ password }) });
}

function ofProvider(within: string, { clients = [], ...fields }: Member<'providers'>): Thing[] {
  const provider = thing('providers', fields.name, within, { fields });
  return [provider, ...clients.flatMap((one) => ofClient(provider.place, one))];
}

type ClientInFile = NonNullable<Member<'providers'>['clients']>[number];

function ofClient(within: string, { secret_file: secret, id, webhooks = [], ...own }: ClientInFile): Thing[] {
  const known = id === undefined ? {} : { id };
  const client = thing('clients', own.name ?? id ?? '', within, { fields: own, files: named({ secret }), ...known });
  const ofWebhook = ({ secret_file, ...fields }: (typeof webhooks)[number]) =>
    thing('webhooks', fields.url, client.place, { fields, files: named({ secret: secret_file }) });
  return [client, ...webhooks.map(ofWebhook)];
}

function named(files: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** All that an engine has. */
export async function thingsOfEngine(admin: AdminClient): Promise<Thing[]> {
  const [groups, idps, cas, tsas, providers, clients, webhooks] = await Promise.all([
    ...([admin.groups.list(), admin.idps.list(), admin.cas.list()] as const),
    ...([admin.tsas.list(), admin.providers.list(), admin.clients.list(), admin.webhooks.list()] as const),
  ]);
  // A file says with `{}` that there is none.
  const placed = groups.map(({ id, name, branding = {} }) =>
    thing('groups', name, undefined, { id, fields: { name, branding } }),
  );
  const within = new Map(placed.map(({ id = '', place }) => [id, place]));
  const ofGroup =
    <O extends { readonly id: string; readonly group: string }>(kind: ThingKind, nameOf: (one: O) => string) =>
    ({ id, group, ...fields }: O) =>
      thing(kind, nameOf({ id, group, ...fields } as O), within.get(group) ?? group, { id, fields });
  const asking = providers.map(ofGroup('providers', ({ name }: (typeof providers)[number]) => name));
  for (const { id = '', place } of asking) within.set(id, place);
  const registered = clients.map(({ id, provider, ...fields }) =>
    thing('clients', fields.name ?? id, within.get(provider) ?? provider, { id, fields }),
  );
  for (const { id = '', place } of registered) within.set(id, place);
  return unique([
    ...placed,
    ...idps.map(ofGroup('idps', ({ issuer }: (typeof idps)[number]) => issuer)),
    ...cas.map(ofGroup('cas', ({ url }: (typeof cas)[number]) => url)),
    ...tsas.map(ofGroup('tsas', ({ url }: (typeof tsas)[number]) => url)),
    ...asking,
    ...registered,
    ...webhooks.map(({ id, client, created_at: _made, ...fields }) =>
      thing('webhooks', fields.url, within.get(client) ?? client, { id, fields }),
    ),
  ]);
}

function unique(things: readonly Thing[]): Thing[] {
  const places = things.map(({ place }) => place);
  const twice = places.find((place, i) => places.indexOf(place) !== i);
  if (twice !== undefined)
    throw new CommandError('failed', `Two are called ${twice}. Give each a name of its own first.`);
  return [...things];
}

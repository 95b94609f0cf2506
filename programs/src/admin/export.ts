import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { asking } from '../application/command-error.ts';
import { type AdminOption, openAdmin } from './settings.ts';
import { type Thing, type ThingKind, thingsOfEngine } from './things.ts';

/** Prints what `apply` reads. Secrets are references: the files have to be put there before it is applied to another engine. */
export async function exportInstallation(options: AdminOption): Promise<void> {
  const things = await asking(thingsOfEngine(openAdmin(options)));
  process.stdout.write(stringify(written(things), { lineWidth: 0 }));
}

function written(things: readonly Thing[]) {
  const inside = (place: string, kind: ThingKind) => things.filter((one) => one.within === place && one.kind === kind);
  const listed = (place: string, kind: ThingKind, show: (one: Thing) => object = shown) => {
    const own = inside(place, kind).map(show);
    return own.length === 0 ? {} : { [kind]: own };
  };
  const provider = (one: Thing) => ({ ...one.fields, ...listed(one.place, 'clients', client) });
  const client = (one: Thing) => ({ ...shown(one), ...listed(one.place, 'webhooks') });
  const groups = things.filter(({ kind }) => kind === 'groups');
  return {
    groups: groups.map(({ place, fields: { branding = {}, ...fields } }) => ({
      ...fields,
      ...(isDeepStrictEqual(branding, {}) ? {} : { branding }),
      ...listed(place, 'idps'),
      ...listed(place, 'cas'),
      ...listed(place, 'tsas'),
      ...listed(place, 'providers', provider),
    })),
  };
}

/** An application without a name is known by its id. */
function shown({ kind, place, fields, id }: Thing): object {
  const secret = secretField(kind, fields);
  const file = `secrets/${place.replace(/[^A-Za-z0-9]+/g, '-')}`;
  return {
    ...(kind === 'clients' && fields['name'] === undefined ? { id } : {}),
    ...fields,
    ...(secret === undefined ? {} : { [secret]: file }),
  };
}

function secretField(kind: ThingKind, fields: Thing['fields']): string | undefined {
  if (kind === 'idps') return 'client_secret_file';
  if (kind === 'cas') return 'token_file';
  if (kind === 'tsas') return fields['user'] === undefined ? undefined : 'password_file';
  if (kind === 'webhooks') return 'secret_file';
  const method = String(fields['token_endpoint_auth_method'] ?? 'client_secret_basic');
  return kind === 'clients' && method.startsWith('client_secret') ? 'secret_file' : undefined;
}

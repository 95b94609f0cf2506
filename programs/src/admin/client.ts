import { writeFileSync } from 'node:fs';
import type { NewClient } from '@chancery/api';
import type { AdminClient } from '@chancery/api/client';
import { asking, wrongUse } from '../application/command-error.ts';
import { type AdminOption, openAdmin, originIn } from './settings.ts';

interface ClientOptions extends AdminOption {
  readonly provider: string;
  readonly name?: string;
  readonly redirectUri?: readonly string[];
  readonly scope?: readonly string[];
  readonly authMethod?: string;
  readonly native?: boolean;
  readonly out?: string;
}

/** Prints, or writes, the file that `--client` of the other commands reads. */
export async function createClient(options: ClientOptions): Promise<void> {
  const admin = openAdmin(options);
  const provider = await asking(providerCalled(admin, options.provider));
  const { id, secret } = await asking(admin.clients.create({ provider, ...wanted(options) }));
  const lines = [`CHANCERY=${originIn(options)}`, `CLIENT_ID=${id}`, ...(secret ? [`CLIENT_SECRET=${secret}`] : [])];
  const text = `${lines.join('\n')}\n`;
  if (options.out === undefined) process.stdout.write(text);
  else writeFileSync(options.out, text, { mode: 0o600, flag: 'wx' });
}

function wanted({ name, redirectUri, scope, authMethod, native }: ClientOptions): Omit<NewClient, 'provider'> {
  const given = { name, redirect_uris: redirectUri, scopes: scope, token_endpoint_auth_method: authMethod };
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  // The engine judges the words.
  return { ...Object.fromEntries(said), ...(native ? { application_type: 'native' } : {}) };
}

async function providerCalled(admin: AdminClient, name: string): Promise<string> {
  const found = (await admin.providers.list()).filter((one) => one.id === name || one.name === name);
  if (found.length === 1 && found[0]) return found[0].id;
  throw wrongUse(
    found.length === 0 ? `No service provider is called ${name}.` : `Several are called ${name}: give its id.`,
  );
}

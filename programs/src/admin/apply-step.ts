/** One step of an application of a file, over the administration API. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AdminClient } from '@chancery/api/client';
import { CommandError } from '../application/command-error.ts';
import type { Step } from './difference.ts';
import type { Thing, ThingKind } from './things.ts';

/** The ids of what is there, by place; `file` is where the paths of secrets count from. */
export interface Applying {
  readonly admin: AdminClient;
  readonly file: string;
  readonly ids: Map<string, string>;
}

type Kind = {
  create(wanted: object): Promise<{ readonly id: string; readonly secret?: string }>;
  change(id: string, change: object): Promise<unknown>;
  remove(id: string): Promise<void>;
};

export async function applyStep(step: Step, applying: Applying): Promise<void> {
  const { kind } = step.act === 'remove' ? step.present : step.wanted;
  const api = applying.admin[kind] as unknown as Kind;
  if (step.act === 'remove') return api.remove(step.present.id ?? '');
  if (step.act === 'change') return void (await api.change(step.present.id ?? '', changed(step, applying)));
  const made = await api.create({ ...owner(step.wanted, applying), ...written(step.wanted, applying) });
  applying.ids.set(step.wanted.place, made.id);
  if (made.secret !== undefined) keepSecret(step.wanted, made.secret, applying);
}

const owners: Partial<Record<ThingKind, string>> = { clients: 'provider', webhooks: 'client' };

function owner({ kind, within }: Thing, { ids }: Applying): object {
  return within === undefined ? {} : { [owners[kind] ?? 'group']: ids.get(within) };
}

function changed(step: Step & { act: 'change' }, applying: Applying): object {
  const whole = written(step.wanted, applying);
  const names = [...Object.keys(step.fields), ...secretNames(step.wanted)];
  const asked = Object.entries(whole).filter(([name]) => names.includes(name) || name === 'credentials');
  return Object.fromEntries(asked.filter(([name]) => !['type', 'issuer'].includes(name)));
}

/** The fields of the API: secrets read from where the file says that they are. */
function written(thing: Thing, applying: Applying): Record<string, unknown> {
  const { user, ...fields } = thing.fields;
  const secrets = Object.fromEntries(secretNames(thing).map((name) => [name, secretOf(thing, name, applying)]));
  if (thing.kind !== 'tsas') return { ...fields, ...secrets };
  const { password } = secrets;
  return { ...fields, ...(user === undefined ? {} : { credentials: { user, password } }) };
}

/** The secrets of an application and of a webhook are made by the engine. */
function secretNames({ kind, files = {} }: Thing): string[] {
  return kind === 'clients' || kind === 'webhooks' ? [] : Object.keys(files);
}

function secretOf({ place, files = {} }: Thing, name: string, { file }: Applying): string {
  const path = resolve(dirname(file), files[name] ?? '');
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new CommandError('failed', `${place}: its ${name} cannot be read from ${path}.`, { cause });
  }
}

function keepSecret({ place, files = {} }: Thing, secret: string, { file }: Applying): void {
  const path = resolve(dirname(file), files['secret'] ?? `secrets/${place.replace(/[^A-Za-z0-9]+/g, '-')}`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${secret}\n`, { mode: 0o600 });
  process.stderr.write(`${place}: its secret is in ${path}\n`);
}

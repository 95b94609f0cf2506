/** `npm start`: the whole engine, kept running, with people and a service provider to try it with. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Running, sandboxPeople, startDemoProvider, startInbox } from '@chancery/sandbox';
import { lockFolder } from '@chancery/store';
import { clientOf, type Provider, registerProvider } from './demo/provider.ts';
import { type Engine, startEngine } from './engine.ts';
import { stopWith } from './lifetime.ts';
import { buildPages } from './pages.ts';

export interface SandboxOptions {
  readonly port: number;
  readonly data: string;
  readonly json?: boolean;
}

export async function startSandbox({ port, data, json }: SandboxOptions): Promise<void> {
  const folder = resolve(data);
  const unlock = lockFolder(folder);
  try {
    await buildPages((line) => process.stderr.write(`${line}\n`));
    const engine = await startEngine({ folder, port, log: (line) => process.stderr.write(`${line}\n`) });
    const around: Running[] = [];
    stopWith(async () => {
      await Promise.all([engine.stop(), ...around.map((server) => server.close())]);
      unlock();
    });
    for (const child of engine.children.values()) child.onUnexpectedEnd((why) => process.stderr.write(`${why}\n`));
    const provider = await firstStart(engine);
    around.push(...(await startAround(engine, provider)));
    announce(engine, provider, json === true);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Those who stand on the other side: the demo service provider, and the inbox where messages end. */
function startAround({ data, origins: at }: Engine, { clientId, clientSecret }: Provider): Promise<Running[]> {
  const bank = { folder: data.path('demo'), port: at.port + 4, ssaOrigin: at.ssa, clientId, clientSecret };
  return Promise.all([startDemoProvider(bank), startInbox({ folder: data.path('inbox'), port: at.port + 5 })]);
}

/** Registers provider and people once; the second start finds them. */
async function firstStart(engine: Engine): Promise<Provider> {
  const file = engine.data.path('demo-client.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Provider;
  const provider = await registerProvider(engine.data, engine.origins, 'Banco Norte', [
    `${engine.origins.demo}/signed`,
  ]);
  const client = clientOf(engine.origins, provider);
  for (const { sub, name } of sandboxPeople) {
    await client.accounts.create({ name, link: { issuer: engine.origins.idp, subject: sub } });
  }
  writeFileSync(file, JSON.stringify(provider), { mode: 0o600 });
  return provider;
}

function announce({ origins: at }: Engine, { clientId, clientSecret }: Provider, json: boolean): void {
  const addresses = { ssa: at.ssa, docs: `${at.ssa}/docs`, demo: at.demo, inbox: at.inbox, clientId, clientSecret };
  if (json) return void process.stdout.write(`${JSON.stringify(addresses)}\n`);
  process.stdout.write(`
Chancery is running. Signatures made here have no legal effect. Ctrl-C stops everything.

  Try it        ${at.demo}   upload a PDF, sign it, see it signed
  Messages      ${at.inbox}
  API           ${at.ssa}/docs
  Client        ${clientId}   secret ${clientSecret}
  People        ${sandboxPeople.map(({ username }) => `${username} / ${username}`).join(', ')}
`);
}

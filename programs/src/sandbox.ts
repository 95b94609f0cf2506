/** `npm start`: the whole engine, kept running, with people and a service provider to try it with. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ApiError } from '@chancery/api/client';
import { toPem } from '@chancery/pki';
import { sandboxPeople, startDemoProvider, startInbox } from '@chancery/sandbox';
import { lockFolder } from '@chancery/store/lock';
import { clientOf, type Provider, registerProvider } from './demo/provider.ts';
import { type Engine, startEngine } from './engine.ts';
import { type EngineData, enginePorts, type Origins } from './engine-data.ts';
import { type Installation, keepInstallation, openInstallation } from './installation.ts';
import { announceReady, beforeLeaving, leave } from './lifetime.ts';
import { buildPages } from './pages.ts';
import { assertPortsFree } from './ports.ts';
import { DamagedError, writePrivate } from './private-file.ts';
import { embedded } from './topology.ts';

export interface SandboxOptions {
  readonly port?: number;
  readonly https?: boolean;
  readonly legacy?: boolean;
  readonly data: string;
  readonly json?: boolean;
}

const usualPort = 8400;
const say = (line: string) => process.stderr.write(`${line}\n`);

export async function startSandbox(options: SandboxOptions): Promise<void> {
  const folder = resolve(options.data);
  const unlock = lockFolder(folder);
  beforeLeaving(async () => unlock());
  const installation = openInstallation(folder, options, usualPort);
  await assertPortsFree(installation.port, enginePorts);
  await buildPages(say);
  const { port, https = false } = installation;
  const algorithms = options.legacy ? { legacyInsecureRsaSha1: true, legacyRsaSha224: true } : undefined;
  const engine = await startEngine({ folder, port, log: say, topology: { ...embedded(port), https }, algorithms });
  for (const child of engine.children.values()) child.onUnexpectedEnd(stopAll);
  const provider = await providerOf(engine, installation);
  await startAround(engine, provider);
  announce(engine, provider, options.json === true);
  announceReady();
}

/** An engine without one of its parts would only answer with errors. */
function stopAll(why: string): void {
  say(`${why} Chancery stops; start it again with npm start.`);
  void leave(1);
}

/** Those who stand on the other side: the demo service provider, and the inbox where messages end. */
async function startAround({ data, origins: at }: Engine, { clientId, clientSecret }: Provider): Promise<void> {
  const bank = { folder: data.path('demo'), port: at.port + 4, ssaOrigin: at.ssa, clientId, clientSecret };
  const around = await Promise.all([
    startDemoProvider(bank),
    startInbox({ folder: data.path('inbox'), port: at.port + 5, gateway: data.sockets.messages }),
  ]);
  beforeLeaving(async () => void (await Promise.all(around.map((server) => server.close()))));
}

/** Registers provider and people once; every later start finds them. */
async function providerOf(engine: Engine, installation: Installation): Promise<Provider> {
  if (installation.provider) return requireKnown(engine, installation.provider);
  const { data, origins: at } = engine;
  const provider = await registerProvider(data, at, 'Banco Norte', [`${at.demo}/signed`, ownProgram(at)]);
  const client = clientOf(at, provider);
  for (const { sub, name } of sandboxPeople) {
    await client.accounts.create({ name, link: { issuer: at.idp, subject: sub } }).catch(ignoreExisting);
  }
  keepInstallation(data.folder, { ...installation, provider });
  return provider;
}

/** Where the browser comes back to a program that somebody tries out; nothing of ours listens there. */
function ownProgram({ port }: Origins): string {
  return `http://127.0.0.1:${port + enginePorts}/approved`;
}

/** A first start that was interrupted may have come as far as this. */
function ignoreExisting(error: unknown): void {
  if (!(error instanceof ApiError && error.code === 'conflict')) throw error;
}

async function requireKnown({ data, origins: at }: Engine, provider: Provider): Promise<Provider> {
  await clientOf(at, provider)
    .token()
    .catch((cause) => {
      const detail = 'the database does not know its client';
      throw new DamagedError(`The data folder ${data.folder}`, { detail, cause });
    });
  return provider;
}

/** What curl and Node read to believe the sandbox's root. */
function believing(data: EngineData): string[] {
  const root = data.path('root.pem');
  writeFileSync(root, toPem('CERTIFICATE', readFileSync(data.path('root.der'))));
  return ['CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'].map((name) => `export ${name}='${root}'`);
}

function announce({ data, origins: at }: Engine, { clientId, clientSecret }: Provider, json: boolean): void {
  const lines = [
    `CHANCERY=${at.ssa}`,
    `CLIENT_ID=${clientId}`,
    `CLIENT_SECRET=${clientSecret}`,
    `DEMO=${at.demo}`,
    `ROOT=${at.ca}/root.pem`,
    `ANA='${at.idp}#${sandboxPeople[0]?.sub}'`,
    `REDIRECT_URI=${ownProgram(at)}`,
    `HOOK=${at.webhook}/in`,
    ...(at.ssa.startsWith('https:') ? believing(data) : []),
  ];
  writePrivate(data.path('client.env'), lines.join('\n'));
  const operators = [`CHANCERY=${at.ssa}`, `ADMIN_TOKEN=${data.secret('admin-token')}`];
  writePrivate(data.path('admin.env'), operators.join('\n'));
  const addresses = {
    ssa: at.ssa,
    docs: `${at.ssa}/docs`,
    demo: at.demo,
    inbox: at.inbox,
    tsa: at.tsa,
    clientId,
    clientSecret,
  };
  if (json) return void process.stdout.write(`${JSON.stringify(addresses)}\n`);
  process.stdout.write(`
Chancery is running. Signatures made here have no legal effect. Ctrl-C stops everything.

  Try it        ${at.demo}   upload a PDF, sign it, see it signed
  People        ${sandboxPeople.map(({ username }) => `${username} / ${username}`).join(', ')}
  Messages      ${at.inbox}
  API           ${at.ssa}/docs
  Time-stamps   ${at.tsa}
  Client        ${clientId}
  Secret        ${clientSecret}
  For curl      . '${data.path('client.env')}'
  Operators     chancery admin … --admin '${data.path('admin.env')}'
`);
}

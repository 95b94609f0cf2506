/** The whole engine for a suite: every process of the architecture, the sandbox around it, an application and its people. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChanceryClient } from '@chancery/api/client';
import { type Person, type SignerBrowser, sandboxPeople, signerBrowser } from '@chancery/sandbox';
import { clientOf, type Provider, registerProvider } from '../../programs/src/demo/provider.ts';
import { type Engine, type EngineOptions, startEngine } from '../../programs/src/engine.ts';
import { buildPages } from '../../programs/src/pages.ts';
import { embedded } from '../../programs/src/topology.ts';
import { folderOfDatabase } from '../database-template.ts';
import { freePorts } from '../free-ports.ts';

export interface World {
  readonly engine: Engine;
  readonly provider: Provider;
  readonly client: ChanceryClient;
  /** Of the application: a page that says nothing. */
  readonly redirectUri: string;
  close(): Promise<void>;
}

type Setting = Partial<Omit<EngineOptions, 'folder'>>;

/** On embedded databases, with the people of the sandbox, unless told. */
export async function openWorld({ port: given, ...setting }: Setting = {}): Promise<World> {
  await buildPages(() => undefined);
  const folder = mkdtempSync(join(tmpdir(), 'chancery-integration-'));
  const application = await startApplication();
  const port = given ?? (await freePorts());
  const { databases } = setting.topology ?? embedded(port);
  if ('folder' in databases.sam) await folderOfDatabase(join(folder, 'sam-db'), 'sam');
  if ('folder' in databases.ssa) await folderOfDatabase(join(folder, 'ssa-db'), 'ssa');
  const engine = await startEngine({ folder, port, ...setting });
  const { redirectUri } = application;
  const provider = await registerProvider(engine.data, engine.origins, 'Banco Norte', [redirectUri]);
  const close = async () => {
    await engine.stop();
    application.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { engine, provider, client: clientOf(engine.origins, provider), redirectUri, close };
}

async function startApplication() {
  const server = createServer((_request, response) => response.end('the application'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { redirectUri: `http://127.0.0.1:${port}/callback`, close: () => server.close() };
}

export function person(username: string): Person {
  const found = sandboxPeople.find((one) => one.username === username);
  if (found === undefined) throw new Error(`nobody is called ${username}`);
  return found;
}

export interface Enrolled {
  readonly account: string;
  readonly person: Person;
  /** Holds the passkey. */
  readonly signer: SignerBrowser;
}

/** An account, linked, enrolled with a software passkey; with a name and a password for auth/login where given. */
export async function enrol(
  { client, engine: { origins: at } }: World,
  who: Person,
  csc?: { readonly login: string; readonly password: string },
): Promise<Enrolled> {
  const link = { issuer: at.idp, subject: who.sub };
  const { id: account } = await client.accounts.create({ name: who.name, link, ...(csc ? { csc } : {}) });
  const signer = signerBrowser({ sicOrigin: at.sic });
  await signer.approve((await client.enrollments.create({ account })).url, who);
  return { account, person: who, signer };
}

type Wanted = Omit<Parameters<ChanceryClient['identities']['create']>[0], 'account'>;

/** The credentialID of a new key that its person has agreed to. */
export async function createKey({ client }: World, owner: Enrolled, wanted: Wanted): Promise<string> {
  const { id, url } = await client.identities.create({ account: owner.account, ...wanted });
  await owner.signer.approve(url, owner.person);
  const { credential } = await client.identities.get(id);
  if (credential === undefined) throw new Error('the key was not made');
  return credential.id;
}

/** One call of CSC, of v1 unless told: every answer is JSON or empty. */
export async function csc(
  { engine }: World,
  method: string,
  body: object,
  authorization: string,
  dialect: 'v1' | 'v2' = 'v1',
) {
  const answer = await fetch(`${engine.origins.ssa}/csc/${dialect}/${method}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  const { status, headers } = answer;
  return { status, headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** The whole engine on one machine: every process of the architecture, embedded databases, sandbox servers around it. */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Child, startChild } from './children.ts';
import { type EngineData, type Origins, openEngineData, origins } from './engine-data.ts';
import { assertPortsFree } from './ports.ts';

export interface Engine {
  readonly data: EngineData;
  readonly origins: Origins;
  /** The root certificate of the sandbox authority, DER. */
  readonly root: Uint8Array;
  readonly children: ReadonlyMap<string, Child>;
  /** Starts a process again that was stopped or killed. */
  restart(name: 'sam' | 'sic' | 'ssa'): Promise<void>;
  stop(): Promise<void>;
}

export interface EngineOptions {
  readonly folder: string;
  readonly port: number;
  readonly log?: (line: string) => void;
}

/** Resolves when every process is ready; on any failure none is left. */
export async function startEngine({ folder, port, log }: EngineOptions): Promise<Engine> {
  await assertPortsFree(port, 6);
  const data = openEngineData(folder);
  const at = origins(port);
  const children = new Map<string, Child>();
  const start = async (name: string, ...args: string[]) => {
    children.set(name, await startChild(name, args, log));
  };
  const stop = async () => {
    await Promise.all([...children.values()].map((child) => child.stop()));
    rmSync(dirname(data.sockets.ssa), { recursive: true, force: true });
  };
  try {
    await start('sandbox', 'sandbox', 'servers', '--config', configureSandbox(data, at));
    const facts = children.get('sandbox')?.facts ?? {};
    writeFileSync(data.path('idp.jwks.json'), JSON.stringify(facts['jwks']));
    const root = new Uint8Array(Buffer.from(String(facts['root']), 'base64'));
    writeFileSync(data.path('root.der'), root);
    const configurations = configureEngine(data, at, String(facts['authorizeUrl']));
    const restart = (name: 'sam' | 'sic' | 'ssa') => start(name, name, '--config', configurations[name]);
    await restart('sam');
    // All have settled before anything is given up, so that none is left behind.
    for (const result of await Promise.allSettled([restart('sic'), restart('ssa')])) {
      if (result.status === 'rejected') throw result.reason;
    }
    return { data, origins: at, root, children, restart, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function configureSandbox(data: EngineData, at: Origins): string {
  data.secret('ca-token');
  data.secret('idp-client');
  const ssa = {
    clientId: 'chancery-ssa',
    name: 'Chancery',
    secretFile: '../secrets/idp-client',
    redirectUris: [`${at.ssa}/login/callback`],
    responseTypes: ['code'],
  };
  const sic = {
    clientId: 'chancery-sic',
    name: 'Chancery approvals',
    redirectUris: [`${at.sic}/idp/return`],
    responseTypes: ['id_token'],
  };
  return data.configure('sandbox', {
    authority: { folder: '../ca', port: at.port + 3, tokenFile: '../secrets/ca-token' },
    openid: { folder: '../idp', port: at.port + 2, clients: [ssa, sic] },
  });
}

function configureEngine(data: EngineData, at: Origins, authorizeUrl: string): Record<'sam' | 'sic' | 'ssa', string> {
  const idp = {
    issuer: at.idp,
    authorizeUrl,
    clientId: 'chancery-sic',
    jwksFile: '../idp.jwks.json',
    loa: 'substantial',
  };
  const sam = data.configure('sam', {
    aud: 'sam://sandbox.chancery.example',
    database: { folder: '../sam-db' },
    module: { folder: '../module' },
    listen: { ssa: { socket: data.sockets.ssa }, sic: { socket: data.sockets.sic } },
    sic: { origin: at.sic, rpId: new URL(at.sic).hostname, name: 'Chancery sandbox' },
    returnOrigins: [at.ssa],
    idps: [idp],
  });
  const sic = data.configure('sic', {
    listen: { host: '127.0.0.1', port: at.port + 1 },
    origin: at.sic,
    name: 'Chancery sandbox',
    ssaOrigin: at.ssa,
    idpOrigins: [at.idp],
    sam: { socket: data.sockets.sic },
  });
  for (const name of ['admin-token', 'cookie-key']) data.secret(name);
  const ssa = data.configure('ssa', {
    listen: { host: '127.0.0.1', port: at.port },
    origin: at.ssa,
    sicOrigin: at.sic,
    name: 'Chancery sandbox',
    sam: { socket: data.sockets.ssa },
    database: { folder: '../ssa-db' },
    documents: '../documents',
    adminTokenFile: '../secrets/admin-token',
    cookieKeyFile: '../secrets/cookie-key',
    signingKeyFile: '../secrets/oauth-signing-key.json',
    rootFiles: ['../root.der'],
    insecureHttp: true,
  });
  return { sam, sic, ssa };
}

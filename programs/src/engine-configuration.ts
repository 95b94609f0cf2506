/** The configuration of each process of the embedded engine, as files in its data folder: examples that work. */

import type { GroupPolicy, TrustedOrganization } from '@chancery/sam/server';
import { type Person, sandboxPolicy } from '@chancery/sandbox';
import { doorsOf, samNames, wayOf } from './engine-channels.ts';
import type { EngineData, Origins } from './engine-data.ts';
import type { Algorithms } from './switched-on.ts';
import type { Topology } from './topology.ts';

/** What each process is started with, by its name: `servers` (the sandbox's own), `sic`, each SAM and each node of the SSA. */
export type Commands = ReadonlyMap<string, readonly string[]>;

/** What may be chosen: whom the sandbox's identity provider knows, which organisations officers have registered with the SAM, and what keys may be. */
export interface Known {
  readonly people?: readonly Person[] | undefined;
  readonly organizations?: readonly TrustedOrganization[] | undefined;
  readonly policies?: readonly GroupPolicy[] | undefined;
  readonly algorithms?: Algorithms | undefined;
}

/** Writes all files and makes the secrets they name. */
export function configureEngine(
  data: EngineData,
  at: Origins,
  topology: Topology,
  { people, algorithms, ...trust }: Known,
): Commands {
  for (const name of ['ca-token', 'idp-client', 'admin-token', 'cookie-key']) data.secret(name);
  const allowed = algorithms === undefined ? {} : { algorithms };
  const command = (name: string, verb: readonly string[], content: Record<string, unknown>) =>
    [name, [...verb, '--config', data.configure(name, content)]] as const;
  const sams = samNames(topology).map((name) =>
    command(name, ['sam'], { ...sam(name, data, at, topology, trust), ...allowed }),
  );
  const inside = topology.withActivation ? ['--with-activation', sams[0]?.[1].at(-1) as string] : [];
  return new Map([
    command('servers', ['sandbox', 'servers'], servers(at, topology, { people, algorithms })),
    ...(topology.withActivation ? [] : sams),
    command('sic', ['sic'], sic(data, at, topology)),
    ...Object.entries(topology.nodes).map(([name, port]) =>
      command(name, ['ssa', ...inside], { ...ssa(data, at, topology, port), ...allowed }),
    ),
  ]);
}

function servers(at: Origins, { https }: Topology, { people, algorithms }: Known) {
  const legacyInsecureSha1 = algorithms?.legacyInsecureRsaSha1 ?? false;
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
  return {
    authority: { folder: '../ca', port: at.port + 3, tokenFile: '../secrets/ca-token' },
    ...(https ? { hosts: { folder: '../tls', names: ['localhost', 'sic.localhost'] } } : {}),
    timeStamping: { folder: '../tsa', port: at.port + 6, legacyInsecureSha1 },
    openid: { folder: '../idp', port: at.port + 2, clients: [ssa, sic], ...(people ? { people } : {}) },
  };
}

type Trusted = Pick<Known, 'organizations' | 'policies'>;

function sam(name: string, data: EngineData, at: Origins, topology: Topology, { organizations, policies }: Trusted) {
  const idp = {
    issuer: at.idp,
    authorizeUrl: `${at.idp}/authorize`,
    clientId: 'chancery-sic',
    jwksFile: '../idp.jwks.json',
    loa: 'substantial',
  };
  return {
    aud: 'sam://sandbox.chancery.example',
    database: topology.databases.sam,
    module: topology.module ?? { folder: '../module' },
    audit: { anchorFile: `../${name}-last-checkpoint`, timeStampRootFiles: ['../root.der'] },
    listen: doorsOf(name, data, topology),
    messaging: { socket: data.sockets.messages },
    sic: { origin: at.sic, rpId: new URL(at.sic).hostname, name: 'Chancery sandbox' },
    returnOrigins: [at.ssa],
    idps: [idp],
    ...(organizations ? { organizations } : {}),
    ...(policies ? { policies } : {}),
  };
}

function sic(data: EngineData, at: Origins, topology: Topology) {
  return {
    listen: { host: '127.0.0.1', port: at.port + 1 },
    origin: at.sic,
    name: 'Chancery sandbox',
    ssaOrigin: at.ssa,
    idpOrigins: [at.idp],
    sam: wayOf('sic', data, topology),
    ...ownTls(topology),
  };
}

function ssa(data: EngineData, at: Origins, topology: Topology, port: number) {
  return {
    listen: { host: '127.0.0.1', port },
    origin: at.ssa,
    sicOrigin: at.sic,
    name: 'Chancery sandbox',
    sam: wayOf('ssa', data, topology),
    database: topology.databases.ssa,
    documents: '../documents',
    adminTokenFile: '../secrets/admin-token',
    cookieKeyFile: '../secrets/cookie-key',
    signingKeyFile: '../secrets/oauth-signing-key.json',
    rootFiles: ['../root.der'],
    checkpointTsas: [{ url: at.tsa, rootFiles: ['../root.der'] }],
    outward: { privateHosts: [at.ca, at.tsa, at.webhook].map((origin) => new URL(origin).host) },
    insecureHttp: true,
    csc: { languages: ['en-US', 'es-ES', 'de-DE', 'fr-FR', 'it-IT'], certificatePolicies: [sandboxPolicy] },
    ...ownTls(topology),
    ...(topology.https ? { clientCertificates: { authorityFiles: ['../root.der'] } } : {}),
  };
}

function ownTls({ https }: Topology): object {
  return https ? { tls: { keyFile: '../tls/tls.key', certificateFile: '../tls/tls.pem' } } : {};
}

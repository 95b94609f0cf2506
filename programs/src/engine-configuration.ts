/** The configuration of each process of the embedded engine, as files in its data folder: examples that work. */
import type { EngineData, Origins } from './engine-data.ts';

/** The processes: `servers` are the sandbox's own. */
export type Part = 'servers' | 'sam' | 'sic' | 'ssa';

/** Writes them all and makes the secrets they name; returns where each lies. */
export function configureEngine(data: EngineData, at: Origins): Readonly<Record<Part, string>> {
  for (const name of ['ca-token', 'idp-client', 'admin-token', 'cookie-key']) data.secret(name);
  return {
    servers: data.configure('servers', servers(at)),
    sam: data.configure('sam', sam(data, at)),
    sic: data.configure('sic', sic(data, at)),
    ssa: data.configure('ssa', ssa(data, at)),
  };
}

function servers(at: Origins) {
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
    openid: { folder: '../idp', port: at.port + 2, clients: [ssa, sic] },
  };
}

function sam({ sockets }: EngineData, at: Origins) {
  const idp = {
    issuer: at.idp,
    authorizeUrl: `${at.idp}/authorize`,
    clientId: 'chancery-sic',
    jwksFile: '../idp.jwks.json',
    loa: 'substantial',
  };
  return {
    aud: 'sam://sandbox.chancery.example',
    database: { folder: '../sam-db' },
    module: { folder: '../module' },
    listen: { ssa: { socket: sockets.ssa }, sic: { socket: sockets.sic } },
    sic: { origin: at.sic, rpId: new URL(at.sic).hostname, name: 'Chancery sandbox' },
    returnOrigins: [at.ssa],
    idps: [idp],
  };
}

function sic({ sockets }: EngineData, at: Origins) {
  return {
    listen: { host: '127.0.0.1', port: at.port + 1 },
    origin: at.sic,
    name: 'Chancery sandbox',
    ssaOrigin: at.ssa,
    idpOrigins: [at.idp],
    sam: { socket: sockets.sic },
  };
}

function ssa({ sockets }: EngineData, at: Origins) {
  return {
    listen: { host: '127.0.0.1', port: at.port },
    origin: at.ssa,
    sicOrigin: at.sic,
    name: 'Chancery sandbox',
    sam: { socket: sockets.ssa },
    database: { folder: '../ssa-db' },
    documents: '../documents',
    adminTokenFile: '../secrets/admin-token',
    cookieKeyFile: '../secrets/cookie-key',
    signingKeyFile: '../secrets/oauth-signing-key.json',
    rootFiles: ['../root.der'],
    insecureHttp: true,
  };
}

/** `chancery sandbox servers`: the small real servers around the engine, in one process. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type RunningCertificateAuthority,
  startCertificateAuthority,
  startOpenIdProvider,
  startTimeStampingAuthority,
} from '@chancery/sandbox';
import Type from 'typebox';
import { besideFile, closed, readConfiguration, readSecret } from './configuration.ts';
import { announceReady, beforeLeaving } from './lifetime.ts';
import { writePrivate } from './private-file.ts';

const Client = Type.Object(
  {
    clientId: Type.String(),
    name: Type.String(),
    secretFile: Type.Optional(Type.String()),
    redirectUris: Type.Array(Type.String()),
    responseTypes: Type.Array(Type.Union([Type.Literal('code'), Type.Literal('id_token')])),
  },
  closed,
);

const text = Type.String();
const Person = Type.Object(
  {
    username: text,
    password: text,
    sub: text,
    name: text,
    given_name: text,
    family_name: text,
    birthdate: text,
    email: text,
    serial_number: text,
    country: text,
  },
  closed,
);

const Configuration = Type.Object(
  {
    authority: Type.Object({ folder: Type.String(), port: Type.Integer(), tokenFile: Type.String() }, closed),
    /** Made anew at each start for hosts of this machine: `tls.key` and `tls.pem` in a folder. */
    hosts: Type.Optional(Type.Object({ folder: Type.String(), names: Type.Array(Type.String()) }, closed)),
    timeStamping: Type.Object(
      {
        folder: Type.String(),
        port: Type.Integer(),
        /** Imprints of SHA-1 are stamped too: two documents of one value can be made. */
        legacyInsecureSha1: Type.Optional(Type.Boolean()),
      },
      closed,
    ),
    openid: Type.Object(
      {
        folder: Type.String(),
        port: Type.Integer(),
        clients: Type.Array(Client),
        /** Those of the sandbox unless told. */
        people: Type.Optional(Type.Array(Person)),
      },
      closed,
    ),
  },
  closed,
);

export async function runSandboxServers({ config }: { config: string }): Promise<void> {
  const { authority, timeStamping, openid, hosts } = readConfiguration(config, Configuration);
  const clients = openid.clients.map(({ secretFile, ...client }) => ({
    ...client,
    ...(secretFile === undefined ? {} : { clientSecret: readSecret(config, secretFile) }),
  }));
  const token = readSecret(config, authority.tokenFile);
  const [ca, idp] = await Promise.all([
    startCertificateAuthority({ folder: besideFile(config, authority.folder), port: authority.port, token }),
    startOpenIdProvider({ ...openid, folder: besideFile(config, openid.folder), clients }),
  ]);
  if (hosts) await writeHost(ca, besideFile(config, hosts.folder), hosts.names);
  const { port, folder, legacyInsecureSha1: insecureSha1 = false } = timeStamping;
  const asking = { origin: ca.origin, token };
  const stamper = { folder: besideFile(config, folder), port, authority: asking, insecureSha1 };
  const tsa = await startTimeStampingAuthority(stamper);
  beforeLeaving(async () => void (await Promise.all([ca.close(), tsa.close(), idp.close()])));
  announceReady({ root: Buffer.from(ca.root).toString('base64'), jwks: idp.jwks });
}

async function writeHost(ca: RunningCertificateAuthority, folder: string, names: readonly string[]): Promise<void> {
  const { key, cert } = await ca.host(names);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writePrivate(join(folder, 'tls.key'), key);
  writePrivate(join(folder, 'tls.pem'), cert);
}

/** `chancery ssa`: the server signing application with its OAuth server, on one listener. */
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { authorizationRoutes } from '@chancery/authorization';
import { openOutward, openRevocationSource } from '@chancery/connectors/revocation';
import { SamClient } from '@chancery/sam/client';
import {
  brandsOf,
  createServer,
  limitAddresses,
  limitedBearer,
  meteredBearer,
  meterUsage,
  notedRevocation,
  openDocumentFolder,
  rateLimits,
  renewTls,
  ssaRoutes,
  type TlsMaterial,
} from '@chancery/ssa';
import { migrate, openStore, requireMigrated, type Store, type Database as Target } from '@chancery/store';
import { type Logger, pino } from 'pino';
import Type from 'typebox';
import { authorizationPages } from './authorization-pages.ts';
import { besideFile, closed, Database, database, readConfiguration, readSecret } from './configuration.ts';
import { CscConfiguration, keyApproval, mountCsc, signatureApproval } from './csc.ts';
import { announceReady, beforeLeaving } from './lifetime.ts';
import { ClientCertificatesConfiguration, otherEnd, TrustedProxies } from './other-end.ts';
import { OwnTls, type Renewal, readTlsPair, renewWhenChanged } from './own-tls.ts';
import { pagesFolder } from './pages.ts';
import { readJson, writeFirst } from './private-file.ts';
import { Rates, ratesOf } from './rates.ts';
import { SamPeers, samAddresses } from './sam-peer.ts';
import { sandboxTerms } from './sandbox-terms.ts';
import { signatureFonts } from './signature-fonts.ts';
import { CheckpointTsas, checkpointStamping, stampCheckpoints } from './stamp-checkpoints.ts';
import { sweepStore } from './sweep-store.ts';
import { Algorithms, switchedOn } from './switched-on.ts';

const Terms = Type.Object({ version: Type.String(), lang: Type.String(), file: Type.String() }, closed);

const Configuration = Type.Object(
  {
    listen: Type.Object({ host: Type.String(), port: Type.Integer() }, closed),
    /** Where browsers see this server; the issuer of its tokens. */
    origin: Type.String(),
    sicOrigin: Type.String(),
    /** Who runs the installation, as people read it. */
    name: Type.String(),
    sam: SamPeers,
    database: Database,
    documents: Type.String(),
    adminTokenFile: Type.String(),
    cookieKeyFile: Type.String(),
    signingKeyFile: Type.String(),
    rootFiles: Type.Array(Type.String()),
    /** One language, or several: the first is for those whose language is not among them. */
    terms: Type.Optional(Type.Union([Terms, Type.Array(Terms, { minItems: 1 })])),
    /** What may be dialled: certificates and operators name the addresses. */
    outward: Type.Optional(
      Type.Object(
        {
          /** Hosts that may lie on private addresses: `host` or `host:port`. */
          privateHosts: Type.Optional(Type.Array(Type.String())),
          /** `http://host:port`: everything goes through it. */
          proxy: Type.Optional(Type.Object({ url: Type.String() }, closed)),
        },
        closed,
      ),
    ),
    /** Who time-stamps the audit log of the SAM. */
    checkpointTsas: Type.Optional(CheckpointTsas),
    algorithms: Type.Optional(Algorithms),
    /** Without it a proxy in the same zone speaks TLS. */
    tls: Type.Optional(OwnTls),
    /** Proxies that are believed when they say for whom they ask; nobody unless told. */
    trustedProxies: Type.Optional(TrustedProxies),
    /** Applications may come with certificates (RFC 8705). */
    clientCertificates: Type.Optional(ClientCertificatesConfiguration),
    csc: Type.Optional(CscConfiguration),
    rates: Type.Optional(Rates),
    /** The sandbox: http on loopback, to an identity provider and in an origin, whose cookies are not Secure then. */
    insecureHttp: Type.Optional(Type.Boolean()),
  },
  closed,
);

interface SsaCommand {
  readonly config: string;
  readonly check?: boolean;
  /** The configuration of a SAM that runs in this process. */
  readonly withActivation?: string;
}

export async function runSsa({ config: file, check, withActivation }: SsaCommand): Promise<void> {
  const configuration = readConfiguration(file, Configuration);
  const activation = withActivation === undefined ? undefined : await activationOf(withActivation, check);
  const tls = configuration.tls && readTlsPair(file, configuration.tls);
  const { trusts, clientCertificates, clients } = otherEnd(file, configuration);
  const asking = clients && { clients };
  if (check) return;
  const { origin, sicOrigin, insecureHttp = false } = configuration;
  const store = await openMigrated(database(file, configuration.database));
  const sam = new SamClient(samAddresses(file, configuration.sam));
  const outward = openOutward(configuration.outward ?? {});
  const logger = pino({ name: 'ssa' }, pino.destination(2));
  const algorithms = { switchedOn: switchedOn(configuration.algorithms, logger) };
  const site = { operator: configuration.name, sandbox: insecureHttp, brands: brandsOf(store) };
  const app = createServer({
    ...site,
    logger,
    encrypted: origin.startsWith('https:'),
    trusts,
    ...(tls && { tls: { ...tls, ...asking } }),
  });
  const limits = rateLimits(store, ratesOf(configuration.rates));
  limitAddresses(app, limits);
  meterUsage(app, store);
  const authorization = authorizationRoutes(app, {
    store,
    issuer: origin,
    cookieKeys: [readSecret(file, configuration.cookieKeyFile)],
    jwks: { keys: [signingKey(besideFile(file, configuration.signingKeyFile))] },
    insecureHttp,
    approval: signatureApproval(store, sam, sicOrigin),
    keys: keyApproval(store, origin, configuration.csc, activation !== undefined),
    ...authorizationPages(store, site),
    limit: limits.client,
    ...(clientCertificates && { clientCertificates }),
    outward,
  });
  const presented = clientCertificates && { certificateOf: clientCertificates.of };
  const trusted = {
    outward,
    revocation: notedRevocation(openRevocationSource({}, outward), store, () => new Date()),
    roots: configuration.rootFiles.map((root) => new Uint8Array(readFileSync(besideFile(file, root)))),
  };
  ssaRoutes(app, {
    store,
    sam,
    documents: openDocumentFolder(besideFile(file, configuration.documents)),
    ...authorization,
    bearer: meteredBearer(limitedBearer(authorization.bearer, limits), store),
    ...presented,
    ...site,
    ...algorithms,
    ...trusted,
    publicOrigin: origin,
    sicOrigin,
    signatureFonts: signatureFonts(),
    terms: terms(file, configuration.terms),
    adminToken: readSecret(file, configuration.adminTokenFile),
    pagesFolder: pagesFolder('ssa'),
    clock: () => new Date(),
    ...(activation ? { onlyScal1: true } : {}),
  });
  const { name, csc } = configuration;
  const engine = { store, sam, authorization, limits, outward, documents: trusted };
  mountCsc(app, { origin, name, csc, ...engine, ...algorithms, ...presented });
  const tsas = configuration.checkpointTsas;
  const stamping = tsas && (await checkpointStamping(file, tsas, outward));
  await app.listen(configuration.listen);
  const stopStamping = stamping && stampCheckpoints(sam, stamping, logger);
  const stopSweeping = sweepStore(store, logger);
  const stopLooking = configuration.tls && renewWhenChanged(file, configuration.tls, renewal(app, logger, asking));
  beforeLeaving(async () => {
    stopLooking?.();
    stopStamping?.();
    await app.close();
    await stopSweeping();
    sam.close();
    await store.close();
    await activation?.close();
  });
  announceReady();
}

/** Loaded where it is asked for: an SSA with a SAM of its own holds nothing of it. */
async function activationOf(file: string, check?: boolean) {
  const { startActivation } = await import('./sam.ts');
  return startActivation(file, { check: check ?? false });
}

function renewal(
  app: ReturnType<typeof createServer>,
  logger: Logger,
  asking: Pick<TlsMaterial, 'clients'> | undefined,
): Renewal {
  const renew: Renewal['renew'] = (pair) => {
    renewTls(app, { ...pair, ...asking });
    logger.info('connections from now on find the new certificate');
  };
  return { renew, keep: (why) => logger.warn({ why }, 'the certificate in use stays') };
}

/** The embedded database is brought up to date here; a server was migrated before, with a role that may. */
async function openMigrated(target: Target): Promise<Store> {
  const store = await openStore(target);
  try {
    await ('folder' in target ? migrate(store) : requireMigrated(store));
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function terms(file: string, named: Type.Static<typeof Terms> | Type.Static<typeof Terms>[] = []) {
  const [first, ...others] = [named].flat().map((one) => {
    const { version, lang } = one;
    return { version, lang, text: readFileSync(besideFile(file, one.file), 'utf8') };
  });
  return first === undefined ? sandboxTerms : ([first, ...others] as const);
}

/** The key of ID tokens, made at the first start; of nodes that start together one makes it. */
function signingKey(file: string) {
  if (!existsSync(file)) {
    const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    writeFirst(file, JSON.stringify({ ...jwk, kid: 'id-token-1', use: 'sig', alg: 'ES256' }));
  }
  return readJson<JsonWebKey>(file, ['kty', 'crv', 'x', 'y', 'd']);
}

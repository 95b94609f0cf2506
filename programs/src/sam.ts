/** `chancery sam`: the signature activation module. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  checkConfig,
  type RunningSam,
  type SamConfig,
  startSam,
  type TrustedIdp as Trusted,
} from '@chancery/sam/server';
import { type Logger, pino } from 'pino';
import Type, { type Static } from 'typebox';
import { besideFile, closed, Database, database, readConfiguration } from './configuration.ts';
import { announceReady, beforeLeaving } from './lifetime.ts';
import { Module, moduleOptions } from './module-configuration.ts';
import { FirstOfficer, firstOfficer } from './sam/first-officer.ts';
import { checkedProgram, Program } from './sam/manifest-commands.ts';
import { OfficerDoor, officerAddress } from './sam/officer-settings.ts';
import { SamPeer, samAddress } from './sam-peer.ts';
import { Algorithms, switchedOn } from './switched-on.ts';

const Loa = Type.Union([Type.Literal('low'), Type.Literal('substantial'), Type.Literal('high')]);

/** What a provider says of a login, and what that is worth: a level of eIDAS, NIST SP 800-63B or ISO/IEC 29115, and factors. */
const LoginLevel = Type.Object(
  {
    acr: Type.Optional(Type.String({ minLength: 1 })),
    amr: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    level: Type.String(),
    categories: Type.Array(
      Type.Union([Type.Literal('possession'), Type.Literal('knowledge'), Type.Literal('inherence')]),
    ),
  },
  closed,
);

const common = {
  issuer: Type.String(),
  authorizeUrl: Type.String(),
  clientId: Type.String(),
  loa: Loa,
  levels: Type.Optional(Type.Array(LoginLevel)),
  /** `idp-fresh`: policies may let a fresh login there decide. */
  idpFresh: Type.Optional(Type.Boolean()),
};

const TrustedOidcIdp = Type.Object(
  {
    ...common,
    protocol: Type.Optional(Type.Literal('oidc')),
    /** Its public keys (RFC 7517), pinned here: the SAM fetches nothing. */
    jwksFile: Type.String(),
  },
  closed,
);

const Name = Type.Optional(Type.String({ minLength: 1 }));

const TrustedSamlIdp = Type.Object(
  {
    ...common,
    protocol: Type.Literal('saml'),
    /** Its signing certificates, DER or PEM, pinned here. */
    certificateFiles: Type.Array(Type.String(), { minItems: 1 }),
    attributes: Type.Optional(
      Type.Object({ commonName: Name, givenName: Name, surname: Name, serialNumber: Name, country: Name }, closed),
    ),
  },
  closed,
);

const TrustedIdp = Type.Union([TrustedOidcIdp, TrustedSamlIdp]);

const Id = Type.String({ pattern: '^[A-Za-z0-9._~-]{1,128}$' });
const Count = Type.Optional(Type.Integer({ minimum: 1 }));

/** An organisation whose seals are made here, as officers verified it; this file is theirs. */
const Organization = Type.Object(
  {
    id: Id,
    /** What stands in its certificates (EN 319 412-3, 4.2.1). */
    attributes: Type.Object(
      {
        country: Type.String(),
        organization: Type.String({ maxLength: 200 }),
        organizationIdentifier: Type.String(),
        commonName: Type.String({ maxLength: 64 }),
      },
      closed,
    ),
    loa: Loa,
    /** Who approves for it on the approval page, by its subject at one of `idps`. */
    representative: Type.Optional(Type.Object({ issuer: Type.String(), subject: Type.String() }, closed)),
    /** Its own keys (RFC 7517, public), for what is approved without a page. */
    keys: Type.Optional(
      Type.Array(
        Type.Object(
          {
            jwk: Type.Object({ kty: Type.String(), kid: Id }),
            hardware: Type.Boolean(),
            until: Type.Optional(Type.String()),
          },
          closed,
        ),
      ),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          perApproval: Count,
          perDay: Count,
          types: Type.Optional(
            Type.Array(Type.Union([Type.Literal('application/pdf'), Type.Literal('file'), Type.Literal('hash')])),
          ),
        },
        closed,
      ),
    ),
    /** The kill switch. */
    stopped: Type.Optional(Type.Boolean()),
  },
  closed,
);

/** Where `/health/ready` is told, without TLS: this host, or a network of its own. */
const Health = Type.Object({ host: Type.String(), port: Type.Integer({ minimum: 1, maximum: 65_535 }) }, closed);

/** How the host tells that its clock is synchronised: a file touched each time, believed for so many seconds (an hour unless told). */
const Clock = Type.Object(
  { synchronisedFile: Type.String(), maxAge: Type.Optional(Type.Integer({ minimum: 60 })) },
  closed,
);

const Way = Type.String({ pattern: '^[a-z0-9-]+(\\+[a-z0-9-]+)*$' });

/** How people of a group approve (docs/factors.md); `*` is every group without one of its own. */
const Policy = Type.Object(
  {
    group: Type.String({ minLength: 1, maxLength: 128 }),
    id: Id,
    scal1: Type.Array(Way),
    scal2: Type.Array(Way),
    decides: Type.Optional(Type.Array(Type.Union([Type.Literal('otp'), Type.Literal('oidc'), Type.Literal('saml')]))),
  },
  closed,
);

/** What `chancery sam` is configured with; other commands read the parts they need. */
export const SamConfiguration = Type.Object(
  {
    /** The name of this SAM in every intent. */
    aud: Type.String({ minLength: 1 }),
    database: Database,
    module: Module,
    audit: Type.Optional(
      Type.Object(
        {
          /** Keeps the last checkpoint of the audit log; not where the backup of the database goes. */
          anchorFile: Type.Optional(Type.String()),
          /** DER: where the time-stamps of its checkpoints must lead, as officers approved it. */
          timeStampRootFiles: Type.Optional(Type.Array(Type.String())),
        },
        closed,
      ),
    ),
    listen: Type.Object(
      { ssa: SamPeer, sic: SamPeer, officer: Type.Optional(OfficerDoor), health: Type.Optional(Health) },
      closed,
    ),
    clock: Type.Optional(Clock),
    program: Type.Optional(Program),
    /** Where approved backups are written. */
    backupFolder: Type.Optional(Type.String()),
    sic: Type.Object({ origin: Type.String(), rpId: Type.String(), name: Type.String() }, closed),
    returnOrigins: Type.Array(Type.String()),
    idps: Type.Array(TrustedIdp),
    officers: Type.Optional(Type.Array(FirstOfficer)),
    organizations: Type.Optional(Type.Array(Organization)),
    policies: Type.Optional(Type.Array(Policy)),
    /** Whether a phone must say something of itself when it joins (docs/mobile-id.md). */
    devices: Type.Optional(
      Type.Object({ attestation: Type.Union([Type.Literal('kept'), Type.Literal('required')]) }, closed),
    ),
    /** The messaging gateway: the one peer that the SAM dials (docs/factors.md). */
    messaging: Type.Optional(SamPeer),
    algorithms: Type.Optional(Algorithms),
  },
  closed,
);

export async function runSam(options: { config: string; check?: boolean }): Promise<void> {
  const file = options.config;
  const configuration = readConfiguration(file, SamConfiguration);
  const program = checkedProgram(file, configuration.program);
  const logger = pino({ name: 'sam' }, pino.destination(2));
  const config = samConfig(file, configuration, logger);
  checkConfig(config);
  if (options.check) return;
  const sam = await startSam({ ...samOptions(file, configuration), program, config, logger });
  beforeLeaving(() => sam.close());
  announceReady();
}

/** The same inside of an SSA, for the installation without a second machine: keys of SCAL1 alone. */
export async function startActivation(file: string, { check = false } = {}): Promise<RunningSam | undefined> {
  const configuration = readConfiguration(file, SamConfiguration);
  const logger = pino({ name: 'sam' }, pino.destination(2));
  const config = { ...samConfig(file, configuration, logger), onlyScal1: true };
  checkConfig(config);
  return check ? undefined : startSam({ ...samOptions(file, configuration), config, logger });
}

function samOptions(file: string, configuration: Static<typeof SamConfiguration>) {
  const { audit = {}, listen, messaging } = configuration;
  return {
    database: database(file, configuration.database),
    ...moduleOptions(file, configuration.module),
    ...(audit.anchorFile === undefined ? {} : { anchorFile: besideFile(file, audit.anchorFile) }),
    listen: doors(file, listen),
    ...synchronised(file, configuration.clock),
    ...(messaging === undefined ? {} : { messaging: samAddress(file, messaging) }),
  };
}

/** What steers the SAM, every file that it names read. */
function samConfig(file: string, configuration: Static<typeof SamConfiguration>, logger: Logger): SamConfig {
  const { aud, audit = {}, sic, returnOrigins, idps } = configuration;
  const { organizations = [], policies = [], officers = [] } = configuration;
  return {
    aud,
    rpId: sic.rpId,
    rpName: sic.name,
    sicOrigin: sic.origin,
    trust: { idps: idps.map((idp) => trusted(file, idp)), organizations, policies },
    officers: officers.map((one) => firstOfficer(file, one)),
    ...(configuration.backupFolder === undefined ? {} : { backupFolder: besideFile(file, configuration.backupFolder) }),
    ...(configuration.devices === undefined ? {} : { devices: configuration.devices }),
    allowedReturnOrigins: returnOrigins,
    timeStampRoots: timeStampRoots(file, audit),
    switchedOn: switchedOn(configuration.algorithms, logger),
  };
}

function doors(file: string, { ssa, sic, officer, health }: Static<typeof SamConfiguration>['listen']) {
  return {
    ssa: samAddress(file, ssa),
    sic: samAddress(file, sic),
    ...(officer === undefined ? {} : { officer: officerAddress(file, officer) }),
    ...(health === undefined ? {} : { health }),
  };
}

function synchronised(file: string, clock: Static<typeof SamConfiguration>['clock']) {
  if (clock === undefined) return {};
  return { synchronised: { file: besideFile(file, clock.synchronisedFile), maxAge: clock.maxAge ?? 3_600 } };
}

/** DER, as the configuration of a SAM names them. */
export function timeStampRoots(
  file: string,
  { timeStampRootFiles = [] }: NonNullable<Static<typeof SamConfiguration>['audit']>,
): readonly Uint8Array[] {
  return timeStampRootFiles.map((root) => new Uint8Array(readFileSync(besideFile(file, root))));
}

function trusted(file: string, idp: Static<typeof TrustedIdp>): Trusted {
  if ('jwksFile' in idp) {
    const { jwksFile, ...oidc } = idp;
    return { ...oidc, jwks: JSON.parse(readFileSync(besideFile(file, jwksFile), 'utf8')) };
  }
  const { certificateFiles, ...saml } = idp;
  const certificates = certificateFiles.map((name) => new X509Certificate(readFileSync(besideFile(file, name))).raw);
  return { ...saml, certificates: certificates.map((der) => der.toString('base64')) };
}

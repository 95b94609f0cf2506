/** The configuration of `chancery sam`; other commands read the parts they need. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SamConfig, TrustedTsa } from '@chancery/sam/server';
import type { Logger } from 'pino';
import Type, { type Static } from 'typebox';
import { besideFile, closed, Database, database } from './configuration.ts';
import { Module, moduleOptions } from './module-configuration.ts';
import { Pool, poolSettings } from './pool-configuration.ts';
import { FirstOfficer, firstOfficer } from './sam/first-officer.ts';
import { Program } from './sam/manifest-commands.ts';
import { OfficerDoor, officerAddress } from './sam/officer-settings.ts';
import { Organization, Policy, TrustedIdp, trusted } from './sam/trust-configuration.ts';
import { SamPeer, samAddress } from './sam-peer.ts';
import { Algorithms, switchedOn } from './switched-on.ts';

/** Where `/health/ready` is told, without TLS: this host, or a network of its own. */
const Health = Type.Object({ host: Type.String(), port: Type.Integer({ minimum: 1, maximum: 65_535 }) }, closed);

/** How the host tells that its clock is synchronised: a file touched each time, believed for so many seconds (an hour unless told). */
const Clock = Type.Object(
  { synchronisedFile: Type.String(), maxAge: Type.Optional(Type.Integer({ minimum: 60 })) },
  closed,
);

export const SamConfiguration = Type.Object(
  {
    /** The name of this SAM in every intent. */
    aud: Type.String({ minLength: 1 }),
    database: Database,
    module: Module,
    /** Keys made ahead: none unless told (docs/one-time-keys.md). */
    pool: Type.Optional(Pool),
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

/** Where it works and with what. */
export function samOptions(file: string, configuration: Static<typeof SamConfiguration>) {
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
export function samConfig(file: string, configuration: Static<typeof SamConfiguration>, logger: Logger): SamConfig {
  const { aud, audit = {}, sic, returnOrigins, idps } = configuration;
  const { organizations = [], policies = [], officers = [] } = configuration;
  return {
    aud,
    rpId: sic.rpId,
    rpName: sic.name,
    sicOrigin: sic.origin,
    trust: { idps: idps.map((idp) => trusted(file, idp)), organizations, policies, tsas: timeStampRoots(file, audit) },
    officers: officers.map((one) => firstOfficer(file, one)),
    ...(configuration.backupFolder === undefined ? {} : { backupFolder: besideFile(file, configuration.backupFolder) }),
    ...(configuration.devices === undefined ? {} : { devices: configuration.devices }),
    pool: poolSettings(file, configuration),
    allowedReturnOrigins: returnOrigins,
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

/** Named by the SHA-256 of their certificates. */
function timeStampRoots(
  file: string,
  { timeStampRootFiles = [] }: NonNullable<Static<typeof SamConfiguration>['audit']>,
): readonly TrustedTsa[] {
  return timeStampRootFiles.map((root) => {
    const der = readFileSync(besideFile(file, root));
    return { id: createHash('sha256').update(der).digest('base64url'), certificate: der.toString('base64url') };
  });
}

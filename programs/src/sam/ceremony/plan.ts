/** The plan of a ceremony (YAML): which tokens of which module, who is there, where the PINs are. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import {
  type CeremonyRequest,
  type OfficerKey,
  type Provider,
  providerProfile,
  readOfficerKey,
} from '@chancery/crypto-module/ceremony';
import Type, { type Static } from 'typebox';
import { besideFile, ConfigurationError, closed, readConfiguration, readSecret } from '../../configuration.ts';
import { wrongUse } from './ceremony-error.ts';
import { keyMaker } from './key-maker.ts';

const ProviderName = Type.Union([
  Type.Literal('softhsm2'),
  Type.Literal('luna'),
  Type.Literal('nshield'),
  Type.Literal('utimaco'),
  Type.Literal('cloudhsm'),
]);

const Name = Type.String({ minLength: 1, maxLength: 200 });

const Plan = Type.Object(
  {
    /** The name of the SAM (`aud`) whose keys these are. */
    installation: Name,
    place: Name,
    module: Type.Object(
      {
        library: Type.String(),
        provider: ProviderName,
        /** T unless told; N where the module takes no trusted keys. */
        profile: Type.Optional(Type.Union([Type.Literal('T'), Type.Literal('N')])),
        /** Where the module takes none: whoever is logged in can then take signing keys out. */
        withoutUnwrapTemplate: Type.Optional(Type.Boolean()),
      },
      closed,
    ),
    tokens: Type.Array(
      Type.Object(
        {
          label: Name,
          userPinFile: Type.String(),
          /** The parts of the security officers' PIN, one file of each officer, put together in this order. */
          officerPinFiles: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
        },
        closed,
      ),
      { minItems: 1, maxItems: 2 },
    ),
    /** Each with a certificate or a public key in PEM; the private key stays on their card. */
    officers: Type.Array(Type.Object({ name: Name, keyFile: Type.String() }, closed), { minItems: 2 }),
    witnesses: Type.Array(Type.Object({ name: Name, role: Name }, closed)),
  },
  closed,
);

export interface CeremonyPlan extends Pick<Static<typeof Plan>, 'installation' | 'place' | 'witnesses'> {
  readonly provider: Provider;
  readonly means: CeremonyRequest['means'];
  readonly tokens: CeremonyRequest['tokens'];
  readonly officers: readonly (OfficerKey & { readonly name: string })[];
  /** SHA-256 of the PKCS#11 module, in hex. */
  readonly librarySha256: string;
}

/** Reads the plan and what it names. @throws CeremonyError 2 before any token is touched */
export function readPlan(file: string): CeremonyPlan {
  try {
    return planIn(file);
  } catch (error) {
    throw error instanceof ConfigurationError ? wrongUse(error.message, error) : error;
  }
}

function planIn(file: string): CeremonyPlan {
  const { installation, place, witnesses, module, tokens, officers } = readConfiguration(file, Plan);
  const { library, provider, profile = 'T', withoutUnwrapTemplate = false } = module;
  const names = [...officers, ...witnesses].map(({ name }) => name.trim().toLowerCase());
  if (new Set(names).size !== names.length) throw wrongUse(`${file}: everybody has one part: officer or witness, once`);
  const known = officers.map(({ name, keyFile }) => ({ name, ...officerIn(file, keyFile) }));
  if (new Set(known.map(({ kid }) => kid)).size !== known.length)
    throw wrongUse(`${file}: two officers have the same key`);
  // SoftHSM lets its security officer, who makes the keys of profile T, make public objects only.
  const hidden = profile === 'N' || provider !== 'softhsm2';
  const kek = {
    profile,
    unwrapTemplate: !withoutUnwrapTemplate,
    hidden,
    wrapMechanism: providerProfile(provider).wrapMechanism,
  };
  return {
    installation,
    place,
    witnesses,
    provider,
    means: { maker: keyMaker(), library, ...kek },
    tokens: tokens.map((token) => tokenIn(file, token)),
    officers: known,
    librarySha256: createHash('sha256').update(readFile(file, library)).digest('hex'),
  };
}

function tokenIn(file: string, token: Static<typeof Plan>['tokens'][number]): CeremonyRequest['tokens'][number] {
  const { label, userPinFile, officerPinFiles } = token;
  const userPin = pinIn(file, userPinFile);
  if (officerPinFiles === undefined) return { label, userPin };
  return { label, userPin, soPin: officerPinFiles.map((part) => pinIn(file, part)).join('') };
}

function pinIn(file: string, path: string): string {
  const pin = readSecret(file, path);
  if ((statSync(besideFile(file, path)).mode & 0o077) === 0) return pin;
  throw wrongUse(`${file}: ${path} can be read by others; make it 0600`);
}

function officerIn(file: string, path: string): OfficerKey {
  return officerKeyIn(besideFile(file, path));
}

/** An officer's certificate or public key. @throws CeremonyError */
export function officerKeyIn(path: string): OfficerKey {
  try {
    return readOfficerKey(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw wrongUse(`${path}: ${cause instanceof Error ? cause.message : 'cannot be read'}`, cause);
  }
}

function readFile(file: string, library: string): Uint8Array {
  try {
    return readFileSync(library);
  } catch (cause) {
    throw wrongUse(`${file}: the module ${library} cannot be read`, cause);
  }
}

/** The cryptographic module in a SAM's configuration (docs/cryptographic-module.md). */
import type { SamOptions } from '@chancery/sam/server';
import Type, { type Static } from 'typebox';
import { besideFile, closed, readSecret } from './configuration.ts';

const Lanes = Type.Optional(Type.Integer({ minimum: 1, maximum: 64 }));

/** Keys in files, for development. */
const Software = Type.Object(
  { type: Type.Optional(Type.Literal('software')), folder: Type.String(), lanes: Lanes },
  closed,
);

/** What configurations call them. */
export const keyAlgorithms = {
  'P-256': { kind: 'ec', curve: 'P-256' },
  'P-384': { kind: 'ec', curve: 'P-384' },
  'RSA-2048': { kind: 'rsa', bits: 2048 },
  'RSA-3072': { kind: 'rsa', bits: 3072 },
  'RSA-4096': { kind: 'rsa', bits: 4096 },
} as const;
const KeyName = Type.Union([
  Type.Literal('P-256'),
  Type.Literal('P-384'),
  Type.Literal('RSA-2048'),
  Type.Literal('RSA-3072'),
  Type.Literal('RSA-4096'),
]);

const Pkcs11 = Type.Object(
  {
    type: Type.Literal('pkcs11'),
    /** Path of the maker's library. */
    library: Type.String({ pattern: '^/' }),
    provider: Type.Union([
      Type.Literal('softhsm2'),
      Type.Literal('luna'),
      Type.Literal('nshield'),
      Type.Literal('utimaco'),
      Type.Literal('cloudhsm'),
    ]),
    /** All with the same keys; each PIN in a file. */
    tokens: Type.Array(
      Type.Object({ label: Type.String({ minLength: 1, maxLength: 32 }), pinFile: Type.String() }, closed),
      {
        minItems: 1,
      },
    ),
    /** For each token. */
    lanes: Lanes,
    /** What the library wants in its environment, and nothing secret. */
    environment: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }), Type.String())),
    /** What signing keys may be: all that the provider can, unless told. */
    keys: Type.Optional(Type.Array(KeyName, { minItems: 1 })),
  },
  closed,
);

export const Module = Type.Union([Software, Pkcs11]);

/** Reads the PINs. @throws ConfigurationError */
export function moduleOptions(
  file: string,
  module: Static<typeof Module>,
): Pick<SamOptions, 'moduleFolder' | 'lanes' | 'pkcs11'> {
  if (module.type === 'pkcs11') return { pkcs11: pkcs11(file, module) };
  const { folder, lanes } = module;
  return { moduleFolder: besideFile(file, folder), ...(lanes === undefined ? {} : { lanes }) };
}

function pkcs11(file: string, module: Static<typeof Pkcs11>): NonNullable<SamOptions['pkcs11']> {
  const { library, provider, environment, lanes, tokens, keys: chosen } = module;
  return {
    library,
    provider,
    tokens: tokens.map(({ label, pinFile }) => ({ label, pin: readSecret(file, pinFile) })),
    ...(environment === undefined ? {} : { environment }),
    ...(lanes === undefined ? {} : { lanes }),
    ...(chosen === undefined ? {} : { algorithms: chosen.map((name) => keyAlgorithms[name]) }),
  };
}

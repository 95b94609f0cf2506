/** Keys made ahead, in a SAM's configuration (docs/one-time-keys.md). How many make sense is for the SAM to say. */
import type { SamConfig } from '@chancery/sam/server';
import Type, { type Static } from 'typebox';
import { ConfigurationError, closed } from './configuration.ts';
import { keyAlgorithms, type Module } from './module-configuration.ts';

const PooledKeys = Type.Object(
  {
    /** What takes long to make: nothing else is worth it. */
    algorithm: Type.Union([Type.Literal('RSA-2048'), Type.Literal('RSA-3072'), Type.Literal('RSA-4096')]),
    /** 2 unless told; 1 where there is no other. */
    scal: Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2)])),
    size: Type.Integer(),
    /** The operator is warned when fewer than these are left. */
    warnBelow: Type.Integer(),
  },
  closed,
);
export const Pool = Type.Array(PooledKeys);

interface Chosen {
  readonly module: Static<typeof Module>;
  readonly pool?: Static<typeof Pool>;
}

/** @throws ConfigurationError for keys that the module is told not to make */
export function poolSettings(file: string, { module, pool = [] }: Chosen): NonNullable<SamConfig['pool']> {
  const made = module.type === 'pkcs11' ? module.keys : undefined;
  return pool.map(({ algorithm, ...setting }, i) => {
    if (made?.includes(algorithm) === false)
      throw new ConfigurationError(`${file}: /pool/${i}/algorithm ${algorithm} is not among module.keys`);
    return { algorithm: keyAlgorithms[algorithm], ...setting };
  });
}

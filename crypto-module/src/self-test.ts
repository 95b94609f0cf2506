import type { DigestScheme } from '@chancery/pki/notation';
import { digestLength } from '@chancery/pki/notation';
import type { LaneResults, SelfTestCommand, SelfTestValue } from './command.ts';
import { CryptoModuleError } from './crypto-module-error.ts';
import type { KeyAlgorithm } from './key-algorithm.ts';
import type { Token, UnwrapHeader, WrappingKey } from './token.ts';

/**
 * What a module does with signing keys, tried on a key that nobody owns and nothing keeps. The values are for the parent to verify.
 * @throws CryptoModuleError `unavailable` when a changed blob is taken
 */
export async function selfTest(token: Token, { algorithm, scal }: SelfTestCommand): Promise<LaneResults['self-test']> {
  const [kek] = token.wrappingKeys(scal);
  if (kek === undefined) throw new CryptoModuleError('policy', `this module has no key-encryption key for SCAL${scal}`);
  const { spki, blob } = await token.generate(algorithm, kek);
  const header = headerOf(algorithm, scal, kek);
  await requireIntegrity(token, header, blob);
  const values = await token.withKey(header, blob, (key) =>
    schemesOf(algorithm).map((scheme): SelfTestValue => {
      const digest = token.random(digestLength(scheme.digest));
      return { scheme, digest, signature: key.sign(scheme, digest) };
    }),
  );
  return { spki, values, trusted: kek.trusted };
}

function headerOf(algorithm: KeyAlgorithm, scal: 1 | 2, kek: WrappingKey): UnwrapHeader {
  return { algorithm, scal, kekId: kek.id, kekGeneration: kek.generation, wrapMechanism: kek.mechanism };
}

/** RFC 5649, 3: the integrity check value; a mechanism without one would unwrap whatever it is given. */
async function requireIntegrity(token: Token, header: UnwrapHeader, blob: Uint8Array): Promise<void> {
  const changed = blob.map((octet, i) => (i === blob.length - 1 ? octet ^ 1 : octet));
  const refused = await token.withKey(header, changed, () => false).catch(isRefusal);
  if (!refused) throw new CryptoModuleError('unavailable', 'The module unwraps a key that was changed.');
}

function isRefusal(error: unknown): true {
  if (error instanceof CryptoModuleError && error.code === 'record-invalid') return true;
  throw error;
}

function schemesOf({ kind }: KeyAlgorithm): readonly DigestScheme[] {
  if (kind === 'ec') return [{ kind: 'ecdsa', digest: 'sha256' }];
  if (kind !== 'rsa') return [];
  return [
    { kind: 'rsa-pkcs1', digest: 'sha256' },
    { kind: 'rsa-pss', digest: 'sha256', saltLength: 32 },
  ];
}

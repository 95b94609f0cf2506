/** The end of an old key-encryption key in every token, and of every copy of a key that was wrapped under it. */
import { CryptoModuleError } from '../crypto-module-error.ts';
import type { Token } from './cryptoki.ts';
import type { CeremonyToken } from './make-key.ts';

/**
 * Nothing is destroyed before each token has accepted the security officers' PIN and shown a newer generation.
 * @throws CryptoModuleError `input` without that PIN, `state` without the key or a newer one
 */
export function destroyKek(tokens: readonly CeremonyToken[], label: string, generation: number): void {
  for (const { token } of tokens) requireSuperseded(token, label, generation);
  for (const at of tokens) asOfficers(at, () => {});
  for (const at of tokens) {
    const end = () => destroyAll(at.token, label, generation);
    asOfficers(at, end);
    // The officers may not see private objects (profile N).
    end();
  }
}

function requireSuperseded(token: Token, label: string, generation: number): void {
  token.one(label, generation);
  if (token.generations(label).some((each) => each > generation)) return;
  throw new CryptoModuleError(
    'state',
    `generation ${generation} of ${label} is the newest in token ${token.facts.label}`,
  );
}

function asOfficers({ token, userPin, soPin }: CeremonyToken, act: () => void): void {
  if (soPin === undefined) throw new CryptoModuleError('input', 'it takes the PIN of the security officers');
  token.asOfficers(soPin, userPin, act);
}

function destroyAll(token: Token, label: string, generation: number): void {
  for (const handle of token.find(label, generation)) token.destroy(handle);
}

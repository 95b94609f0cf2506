/** Holding a ceremony from outside: what is made in the tokens, and the module's word on the protocol. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CryptoModuleError, type CryptoModuleErrorCode } from '../crypto-module-error.ts';
import type { CeremonyFacts, CeremonyRequest } from './hold-ceremony.ts';

/** Ended by `close`, which logs out and forgets the PINs. */
export interface Ceremony {
  readonly facts: CeremonyFacts;
  /** ECDSA with SHA-256 by the key `chancery-checkpoint` of the first token: r || s over this digest. */
  attest(digest: Uint8Array): Promise<Uint8Array>;
  close(): void;
}

type Answer = { readonly result: unknown } | { readonly code: CryptoModuleErrorCode; readonly message: string };

/**
 * Holds the ceremony in a process of its own, with the environment in which the module finds its tokens.
 * @throws CryptoModuleError `state` when the tokens hold other keys than expected, `policy` when the module does not take
 * the profile, `input` for a token that is not there, `unavailable` when the module refuses; then nothing was made
 */
export async function openCeremony(
  request: CeremonyRequest,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Ceremony> {
  const room = fork(fileURLToPath(new URL('./ceremony-room.ts', import.meta.url)), [], {
    execPath: process.execPath,
    execArgv: [],
    env: { ...environment },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const close = () => room.disconnect();
  try {
    const facts = (await ask(room, request)) as CeremonyFacts;
    return { facts, attest: async (digest) => (await ask(room, { digest })) as Uint8Array, close };
  } catch (error) {
    if (room.connected) close();
    throw error;
  }
}

async function ask(room: ChildProcess, message: object): Promise<unknown> {
  const answer = await new Promise<Answer>((resolve) => {
    room.once('message', resolve);
    room.once('exit', () =>
      resolve({ code: 'unavailable', message: 'the module ended the ceremony: look at the tokens' }),
    );
    room.send(message);
  });
  if ('result' in answer) return answer.result;
  throw new CryptoModuleError(answer.code, answer.message);
}

export { type Provider, providerProfile } from '../pkcs11/provider-profile.ts';
export { ceremonyKeys, ceremonyKeysLive, ceremonyKeysShared } from './ceremony-key.ts';
export type { CeremonyFacts, CeremonyRequest, CeremonyTask } from './hold-ceremony.ts';
export { type Finding, hashOf, judgeProtocol, moduleKey, type ProtocolFinding } from './judge-protocol.ts';
export { keyOfJwk, type OfficerKey, readOfficerKey } from './officer-key.ts';
export { type CeremonyProtocol, type ProtocolFile, warningsOf } from './protocol.ts';
export { addSignature, isSigned, signingDigest, signingInput } from './protocol-signature.ts';

import { join } from 'node:path';
import type { OptionalAlgorithm } from '@chancery/pki';
import type { CryptoModule, KekProfile, LaneCommand, LaneResult } from './command.ts';
import { CryptoModuleError } from './crypto-module-error.ts';
import type { LaneLimits, LaneProgram } from './lane-process.ts';
import { type ModuleAlgorithm, type Provider, providerProfile } from './pkcs11/provider-profile.ts';
import type { TokenPlace } from './pkcs11/session.ts';
import type { Pkcs11Setup } from './pkcs11/token-executor.ts';
import { testSameKeys, testToken } from './start-test.ts';
import { TokenLanes } from './token-lanes.ts';

export interface Pkcs11ModuleOptions extends Partial<LaneLimits> {
  /** Path of the maker's PKCS#11 library. */
  readonly library: string;
  /** What the library expects in its environment, `SOFTHSM2_CONF` among it. Nothing else is passed on. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly provider: Provider;
  /** All with the same keys. */
  readonly tokens: readonly TokenPlace[];
  /** Processes for each token: as many as cores for a software token, 2 to 8 for one over a network. One by default. */
  readonly lanes?: number;
  /** What signing keys may be: all that the provider can, unless told. Each is tested at start. */
  readonly algorithms?: readonly ModuleAlgorithm[];
  readonly switchedOn?: readonly OptionalAlgorithm[];
  /** A token set aside is probed after this time: 5 s unless told. */
  readonly probeAfterMs?: number;
}

/**
 * Opens a module that is reached through PKCS#11. It is open when every token has shown that it does what it must and that all
 * hold the same keys; a call goes to the token with the least to do, and to another one when that token's device fails.
 * @throws CryptoModuleError `unavailable` with a sentence for the operator
 */
export async function openPkcs11Module(options: Pkcs11ModuleOptions): Promise<CryptoModule> {
  const tokens: TokenLanes[] = [];
  const profiles = new Map<TokenLanes, KekProfile>();
  const close = async () => {
    await Promise.all(tokens.map((token) => token.close()));
  };
  try {
    for (const place of options.tokens) tokens.push(await startToken(options, place));
    const algorithms = options.algorithms ?? providerProfile(options.provider).algorithms;
    for (const token of tokens) profiles.set(token, await testToken(token, algorithms));
    await testSameKeys(tokens);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    call: (command) => callOn(tokens, command),
    close,
    tokens: () => tokens.map((token) => ({ ...token.state, profile: profiles.get(token) ?? 'N' })),
  };
}

async function startToken(options: Pkcs11ModuleOptions, token: TokenPlace): Promise<TokenLanes> {
  const { deadlineMs = 30_000, queueLimit = 1000, lanes = 1, probeAfterMs = 5000 } = options;
  return await TokenLanes.start(token.label, laneProgram(options, token), {
    deadlineMs,
    queueLimit,
    lanes,
    probeAfterMs,
  });
}

function laneProgram(options: Pkcs11ModuleOptions, token: TokenPlace): LaneProgram {
  const { library, provider, algorithms, switchedOn = [], environment = {} } = options;
  const setup: Pkcs11Setup = { library, provider, token, switchedOn, ...(algorithms && { algorithms }) };
  return { file: join(import.meta.dirname, 'pkcs11', 'lane.ts'), arguments: [token.label], environment, setup };
}

/** One call, whatever token answers it: another is asked only when the one before has said that it made nothing. */
async function callOn<C extends LaneCommand>(tokens: readonly TokenLanes[], command: C): Promise<LaneResult<C>> {
  let refusal: CryptoModuleError | undefined;
  for (const asked = new Set<TokenLanes>(); ; ) {
    const token = leastBusy(tokens.filter((one) => one.takesCalls && !asked.has(one)));
    if (token === undefined) throw refusal ?? new CryptoModuleError('unavailable', 'no token of the module answers');
    asked.add(token);
    try {
      return await token.call(command);
    } catch (error) {
      if (!(error instanceof CryptoModuleError && error.elsewhere)) throw error;
      refusal = error;
    }
  }
}

function leastBusy(tokens: readonly TokenLanes[]): TokenLanes | undefined {
  return [...tokens].sort((a, b) => a.outstanding - b.outstanding)[0];
}

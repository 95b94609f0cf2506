/**
 * The room of a ceremony: the only process that is logged in to the tokens, gone when its parent is. It holds one ceremony,
 * attests its protocol, and ends. No node:crypto here: SoftHSM binds its symbols to this executable's OpenSSL.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { PKCS11 } from 'pkcs11js';
import { CryptoModuleError } from '../crypto-module-error.ts';
import { Token } from './cryptoki.ts';
import { attest, type CeremonyRequest, holdCeremony } from './hold-ceremony.ts';
import type { CeremonyToken } from './make-key.ts';

process.on('disconnect', () => process.exit(0));
if (!process.connected) process.exit(0);

let tokens: readonly CeremonyToken[] = [];

process.on('message', async (message: CeremonyRequest | { digest: Uint8Array }) => {
  try {
    process.send?.({
      result: 'digest' in message ? attest(firstOf(tokens).token, message.digest) : await begin(message),
    });
  } catch (error) {
    process.send?.(refusalOf(error));
  }
});

async function begin(request: CeremonyRequest) {
  const pkcs11js = await load();
  const module = new pkcs11js.PKCS11();
  module.load(request.means.library);
  tokens = await enter(request, () => {
    // Without the flag the binding passes an empty structure and SoftHSM turns its locks off.
    module.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK });
    return module;
  });
  return holdCeremony(tokens, module, request);
}

const attempts = 20;

/**
 * A login rewrites the flags of a token of SoftHSM, and another process that opens it in that moment finds no token, or is told
 * CKR_GENERAL_ERROR. Nothing was made yet and no PIN was judged, so it is tried anew; a wrong PIN is not.
 */
async function enter(request: CeremonyRequest, initialize: () => PKCS11): Promise<readonly CeremonyToken[]> {
  for (let attempt = 1; ; attempt++) {
    const module = initialize();
    try {
      return logIn(module, request);
    } catch (error) {
      module.C_Finalize();
      if (attempt === attempts || !isPassing(error)) throw error;
      await pause(30 + (process.pid % 30));
    }
  }
}

function isPassing(error: unknown): boolean {
  const { code } = Object(error) as { readonly code?: unknown };
  return error instanceof CryptoModuleError ? code === 'input' : code === generalError;
}

const generalError = 5;

function logIn(module: PKCS11, request: CeremonyRequest): readonly CeremonyToken[] {
  const slots = module.C_GetSlotList(true);
  return request.tokens.map(({ label, userPin, soPin }) => {
    const named = slots.filter((slot) => module.C_GetTokenInfo(slot).label.trim() === label);
    const [slot, ...more] = named;
    if (slot === undefined || more.length > 0) {
      throw new CryptoModuleError('input', `the module has ${more.length > 0 ? 'more than one' : 'no'} token ${label}`);
    }
    return { token: new Token(module, slot, userPin), userPin, soPin };
  });
}

/** It is an optional dependency: without a compiler it is not there. */
async function load() {
  try {
    return (await import('pkcs11js')).default;
  } catch (cause) {
    throw new CryptoModuleError('unavailable', 'pkcs11js is not installed; a ceremony needs it (docs/ceremony.md)', {
      cause,
    });
  }
}

function firstOf([first]: readonly CeremonyToken[]): CeremonyToken {
  if (first === undefined) throw new CryptoModuleError('input', 'no ceremony was held');
  return first;
}

/** What the module says has a name (CKR_…) and no secret in it. */
function refusalOf(error: unknown) {
  if (error instanceof CryptoModuleError) return { code: error.code, message: error.message };
  const said = error instanceof Error ? error.message : 'unknown';
  const { method } = Object(error) as { readonly method?: unknown };
  const what = typeof method === 'string' ? ` ${method}` : '';
  return { code: 'unavailable', message: `the module refused${what}: ${said.split('\n')[0]}` };
}

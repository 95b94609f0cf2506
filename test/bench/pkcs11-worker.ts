/**
 * A process of its own, as a lane is one: what a lane does for a signature, and the bare calls of the library for the same, in turn on one
 * login. Told over its channel; nothing here loads node:crypto.
 */
import type { KeyAlgorithm, LaneResults, SignCommand } from '@chancery/crypto-module';
import { type Cryptoki, type Handle, loadCryptoki } from '../../crypto-module/src/pkcs11/cryptoki.ts';
import * as p11 from '../../crypto-module/src/pkcs11/numbers.ts';
import { providerProfile } from '../../crypto-module/src/pkcs11/provider-profile.ts';
import { unwrapTemplate } from '../../crypto-module/src/pkcs11/templates.ts';
import { type Pkcs11Setup, TokenExecutor } from '../../crypto-module/src/pkcs11/token-executor.ts';

/** Bare: unwrap, sign, destroy. Resident: sign with a key that stays. Lane: the whole command, with so many digests in each call. */
export type Loop = 'bare' | 'resident' | 'lane';

export interface LoopRequest {
  readonly loop: Loop;
  readonly algorithm: Extract<KeyAlgorithm, { kind: 'ec' | 'rsa' }>;
  readonly calls: number;
  readonly digests: number;
}

/** Milliseconds for each signature: of this process's processor, and by the clock. */
export interface LoopTime {
  readonly processor: number;
  readonly clock: number;
}

type Signing = { readonly command: SignCommand; readonly bare: () => void; readonly resident: () => void };

process.on('disconnect', () => process.exit(0));
process.once('message', ({ setup }: { setup: Pkcs11Setup }) => {
  const executor = new TokenExecutor(setup);
  executor.open();
  const library = new Bare(loadCryptoki(setup.library), setup);
  const ready = new Map<string, Promise<Signing>>();
  process.on('message', async (request: LoopRequest) => {
    const name = JSON.stringify(request.algorithm);
    if (!ready.has(name)) ready.set(name, prepare(executor, library, request.algorithm));
    process.send?.(await timed(executor, (await ready.get(name))!, request));
  });
  process.send?.({ ready: true });
});

async function timed(executor: TokenExecutor, signing: Signing, request: LoopRequest): Promise<LoopTime> {
  const { loop, calls, digests } = request;
  const command = { ...signing.command, digests: Array<Uint8Array>(digests).fill(digest) };
  const [before, started] = [process.cpuUsage(), performance.now()];
  for (let call = 0; call < calls; call++) {
    if (loop === 'lane') await executor.execute(command);
    else for (let i = 0; i < digests; i++) signing[loop]();
  }
  const { user, system } = process.cpuUsage(before);
  const made = calls * digests;
  return { processor: (user + system) / 1000 / made, clock: (performance.now() - started) / made };
}

const digest = new Uint8Array(32).fill(7);
const owner = { keyId: 'k_bench', owner: 'sgn_bench', policy: 'bench', scal: 2 } as const;

async function prepare(executor: TokenExecutor, library: Bare, algorithm: LoopRequest['algorithm']): Promise<Signing> {
  const run = async <N extends 'generate' | 'transition'>(command: Parameters<TokenExecutor['execute']>[0]) =>
    (await executor.execute(command)) as LaneResults[N];
  const { record: made } = await run<'generate'>({ command: 'generate', algorithm, ...owner });
  const { record: pending } = await run<'transition'>({ command: 'transition', record: made, to: 'cert_pending' });
  const set = { certSha256: new Uint8Array(32) };
  const { record } = await run<'transition'>({ command: 'transition', record: pending, to: 'active', set });
  const scheme = { kind: algorithm.kind === 'rsa' ? 'rsa-pkcs1' : 'ecdsa', digest: 'sha256' } as const;
  return { command: { command: 'sign', record, scheme, digests: [] }, ...library.loops(algorithm, record.blob!) };
}

/** The library without anything of ours around it. */
class Bare {
  readonly #cryptoki: Cryptoki;
  readonly #session: Handle;
  readonly #kek: Handle;
  readonly #wrap: number;

  /** Logged in already: a login is the process's. */
  constructor(cryptoki: Cryptoki, { token, provider }: Pkcs11Setup) {
    this.#cryptoki = cryptoki;
    this.#wrap = providerProfile(provider).wrapMechanism;
    const slot = cryptoki.C_GetSlotList(true).find((one) => cryptoki.C_GetTokenInfo(one).label.trim() === token.label)!;
    this.#session = cryptoki.C_OpenSession(slot, p11.CKF_SERIAL_SESSION);
    cryptoki.C_FindObjectsInit(this.#session, [{ type: p11.CKA_LABEL, value: 'chancery-kek-2' }]);
    this.#kek = cryptoki.C_FindObjects(this.#session, 1)[0]!;
    cryptoki.C_FindObjectsFinal(this.#session);
  }

  loops(algorithm: LoopRequest['algorithm'], wrapped: Uint8Array): Pick<Signing, 'bare' | 'resident'> {
    const data = algorithm.kind === 'rsa' ? Buffer.concat([digestInfo, digest]) : Buffer.from(digest);
    const sign = { mechanism: algorithm.kind === 'rsa' ? p11.CKM_RSA_PKCS : p11.CKM_ECDSA, parameter: null };
    const [room, blob] = [Buffer.alloc(1024), Buffer.from(wrapped)];
    const template = unwrapTemplate(algorithm, false);
    const unwrap = { mechanism: this.#wrap, parameter: null };
    const opened = () => this.#cryptoki.C_UnwrapKey(this.#session, unwrap, this.#kek, blob, template);
    const signed = (key: Handle) => {
      this.#cryptoki.C_SignInit(this.#session, sign, key);
      this.#cryptoki.C_Sign(this.#session, data, room);
    };
    const kept = opened();
    const bare = () => {
      const key = opened();
      signed(key);
      this.#cryptoki.C_DestroyObject(this.#session, key);
    };
    return { bare, resident: () => signed(kept) };
  }
}

/** RFC 8017, 9.2: in front of a SHA-256 value */
const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** What is done under load: hashes are signed on SADs that PINs have activated, each call by the next node. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { SamClient } from '@chancery/sam/client';
import type { SoakKey, TwoNodes } from './two-nodes.ts';

const perApproval = 50;
const low = 20;
const client = 'soak';

/** One signature each time; a SAD that comes to its end is followed by one that was approved in time. */
export function signing({ nodes, keys }: Pick<TwoNodes, 'nodes' | 'keys'>): () => Promise<void> {
  let turn = 0;
  const nextNode = () => nodes[turn++ % nodes.length]!.client;
  const supplies = keys.map((key) => new Supply(key, nextNode));
  let called = 0;
  return async () => {
    const supply = supplies[called++ % supplies.length]!;
    const { key, kind } = supply.of;
    const sad = await supply.take();
    const digests = [randomBytes(32).toString('base64url')];
    const scheme = { kind, digest: 'sha256' } as const;
    const { signatures } = await nextNode().sign({ sad, client, key, callId: randomUUID(), scheme, digests });
    if (signatures.length !== 1) throw new Error(`${signatures.length} signatures for one hash`);
  };
}

/** SADs of one key, each as often as it may be used. */
class Supply {
  readonly of: SoakKey;
  readonly #nextNode: () => SamClient;
  readonly #ready: string[] = [];
  #more: Promise<void> | undefined;

  constructor(of: SoakKey, nextNode: () => SamClient) {
    this.of = of;
    this.#nextNode = nextNode;
  }

  async take(): Promise<string> {
    while (this.#ready.length === 0) await this.#approve();
    // Whoever needs it hears of it if it fails.
    if (this.#ready.length <= low) this.#approve().catch(() => undefined);
    return this.#ready.shift()!;
  }

  #approve(): Promise<void> {
    this.#more ??= this.#approveNow().finally(() => {
      this.#more = undefined;
    });
    return this.#more;
  }

  async #approveNow(): Promise<void> {
    const { signer, key, pin } = this.of;
    const { sad } = await this.#nextNode().authorizePin({ signer, key, pin, n: perApproval, client });
    this.#ready.push(...Array<string>(perApproval).fill(sad));
  }
}

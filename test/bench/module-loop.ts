/** The bare work of a signature: the software module checks and unwraps a key record and signs one hash, with nothing around it. */
import { randomBytes } from 'node:crypto';
import type { KeyAlgorithm, LaneResults, SignCommand } from '@chancery/crypto-module';
import { execute } from '../../crypto-module/src/execute.ts';
import { openSoftwareToken } from '../../crypto-module/src/software-token.ts';

/** Milliseconds of this process's own time for one signature, each time it is called. `folder` becomes the module's. */
export async function moduleLoop(
  folder: string,
  algorithm: KeyAlgorithm,
  times: number,
): Promise<() => Promise<number>> {
  const token = openSoftwareToken(folder);
  const scheme = { kind: algorithm.kind === 'rsa' ? 'rsa-pkcs1' : 'ecdsa', digest: 'sha256' } as const;
  const sign: SignCommand = {
    command: 'sign',
    record: await activeKey(token, algorithm),
    scheme,
    digests: [randomBytes(32)],
  };
  return async () => {
    const before = process.cpuUsage();
    for (let time = 0; time < times; time++) await execute(token, sign);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / times;
  };
}

async function activeKey(token: Parameters<typeof execute>[0], algorithm: KeyAlgorithm) {
  const key = { keyId: 'k_bench', owner: 'sgn_bench', policy: 'bench', scal: 1, algorithm } as const;
  const made = (await execute(token, { command: 'generate', ...key })) as LaneResults['generate'];
  const move = async (record: typeof made.record, to: 'cert_pending' | 'active', set = {}) =>
    ((await execute(token, { command: 'transition', record, to, set })) as LaneResults['transition']).record;
  return move(await move(made.record, 'cert_pending'), 'active', { certSha256: randomBytes(32) });
}

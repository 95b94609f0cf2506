/** A node of a SAM: `chancery sam`, a process of its own that can be looked into. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SamClient } from '@chancery/sam/client';

export interface SamNode {
  readonly pid: number;
  readonly client: SamClient;
  /** Octets of its heap that are in use once what is garbage is gone. */
  heap(): Promise<number>;
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, '..', '..', 'programs', 'src', 'chancery.ts');

/** Resolves when it is ready; rejects with its own sentence. `listen` is filled in. */
export async function startNode(folder: string, configuration: object): Promise<SamNode> {
  const [socket, config] = [join(folder, 'ssa.sock'), join(folder, 'sam.yaml')];
  const listen = { ssa: { socket }, sic: { socket: join(folder, 'sic.sock') } };
  writeFileSync(config, JSON.stringify({ ...configuration, listen }));
  const child = fork(program, ['sam', '--config', config], {
    execArgv: ['--inspect=127.0.0.1:0'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const inspector = Promise.withResolvers<string>();
  child.stderr?.on('data', (words: Buffer) => {
    const url = /ws:\/\/\S+/.exec(words.toString())?.[0];
    if (url !== undefined) inspector.resolve(url);
  });
  const [word] = (await once(child, 'message')) as [Record<string, unknown>];
  if (word['ready'] !== true) throw new Error(String(word['failed']));
  const inspected = await inspect(await inspector.promise);
  const client = new SamClient({ socket });
  const stop = async () => {
    client.close();
    inspected.close();
    child.disconnect();
    await once(child, 'exit');
  };
  return { pid: child.pid ?? 0, client, heap: inspected.heap, stop };
}

/** By the protocol of the inspector. */
async function inspect(url: string) {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (result: Record<string, unknown>) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data));
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  let asked = 0;
  const ask = (method: string) =>
    new Promise<Record<string, unknown>>((resolve) => {
      waiting.set(++asked, resolve);
      socket.send(JSON.stringify({ id: asked, method }));
    });
  const heap = async () => {
    await ask('HeapProfiler.collectGarbage');
    return Number((await ask('Runtime.getHeapUsage'))['usedSize']);
  };
  return { heap, close: () => socket.close() };
}

/** The network in a thread of its own, whose processor time can be told from ours: it asks what it is told to ask. */
import { parentPort } from 'node:worker_threads';
import { type Outward, openOutward } from '@chancery/connectors/tsa';

export type Question = { readonly id: number; readonly request: Parameters<Outward['ask']>[0] };
export type Reply = { readonly id: number; readonly answer: Awaited<ReturnType<Outward['ask']>> };

const outward = openOutward({ privateHosts: ['127.0.0.1'] });
parentPort?.on('message', async ({ id, request }: Question) =>
  parentPort?.postMessage({ id, answer: await outward.ask(request) } satisfies Reply),
);

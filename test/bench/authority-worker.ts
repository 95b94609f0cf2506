/**
 * The sandbox's authority in a process of its own, so that its work is not ours: says where it is, asks itself what its parent wants
 * to know, and lives as long as its parent.
 */
import { type Outward, openOutward } from '@chancery/connectors/tsa';
import { startAuthority } from '../conformance/matrix/sandbox-pki.ts';

export type Question = { readonly id: number; readonly request: Parameters<Outward['ask']>[0] };
export type Reply = { readonly id: number; readonly answer: Awaited<ReturnType<Outward['ask']>> };

const { close, ...authority } = await startAuthority();
const outward = openOutward({ privateHosts: ['127.0.0.1'] });
process.once('disconnect', () => void close());
process.on('message', async ({ id, request }: Question) => process.send?.({ id, answer: await outward.ask(request) }));
process.send?.(authority);

/** The sandbox's authority in a process of its own, so that its work is not ours: says where it is, and lives as long as its parent. */
import { startAuthority } from '../conformance/matrix/sandbox-pki.ts';

const { close, ...authority } = await startAuthority();
process.once('disconnect', () => void close());
process.send?.(authority);

/** `npm run conformance`: clients and judges nobody here wrote. Prints `N passed, N failed` as its last line. */
import { MemoryService, pin } from '../../ssa/src/csc/memory-service.test.ts';
import { judgedByDss } from './judged-by-dss.ts';
import { allGood, signWithPyhanko } from './pyhanko.ts';

const service = await MemoryService.open();
let { passed, failed } = await judgedByDss();
try {
  const base = await service.app.listen({ host: '127.0.0.1', port: 0 });
  for (const credentialID of ['rsa', 'ec']) {
    const task = { base, user: 'alice', password: 'secret:with:colons', pin, credentialID };
    const verdicts = await signWithPyhanko(task);
    for (const verdict of verdicts) process.stdout.write(`pyHanko ${credentialID} ${JSON.stringify(verdict)}\n`);
    if (allGood(verdicts)) passed++;
    else failed++;
  }
} finally {
  await service.close();
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

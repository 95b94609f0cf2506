/** A SAM in a process of its own, as production has it: told over its channel what it is, gone with whoever told it. */
import { Bench } from '../../sam/src/server/testing/bench.ts';
import { type TestIdp, testIdp } from '../../sam/src/server/testing/identity-provider.ts';

export interface SamSetup {
  readonly folder: string;
  readonly url: string;
  readonly idp: TestIdp['trusted'];
  readonly pkcs11: Bench['options']['pkcs11'];
}

process.on('disconnect', () => process.exit(0));
process.once('message', async ({ folder, url, idp, pkcs11 }: SamSetup) => {
  const bench = new Bench(await testIdp(), folder, { url });
  const config = { ...bench.options.config, trust: { idps: [idp] } };
  bench.options = { ...bench.options, config, ...(pkcs11 && { pkcs11 }) };
  await bench.start();
  process.send?.({ ready: true });
});

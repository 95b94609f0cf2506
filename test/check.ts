/** Types at the strictest, format and lint, dead code and undeclared dependencies: everything that needs no running engine. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensurePeers, ensurePkcs11js } from './peers.ts';

const root = join(import.meta.dirname, '..');
const checks: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['types', ['node_modules/typescript/bin/tsc', '--build']],
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']],
  ['dead code and dependencies', ['node_modules/knip/bin/knip.js']],
];

ensurePeers('building');
ensurePkcs11js();
let failed = 0;
for (const [name, args] of checks) {
  const started = Date.now();
  const { status } = spawnSync(process.execPath, [...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) failed++;
  process.stderr.write(
    `${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`,
  );
}
process.exit(failed === 0 ? 0 : 1);

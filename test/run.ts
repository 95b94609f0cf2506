/** `npm test`: makes its own set-up, then runs every suite; with CI=true a skipped case is a failure. */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildPages } from '../programs/src/pages.ts';
import { keepTemporaryFilesInMemory } from './memory-folder.ts';
import { ensurePeers, ensurePkcs11js } from './peers.ts';

const help = `npm test [-- PART ...]

Runs every suite, or those that have a PART in their path. Installs what they need of the machine first.
With CI=true a skipped case is a failure. Ends with 0 when all passed, 1 when not, 2 when no suite has such a path.

Example: npm test -- sam/src/server/signing test/pages/choose
`;
if (process.argv.includes('--help')) {
  process.stdout.write(help);
  process.exit();
}

const root = join(import.meta.dirname, '..');
const patterns = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const workspaces = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).workspaces as string[];
const suites = globSync(
  [
    ...workspaces.map((name) => `${name}/{src,test}/**/*.test.ts`),
    'test/*.test.ts',
    'test/{fuzz,integration,pages,soak}/**/*.test.ts',
  ],
  { cwd: root },
);
const chosen = suites.filter((file) => patterns.length === 0 || patterns.some((part) => file.includes(part))).sort();

if (chosen.length === 0) {
  process.stderr.write(`No suite has ${patterns.join(' or ')} in its path.\n`);
  process.exit(2);
}

keepTemporaryFilesInMemory();
ensurePeers();
ensurePkcs11js();
await buildPages((line) => process.stderr.write(`${line}\n`));
mkdirSync(join(root, '.build'), { recursive: true });
const tap = join(root, '.build', 'tests.tap');
// Suites wait for browsers, modules and databases for half of their time: one more than there are cores.
const atOnce = availableParallelism() + 1;
const { status } = spawnSync(
  process.execPath,
  [
    '--test',
    `--test-concurrency=${atOnce}`,
    '--test-force-exit',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${tap}`,
    ...chosen,
  ],
  { cwd: root, stdio: 'inherit' },
);
const skipped = readFileSync(tap, 'utf8')
  .split('\n')
  .filter((line) => /^\s*(not )?ok .*# SKIP/.test(line));
if (skipped.length > 0) process.stdout.write(`Skipped:\n${skipped.join('\n')}\n`);
process.exit(status !== 0 || (process.env['CI'] === 'true' && skipped.length > 0) ? 1 : 0);

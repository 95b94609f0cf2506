/** Judges in Java, built by Maven from pinned artifacts whose digests are in the repository. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { ensurePeers } from '../peers.ts';

const root = join(import.meta.dirname, '..', '..');
const repository = join(root, '.java', 'repository');
const attempts = 3;

/** Where a judge lies: its sources in a folder of this one, what is built of them, and the jars it runs with. */
interface Place {
  readonly source: string;
  readonly built: string;
  readonly jars: string;
}

/**
 * Class path of the judge whose sources are in the folder of this name; installs Java and Maven where they are missing, fetches
 * and compiles when the sources have changed. Throws when an artifact is not the pinned one.
 */
export function buildJudge(name: 'dss' | 'verapdf'): string {
  ensurePeers('conformance');
  const built = join(root, '.java', name);
  const place: Place = { source: join(import.meta.dirname, name), built, jars: join(built, 'dependency') };
  const stamp = join(built, '.sources');
  const wanted = sourceDigest(place);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(built, { recursive: true, force: true });
    runMaven(place);
    requirePinnedJars(place);
    writeFileSync(stamp, wanted);
  }
  return [join(built, 'classes'), join(place.jars, '*')].join(delimiter);
}

function sourceDigest({ source }: Place): string {
  const files = [...globSync('**/*.java', { cwd: source }).sort(), 'pom.xml', 'jars.sha256'];
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(source, file)));
  return hash.digest('hex');
}

/** A registry that stumbles is asked again; `-U` forgets what it could not give before. */
function runMaven({ source, built }: Place): void {
  process.stderr.write(`Building the judge ${basename(source)} (about a minute the first time).\n`);
  const places = [`-Dmaven.repo.local=${repository}`, `-Djudge.folder=${built}`, '-DincludeScope=runtime'];
  const args = [
    '-B',
    '-q',
    '-Dstyle.color=never',
    '-f',
    join(source, 'pom.xml'),
    ...places,
    'compiler:compile',
    'dependency:copy-dependencies',
  ];
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const more = attempt === 1 ? [] : ['-U'];
    const { status, error } = spawnSync('mvn', [...args, ...more], { stdio: ['ignore', 2, 2] });
    if (status === 0) return;
    if (error !== undefined) throw new Error('Maven cannot be run: is it installed?', { cause: error });
  }
  throw new Error('Maven could not build the judge: is the artifact registry reachable?');
}

/** What Maven resolved is exactly what `jars.sha256` names (made by `sha256sum *.jar` where the jars lie). */
function requirePinnedJars({ source, jars }: Place): void {
  const found = readdirSync(jars)
    .sort()
    .map((name) => `${digestOf(join(jars, name))}  ${name}`);
  const pinned = readFileSync(join(source, 'jars.sha256'), 'utf8').trimEnd().split('\n');
  const wrong = [...found, ...pinned].filter((line) => !found.includes(line) || !pinned.includes(line));
  if (wrong.length === 0) return;
  throw new Error(`${wrong.length} artifacts of the judge are not the pinned ones, the first: ${wrong[0]}`);
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/**
 * schemathesis, a program nobody here wrote, reads /openapi.json of the running engine and asks every operation in all the ways it can think
 * of: nothing may fail on our side, answer with a status that is not described, or with what its schema does not allow.
 * As a program: `node test/conformance/schemathesis.ts [--cases N]` (cases of an operation, at most); the exit code says whether all is well.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { createKey, csc, enrol, openWorld, person, type World } from '../integration/world.ts';
import type { Tally } from './matrix.ts';
import { pythonWith } from './python.ts';

const ana = { login: 'ana', password: 'a pass phrase of ana' };
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
/** All callers together ask so often at least: else it was not the test it is said to be. */
const fewest = 5_000;

/** One case for each kind of caller, one for a description that says less than is true, and one for how often they asked. */
export async function probedBySchemathesis(perOperation = 15): Promise<Tally> {
  const world = await openWorld();
  const folder = mkdtempSync(join(tmpdir(), 'chancery-schemathesis-'));
  const at = `http://127.0.0.1:${world.engine.origins.port}`;
  const most = ['--max-examples', String(perOperation)];
  try {
    const verdicts: Verdict[] = [];
    for (const [name, options] of await callers(world)) {
      verdicts.push(await probe(`${at}/openapi.json`, at, join(folder, name), [...options, ...most]));
    }
    const cases = verdicts.reduce((sum, verdict) => sum + verdict.cases, 0);
    process.stdout.write(`schemathesis: ${cases} cases\n`);
    const right = [...verdicts.map(({ clean }) => clean), cases >= fewest, await findsWhatIsNotDescribed(at, folder)];
    const passed = right.filter(Boolean).length;
    return { passed, failed: right.length - passed };
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without its 400 in the description, a refusal is found: the judge can say no. */
async function findsWhatIsNotDescribed(at: string, folder: string): Promise<boolean> {
  const description = JSON.parse(await (await fetch(`${at}/openapi.json`)).text());
  delete description.paths['/csc/v1/info'].post.responses[400];
  const file = join(folder, 'without-400.json');
  writeFileSync(file, JSON.stringify(description));
  const only = ['--include-path', '/csc/v1/info', '--max-examples', '5'];
  const { clean } = await probe(file, at, join(folder, 'wrong'), only);
  process.stdout.write(`schemathesis, a status left out: ${clean ? 'not found' : 'found'}\n`);
  return !clean;
}

/** Each with what is his in the description, and how he says who he is. */
async function callers(world: World): Promise<readonly (readonly [string, readonly string[]])[]> {
  const enrolled = await enrol(world, person('ana'), ana);
  await createKey(world, enrolled, { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 1, pin: '482913' });
  const basic = Buffer.from(`${ana.login}:${ana.password}`).toString('base64');
  const login = await csc(world, 'auth/login', {}, `Basic ${basic}`);
  const { data } = world.engine;
  const operator = data.secret('admin-token');
  return [
    ['person', [...as(`Bearer ${login.body.access_token}`), '--include-path-regex', '^/csc/(?!.*/auth/)']],
    ['password', [...as(`Basic ${basic}`), '--include-path-regex', '^/csc/.*/auth/']],
    ['application', [...as(`Bearer ${await tokenOf(world)}`), '--exclude-path-regex', '^/(csc|admin)/']],
    // Last: what he changes and removes is what the others work with.
    ['operator', [...as(`Bearer ${operator}`), '--include-path-regex', '^/admin/']],
  ];
}

function as(authorization: string): string[] {
  return ['--header', `Authorization: ${authorization}`];
}

async function tokenOf({ engine, provider }: World): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${engine.origins.port}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${provider.clientId}:${provider.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'service' }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

interface Verdict {
  readonly cases: number;
  readonly clean: boolean;
}

/** What the program found of these operations; its own words, where it found something. */
async function probe(description: string, at: string, report: string, options: readonly string[]): Promise<Verdict> {
  // One worker: of two, Python 3.11 may fail itself ("AST constructor recursion depth mismatch", whose depth its threads share).
  const fixed = ['--phases', 'examples,coverage,fuzzing', '--seed', '1', '--workers', '1', '--warnings', 'off'];
  const told = ['--checks', checks.join(','), '--report', 'json', '--report-json-path', report];
  const program = ['-I', '-m', 'schemathesis.cli', 'run', description, '--url', at, ...fixed, ...told, ...options];
  const child = spawn(pythonWith('schemathesis'), program, {
    stdio: ['ignore', 'pipe', 'inherit'],
    // It keeps notes of what it found where it stands.
    cwd: dirname(report),
  });
  const [words, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const clean = status === 0;
  if (!clean) process.stdout.write(words);
  const { test_cases } = JSON.parse(readFileSync(report, 'utf8')) as { test_cases: { generated: number } };
  return { cases: test_cases.generated, clean };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { cases: { type: 'string' } } });
  const { failed } = await probedBySchemathesis(values.cases === undefined ? undefined : Number(values.cases));
  process.exitCode = failed === 0 ? 0 : 1;
}

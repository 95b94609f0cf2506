/** Every block of the README and of the pages it begins with, as it stands there, in a fresh clone: bash runs it, a scripted person opens the link. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { samplePdf, signerBrowser } from '@chancery/sandbox';
import { freePorts } from '../free-ports.ts';
import { pdfsig } from '../pdfsig.ts';
import { lacking } from '../peers.ts';
import { cloned } from './clone.ts';
import { root } from './command.ts';
import { processesNaming, survivors } from './processes.ts';
import { Terminal } from './terminal.ts';

const clone = cloned(after);
const scratch = mkdtempSync(join(tmpdir(), 'chancery-readme-'));
const port = await freePorts();
// The README names no port: the usual ones may be taken where the tests run.
const env = { PATH: process.env['PATH'], HOME: scratch, TMPDIR: scratch, CHANCERY_PORT: String(port) };
const [first, second] = [new Terminal(clone, scratch, env), new Terminal(clone, scratch, env)];
after(() => {
  for (const terminal of [first, second]) terminal.close();
  for (const { pid } of processesNaming(clone)) process.kill(pid, 'SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

const pages = new Map(['README.md', 'docs/try-it.md', 'docs/provider.md'].map((page) => [page, blocksOf(page)]));
const languages = new Set([...pages.values()].flat().map(({ language }) => language));

function blocksOf(page: string) {
  const fences = readFileSync(join(root, page), 'utf8').matchAll(/^```(.*)\n([\s\S]*?)^```$/gm);
  return [...fences].map(([, language = '', text = '']) => ({ language, text }));
}

/** The blocks of a page come in its order, and none is left out. */
function block(beginning: string, page = 'README.md'): string {
  const { text } = pages.get(page)?.shift() ?? { text: 'nothing: the page ended' };
  assert.ok(text.startsWith(beginning), `the next block of ${page} is\n${text}`);
  return text;
}

const skip = lacking('curl', 'xxd', 'openssl', 'poppler-utils', 'libnss3-tools');

describe('the README', { skip }, () => {
  test('npm run demo', async () => {
    const said = await first.run(block('npm run demo\n'));
    assert.match(said, /^Signed: .+signed\.pdf$/m);
    assert.equal(said.match(/^refused: /gm)?.length, 4);
  });

  test('the result is checked with OpenSSL, without us', async () => {
    assert.match(await first.run(block('check=$(mktemp -d)\n', 'docs/try-it.md')), /^CMS Verification successful$/m);
  });

  test('the result is checked with pdfsig', async () => {
    const said = await first.run(block('certutil -N', 'docs/try-it.md'));
    assert.match(said, /Signature is Valid/);
    assert.match(said, /Total document signed/);
  });

  let running: Promise<string>;

  test('npm start', async () => {
    const command = block('npm start\n');
    running = first.run(command);
    await Promise.race([first.said(/Chancery is running\./), running]);
  });

  let link = '';

  test('a token, the document, a link', async () => {
    const said = await second.run(block('. .data/client.env', 'docs/try-it.md'));
    link = /^Open in a browser, as ana: (http\S+)$/m.exec(said)?.[1] ?? '';
    assert.ok(link.startsWith(`http://localhost:${port}/sign/`), said);
  });

  test('the person opens the link; the signed document is fetched, validated, and trusted by a foreign judge', async () => {
    const signer = signerBrowser({ sicOrigin: `http://sic.localhost:${port + 1}` });
    await signer.approve(link, { username: 'ana', password: 'ana' });
    assert.equal(
      await second.run(block('api "signature-requests/$ID" | field state', 'docs/try-it.md')),
      'signed\nTOTAL-PASSED\n',
    );
    const data = (name: string) => join(clone, '.data', name);
    const sample = samplePdf();
    assert.deepEqual(readFileSync(data('contract-signed.pdf')).subarray(0, sample.length), Buffer.from(sample));
    const judged = pdfsig(data('contract-signed.pdf'), data('root.pem'));
    for (const words of [/Signature is Valid/, /Certificate is Trusted/, /Total document signed/])
      assert.match(judged, words);
  });

  test('the same with the typed client is a program that examples.test.ts runs', () => {
    const program = readFileSync(join(root, 'examples', 'sign-a-pdf', 'sign.ts'), 'utf8');
    assert.equal(block('// CHANCERY='), program);
  });

  test('the configurations of a running sandbox are whole', async () => {
    const said = await second.run(block('node launch.mjs chancery --help\n', 'docs/provider.md'));
    assert.match(said, /^Usage: chancery/m);
  });

  test('Ctrl-C ends it', async () => {
    const npm = processesNaming(clone).filter(({ command }) => /sandbox start/.test(command));
    assert.equal(npm.length, 1);
    process.kill(npm[0]!.pid, 'SIGINT');
    await running;
    assert.deepEqual(await survivors(join(clone, '.data'), 2000), []);
  });

  test('npm test is what decides whether a change lands', () => {
    const command = block('npm test\n');
    assert.ok(readFileSync(join(root, '.ci', 'run'), 'utf8').includes(`\n${command}`));
  });

  test('every page is named where all of them are', () => {
    const all = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
    const index = readFileSync(join(root, 'docs', 'README.md'), 'utf8');
    assert.deepEqual(
      all.filter((name) => !index.includes(`](${name})`)),
      [],
    );
  });

  test('no block is left, and every one is for bash or a program of its own', () => {
    assert.deepEqual([...pages.values()].flat(), []);
    assert.deepEqual(languages, new Set(['bash', 'ts']));
  });
});

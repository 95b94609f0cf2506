/** The evidence of a signature over the whole engine, and every command of docs/audit.md as it stands there. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { samplePdf } from '@chancery/sandbox';
import { lacking } from '../peers.ts';
import { chancery, type Told } from './chancery-command.ts';
import { root } from './command.ts';
import { enrol, openWorld, person, type World } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-evidence-'));
let world: World;
let chal: string;
before(async () => {
  world = await openWorld();
});
after(async () => {
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a service provider fetches the evidence of its request, for programs and for people', {
  skip: lacking('poppler-utils'),
}, async () => {
  const { client, engine } = world;
  const { account, signer, person: ana } = await enrol(world, person('ana'));
  const documents = [{ name: 'Contract.pdf', content: samplePdf() }];
  const { id, authorization_url: url } = await client.signatureRequests.create({ account, documents });
  await signer.approve(url, ana);
  assert.equal((await client.signatureRequests.get(id)).state, 'signed');
  await engine.children.get('sam')?.stop();
  await engine.restart('sam');
  const evidence = await client.signatureRequests.evidence(id);
  assert.deepEqual([evidence.proven, evidence.documents[0]?.name], [true, 'Contract.pdf']);
  chal = JSON.parse(evidence.sam.intent).chal;
  writeFileSync(join(folder, 'evidence.json'), JSON.stringify(evidence));
  const page = await client.signatureRequests.evidencePdf(id);
  const file = join(folder, 'evidence.pdf');
  writeFileSync(file, await buffer(page.octets));
  const told = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  for (const said of [
    'Evidence of an electronic signature',
    'Ana',
    'Contract.pdf',
    'webauthn, class A',
    'under checkpoints that it has signed',
  ])
    assert.ok(told.includes(said), `${said} in ${told}`);
});

test('every command of docs/audit.md does what the page says', async () => {
  await world.engine.stop();
  const page = readFileSync(join(root, 'docs', 'audit.md'), 'utf8');
  const commands = [...page.matchAll(/^\$ node launch\.mjs chancery (.*)$/gm)].map(([, line = '']) => line);
  const expected = [
    /time-stamped up to checkpoint 1, [\s\S]* checkpoints: whole\./,
    /^The log of .* is in .*audit-log/,
    /time-stamped up to checkpoint 1, [\s\S]* checkpoints: whole\./,
    /^The proof is in .*proof\.json/,
    /^SIGN_OK of [\s\S]*1 records: proven\./,
    /^CHALLENGE_ACTIVATED of [\s\S]*5 records: proven\./,
  ];
  assert.equal(commands.length, expected.length);
  for (const [i, command] of commands.entries()) {
    const { status, stdout, stderr } = await run(command);
    assert.equal(status, 0, `${command}\n${stdout}${stderr}`);
    assert.match(stdout, expected[i] ?? /never/);
  }
});

test('evidence in which somebody changed a letter is refused by the same command', async () => {
  const file = join(folder, 'evidence.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('Banco Norte', 'Banco Sur'));
  // In what the front end says about it, which nobody is asked to believe.
  const changed = await run('audit verify evidence.json');
  assert.equal(changed.status, 0, changed.stdout);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('Banco Norte', 'Banco Sur'));
  const lied = await run('audit verify evidence.json');
  assert.deepEqual([lied.status, /FINDING intent/.test(lied.stdout)], [3, true], lied.stdout);
});

function run(command: string): Promise<Told> {
  const files = ['audit-log', 'proof.json', 'evidence.json'];
  const words = command.split(' ').map((word) => {
    if (files.includes(word)) return join(folder, word);
    return word.startsWith('c_') ? chal : word.replace(/^\.data/, world.engine.data.folder);
  });
  return chancery(...words);
}

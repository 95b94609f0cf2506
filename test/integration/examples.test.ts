/** What developers copy: the same signature in four languages, each program as it stands in `examples/sign-a-pdf`. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { samplePdf } from '@chancery/sandbox';
import { lacking } from '../peers.ts';
import { root } from './command.ts';
import { Terminal } from './terminal.ts';
import { type Enrolled, enrol, openWorld, person, type World } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-examples-'));
const contract = join(folder, 'contract.pdf');
let world: World;
let ana: Enrolled;
before(async () => {
  writeFileSync(contract, samplePdf());
  world = await openWorld();
  ana = await enrol(world, person('ana'));
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

const programs = { 'sign.ts': process.execPath, 'sign.py': 'python3', 'Sign.java': 'java', 'sign.sh': 'bash' } as const;

function start(name: keyof typeof programs, signed: string) {
  const { clientId, clientSecret } = world.provider;
  const engine = `http://127.0.0.1:${world.engine.origins.port}`;
  const env = { ...process.env, CHANCERY: engine, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret };
  const program = join(root, 'examples', 'sign-a-pdf', name);
  return spawn(programs[name], [program, contract, signed], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

for (const name of Object.keys(programs) as (keyof typeof programs)[]) {
  test(`${name} has a PDF signed`, { skip: lacking('curl', 'default-jdk-headless') }, async () => {
    const signed = join(folder, `${name}.pdf`);
    const child = start(name, signed);
    const complaints = text(child.stderr);
    for await (const line of createInterface(child.stdout)) {
      const link = /^Open in a browser: (http\S+)$/.exec(line)?.[1];
      if (link !== undefined) await ana.signer.approve(link, ana.person);
    }
    const [status] = child.exitCode === null ? await once(child, 'close') : [child.exitCode];
    assert.equal(status, 0, await complaints);
    const verdict = await world.client.signatures.validate({
      document: readFileSync(signed),
      roots: [world.engine.root],
    });
    assert.deepEqual([verdict.valid, verdict.signatures.length], [true, 1]);
  });
}

test('the ten steps of a web application are run as docs/integration.md has them', {
  skip: lacking('curl'),
}, async () => {
  const { origins, data } = world.engine;
  writeFileSync(join(folder, 'admin.env'), `CHANCERY=${origins.ssa}\nADMIN_TOKEN=${data.secret('admin-token')}\n`);
  writeFileSync(join(folder, 'offer.pdf'), samplePdf());
  const known = { BACK: world.redirectUri, ISSUER: origins.idp, SUBJECT: ana.person.sub };
  const shell = new Terminal(folder, folder, { PATH: process.env['PATH'], HOME: folder, ...known });
  const program = join(root, 'programs', 'src', 'chancery.ts');
  await shell.run(`chancery() { '${process.execPath}' '${program}' "$@"; }
field() { '${process.execPath}' -p "JSON.parse(fs.readFileSync(0)).$1"; }`);
  const page = readFileSync(join(root, 'docs', 'integration.md'), 'utf8');
  const said: string[] = [];
  for (const [, block = ''] of page.matchAll(/^```bash\n([\s\S]*?)^```$/gm)) {
    said.push(await shell.run(block));
    const link = /^(http\S+\/sign\/\S+)$/m.exec(said.at(-1) ?? '')?.[1];
    if (link !== undefined) await ana.signer.approve(link, ana.person);
  }
  shell.close();
  assert.deepEqual([said.length, said[6], said[8]], [10, 'signed\n', '"indication":"TOTAL-PASSED"\n']);
  assert.match(said[5] ?? '', /signed/);
});

test('the README quotes the first of them as it is, in thirty lines', () => {
  const program = readFileSync(join(root, 'examples', 'sign-a-pdf', 'sign.ts'), 'utf8');
  assert.ok(readFileSync(join(root, 'README.md'), 'utf8').includes(`\`\`\`ts\n${program}\`\`\`\n`));
  assert.ok(program.split('\n').length <= 31);
});

import assert from 'node:assert/strict';
import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runTimestamp } from './timestamp.ts';

const folder = mkdtempSync(join(tmpdir(), 'command-timestamp-'));
const [file, link] = [join(folder, 'contract.pdf'), join(folder, 'link.tsr')];
writeFileSync(file, 'what is stamped');
linkSync(file, link);
after(() => rmSync(folder, { recursive: true, force: true }));

test('what is stamped is never replaced by its time-stamp', async () => {
  const options = { algorithm: 'sha256', force: true, client: join(folder, 'none.env') } as const;
  for (const out of [file, link])
    await assert.rejects(runTimestamp(file, { ...options, out }), { exitCode: 2, message: /would replace/ });
  assert.equal(readFileSync(file, 'utf8'), 'what is stamped');
});

/** The file that operators copy from the documentation is one of this program. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readInstallation } from './document.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-installation-'));
after(() => rmSync(folder, { recursive: true }));
const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'administration.md');

test('the configuration in docs/administration.md is read as it stands, and with no member that nobody knows', () => {
  const [, yaml = ''] = /```yaml\n(groups:[\s\S]*?)```/.exec(readFileSync(page, 'utf8')) ?? [];
  const file = join(folder, 'engine.yaml');
  writeFileSync(file, yaml);
  const [group] = readInstallation(file).groups;
  assert.deepEqual([group?.name, group?.providers?.[0]?.clients?.[0]?.name], ['Northern banks', 'web']);
  writeFileSync(file, yaml.replace('redirect_uris:', 'redirect_uri:'));
  assert.throws(() => readInstallation(file), { name: 'CommandError', message: /clients\/0/ });
});

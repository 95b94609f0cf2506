import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readPdf } from '../pdf/document.ts';
import { arabic, latin } from './sample-fonts.test.ts';
import { type TextPart, textDocument } from './text-document.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-text-'));
after(() => rmSync(folder, { recursive: true }));

const document = (parts: readonly TextPart[]) =>
  textDocument({ title: 'A title: ñ', language: 'en', foot: 'Foot', fonts: [latin, arabic], parts });

test('is a PDF that another reader finds sound, with its text, its title and its fonts inside', () => {
  const hash = 'ab'.repeat(64);
  const octets = document([
    { kind: 'title', text: 'Evidence' },
    { kind: 'paragraph', text: 'Signed by Ana García Ñúñez, Ωmega and Ивана.' },
    { kind: 'fact', name: 'Hash', text: hash },
    { kind: 'fact', name: 'Unknown', text: 'a\u{1F600}b' },
  ]);
  const file = written(octets);
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  for (const part of ['Evidence', 'Ana García Ñúñez, Ωmega and Ивана.', 'a?b', 'Foot   1 / 1'])
    assert.ok(text.replace(/ +/g, ' ').includes(part.replace(/ +/g, ' ')), `${part} in ${text}`);
  assert.equal(text.match(/[ab]{20,}/g)?.join(''), hash);
  assert.match(execFileSync('pdfinfo', [file], { encoding: 'utf8' }), /Title: +A title: ñ\n/);
  assert.ok(Buffer.from(octets).includes('/FontFile2'));
});

test('goes on on the next page, and no heading stays behind alone', () => {
  const facts = Array.from(
    { length: 80 },
    (_, i): TextPart => ({ kind: 'fact', name: `Fact ${i}`, text: `value ${i}` }),
  );
  for (let above = 41; above < 46; above++) {
    const octets = document([...facts.slice(0, above), { kind: 'heading', text: 'HEADING' }, ...facts.slice(above)]);
    const pages = execFileSync('pdftotext', ['-layout', written(octets), '-'], { encoding: 'utf8' }).split('\f');
    const lines = (pages.find((page) => page.includes('HEADING')) ?? '')
      .split('\n')
      .filter((line) => line.trim() !== '');
    assert.ok(lines.findIndex((line) => line.includes('HEADING')) < lines.length - 3);
    assert.equal(readPdf(octets).catalog.entries.size, 4);
    assert.ok(pages.join('').includes('value 79'));
  }
});

function written(octets: Uint8Array): string {
  const file = join(folder, 'text.pdf');
  writeFileSync(file, octets);
  return file;
}

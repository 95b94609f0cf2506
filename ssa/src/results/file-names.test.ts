import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNames } from './file-names.ts';

const of = (...names: string[]) => fileNames(names, ['report.json']);

test('no name leaves the folder, hides, or means something to a file system', () => {
  const names = ['../../etc/passwd', 'C:\\boot.ini', '.bashrc', '..', 'con.pdf', 'a\0b', 'x. ', '-', '\u202efdp.exe'];
  assert.deepEqual(of(...names), [
    '_.._etc_passwd',
    'C__boot.ini',
    'bashrc',
    'document',
    '_con.pdf',
    'a_b',
    'x',
    '-',
    '_fdp.exe',
  ]);
});

test('no name stands twice, also where the case of letters does not count, and none is the report’s', () => {
  assert.deepEqual(of('a.pdf', 'A.pdf', 'a.pdf', 'Report.JSON', 'a (2).pdf'), [
    'a.pdf',
    'A (2).pdf',
    'a (3).pdf',
    'Report (2).JSON',
    'a (2) (2).pdf',
  ]);
  assert.deepEqual(of('ΟΔΟΣ', 'οδος', 'οδοσ', 'ﬁn.pdf', 'fin.pdf'), [
    'ΟΔΟΣ',
    'οδος (2)',
    'οδοσ (3)',
    'ﬁn.pdf',
    'fin (2).pdf',
  ]);
  assert.deepEqual(of('\u00e9.pdf', 'e\u0301.pdf'), ['\u00e9.pdf', '\u00e9 (2).pdf'], 'one letter in two spellings');
  const thousand = of(...Array.from({ length: 1_000 }, () => 'Same.xml.p7s'));
  assert.equal(new Set(thousand.map((name) => name.toLowerCase())).size, 1_000);
  assert.equal(thousand[999], 'Same (1000).xml.p7s');
});

test('a name of any script stays, but no longer than a file system takes', () => {
  assert.deepEqual(of('عقد القرض ٢٢٣١.pdf'), ['عقد القرض ٢٢٣١.pdf']);
  const [long = ''] = of(`${'字'.repeat(255)}.pdf`);
  assert.deepEqual(of(`${'a'.repeat(119)}. and more`), ['a'.repeat(119)], 'no point at the end');
  assert.ok(Buffer.byteLength(long) < 150 && long.endsWith('字.pdf'), long);
});

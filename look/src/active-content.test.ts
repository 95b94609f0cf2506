import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { activityIn } from './active-content.ts';

const kindsIn = async (pdf: string | Uint8Array) => {
  const { kinds, whole } = await activityIn(typeof pdf === 'string' ? Buffer.from(pdf, 'latin1') : pdf);
  return { kinds: [...kinds].sort(), whole };
};
const only = (...kinds: string[]) => ({ kinds, whole: true });

function packed(objects: string, more = '/Filter /FlateDecode'): Uint8Array {
  const content = deflateSync(Buffer.from(objects));
  const head = `7 0 obj\n<< /Type /ObjStm /N 1 /First 4 ${more} /Length ${content.length} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\nendstream\nendobj\n')]);
}

for (const [what, pdf, kind] of [
  ['an action that starts a program', '<< /S /Launch /F (setup.exe) >>', 'launches'],
  ['one that opens another file', '<</S/GoToR/F(other.pdf)/D[0/Fit]>>', 'launches'],
  ['one whose name is written in codes', '<< /S /L#61unch /F (setup.exe) >>', 'launches'],
  ['a link', '<< /Type /Action /S /URI /URI (https://example.test) >>', 'links'],
  ['a script', '<< /S /JavaScript /JS (app.alert\\(1\\)) >>', 'scripts'],
  ['a form that is sent away', '<< /S /SubmitForm /F << /FS /URL /F (https://example.test) >> >>', 'sends'],
  ['sound', '<< /S /Sound /Sound 5 0 R >>', 'media'],
  ['video of PDF 2.0', '<< /Type /Annot /Subtype /RichMedia >>', 'media'],
  ['three dimensions', '<< /Subtype/3D >>', 'media'],
  ['a stream that lies elsewhere', '<< /Length 0 /F (http://example.test/picture) >>\nstream\n\nendstream', 'outside'],
  ['one by a specification of its own', '<< /F 9 0 R /FFilter /DCTDecode /Length 0 >> stream\r\n', 'outside'],
] as const) {
  test(`${what} is found`, async () => assert.deepEqual(await kindsIn(pdf), only(kind)));
}

test('what lies in a stream of objects is found as well', async () => {
  assert.deepEqual(await kindsIn(packed('1 0 << /S /Launch /F (setup.exe) >>')), only('launches'));
});

test('nor does it matter whether its length stands in another object', async () => {
  const indirect = String(Buffer.from(packed('1 0 << /S /Launch >>')).toString('latin1')).replace(
    /\/Length \d+/,
    '/Length 9 0 R',
  );
  assert.deepEqual(await kindsIn(indirect), only('launches'));
});

test('a stream of objects that cannot be opened is said to be so', async () => {
  assert.deepEqual(await kindsIn(packed('', '/Filter /LZWDecode')), { kinds: [], whole: false });
  const torn = packed('1 0 << /S /Launch >>');
  torn.fill(0, Buffer.from(torn).indexOf('stream\n') + 7, torn.length - 20);
  assert.deepEqual(await kindsIn(torn), { kinds: [], whole: false });
});

test('an ordinary PDF is not suspected: pages, links within it, filters and attached files are no activity', async () => {
  const ordinary = [
    '<< /Type /Action /S /GoTo /D [3 0 R /Fit] >>',
    '<< /Type /Filespec /F (annex.txt) /EF << /F 8 0 R >> >>',
    '<< /Type /EmbeddedFile /Length 5 /Params << /Size 5 >> >>\nstream\nhello\nendstream',
    '<< /Type /XObject /Subtype /Image /Filter /FlateDecode /Length 3 >>\nstream\nabc\nendstream',
    '<< /Type /Annot /Subtype /Widget /FT /Sig /F 132 >>',
  ];
  assert.deepEqual(await kindsIn(ordinary.join('\n')), only());
});

test('what stands across the edge of two pieces is found', async () => {
  const pdf = Buffer.alloc(4 * 1024 * 1024 + 100, 0x20);
  pdf.write('<< /S /Launch >>', 4 * 1024 * 1024 - 6);
  assert.deepEqual(await kindsIn(pdf), only('launches'));
});

test('a search that is no longer wanted ends', async () => {
  const stop = new AbortController();
  stop.abort();
  const { kinds } = await activityIn(Buffer.from('<< /S /Launch >>'), stop.signal);
  assert.equal(kinds.size, 0);
});

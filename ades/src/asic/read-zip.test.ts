import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { bytesSource, type PdfSource } from '../pdf/source.ts';
import { absent } from '../testing/absent.test.ts';
import { containerFile, readAsic } from './container.ts';
import { joinParts } from './join-parts.ts';
import { readZip } from './read-zip.ts';
import { distantMember, type Member, memberOf, zipParts } from './write-zip.ts';
import { centralHeader, endRecords, localHeader } from './zip-records.ts';

const text = Buffer.from('what is in a file\r\n');
const members = [memberOf('mimetype', Buffer.from('application/vnd.etsi.asic-e+zip')), memberOf('a.txt', text)];
const zip = Buffer.from(joinParts(zipParts(members, 'a comment')));

function refuses(octets: Uint8Array, code: AdesErrorCode): void {
  assert.throws(
    () => readZip(bytesSource(octets)),
    (error: unknown) => error instanceof AdesError && error.code === code && error.message.length > 10,
  );
}

/** A ZIP file of members that our own writer would refuse. */
function unchecked(...entries: readonly Member[]): Buffer {
  const directory: Uint8Array[] = [];
  const files: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const content = entry.content.kind === 'octets' ? entry.content.octets : new Uint8Array();
    directory.push(centralHeader(entry, offset));
    files.push(localHeader(entry), content);
    offset += localHeader(entry).length + content.length;
  }
  const central = Buffer.concat(directory);
  const end = endRecords({ entries: entries.length, offset, size: central.length }, '');
  return Buffer.concat([...files, central, end]);
}

/** With other octets where the first of the same kind of record stands, counted from it. */
function patched(signature: number, at: number, ...octets: readonly number[]): Buffer {
  const found = zip.indexOf(Buffer.from(Uint32Array.of(signature).buffer));
  const copy = Buffer.from(zip);
  copy.set(octets, found + at);
  return copy;
}

test('what is no ZIP file is refused, and so is one whose end is cut off', () => {
  refuses(new Uint8Array(), 'not-a-container');
  refuses(Buffer.from('%PDF-1.7'.repeat(10)), 'not-a-container');
  refuses(zip.subarray(0, -1), 'not-a-container');
});

for (const name of [
  '../a.txt',
  'a/../../b',
  '/etc/passwd',
  'a\\b',
  'c:a',
  'a//b',
  './a',
  'a\0b',
  'a\nb',
  '',
  'a'.repeat(513),
])
  test(`a name such as ${JSON.stringify(name.slice(0, 20))} is neither read nor written`, () => {
    refuses(unchecked(memberOf(name, text)), 'input');
    assert.throws(() => zipParts([memberOf(name, text)], ''), { code: 'input' });
  });

test('two files of one name are refused, by whatever case or accent', () => {
  for (const other of ['a.txt', 'A.TXT']) refuses(unchecked(memberOf('a.txt', text), memberOf(other, text)), 'input');
  refuses(unchecked(memberOf('\u00e9', text), memberOf('e\u0301', text)), 'input');
  assert.throws(() => zipParts([memberOf('a', text), memberOf('A', text)], ''), { code: 'input' });
});

test('an encrypted file, one of another compression and a name in another code are refused by name', () => {
  for (const flags of [
    [1, 0],
    [0x40, 0],
    [0, 0x20],
  ])
    refuses(patched(0x02014b50, 8, ...flags), 'encrypted');
  refuses(patched(0x02014b50, 10, 12), 'unsupported');
  refuses(patched(0x02014b50, 46, 0xe9), 'unsupported');
});

test('a local header that says something else than the directory is refused', () => {
  refuses(patched(0x04034b50, 30, 0x4d), 'damaged');
  refuses(patched(0x04034b50, 8, 8), 'damaged');
  refuses(patched(0x04034b50, 14, 1, 2, 3, 4), 'damaged');
  refuses(patched(0x04034b50, 6, 0, 8), 'damaged');
  // Who reads from the front would take less of the file, and what is left of it for more files.
  refuses(patched(0x04034b50, 18, 1), 'damaged');
  refuses(patched(0x04034b50, 22, 1), 'damaged');
});

test('a directory that the larger records and the smaller ones tell differently is refused', () => {
  const [at, central] = [zip.length - 22 - 'a comment'.length, zip.indexOf('PK\u0001\u0002')];
  const [record, locator, end] = [Buffer.alloc(56), Buffer.alloc(20), Buffer.from(zip.subarray(at))];
  record.writeUInt32LE(0x06064b50, 0);
  for (const [place, value] of [
    [32, 2],
    [40, at - central],
    [48, central],
  ] as const)
    record.writeBigUInt64LE(BigInt(value), place);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(at), 8);
  end.writeUInt32LE(0xffffffff, 16);
  const large = () => Buffer.concat([zip.subarray(0, at), record, locator, end]);
  assert.equal(readZip(bytesSource(large())).entries.length, 2);
  for (const position of [at, at + record.length]) {
    const unknown = large();
    unknown.writeUInt8(0, position);
    refuses(unknown, 'damaged');
  }
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  refuses(large(), 'damaged');
});

test('what stands before, between or behind the entries is refused', () => {
  refuses(Buffer.concat([Buffer.from('#!/bin/sh\n'), zip]), 'damaged');
  refuses(patched(0x06054b50, 16, 0), 'damaged');
  const hidden = Buffer.from(unchecked(memberOf('a', text), memberOf('b', text), memberOf('c', text)));
  const central = hidden.indexOf(Buffer.from(Uint32Array.of(0x02014b50).buffer));
  const without = Buffer.concat([hidden.subarray(0, central + 47), hidden.subarray(central + 94)]);
  without.writeUInt16LE(2, without.length - 14);
  without.writeUInt16LE(2, without.length - 12);
  without.writeUInt32LE(94, without.length - 10);
  refuses(without, 'damaged');
});

test('a record that is not what it should be, and a directory with more than its entries, are refused', () => {
  refuses(patched(0x04034b50, 0, 0), 'damaged');
  refuses(patched(0x02014b50, 0, 0), 'damaged');
  refuses(patched(0x06054b50, 12, 0, 0, 0x20, 0), 'too-complex');
  const [central, end] = [zip.indexOf('PK\u0001\u0002'), zip.length - 22 - 'a comment'.length];
  const behind = Buffer.concat([zip.subarray(0, end), Buffer.from('more'), zip.subarray(end)]);
  refuses(behind, 'damaged');
  behind.writeUInt32LE(end + 4 - central, end + 4 + 12);
  refuses(behind, 'damaged');
});

test('a program before the first entry is refused, even where every place is told right', () => {
  const before = Buffer.from('#!/bin/sh\n');
  const longer = Buffer.concat([before, zip]);
  for (let at = longer.indexOf('PK\u0001\u0002'); at >= 0; at = longer.indexOf('PK\u0001\u0002', at + 1))
    longer.writeUInt32LE(longer.readUInt32LE(at + 42) + before.length, at + 42);
  const end = longer.length - 22 - 'a comment'.length;
  longer.writeUInt32LE(longer.readUInt32LE(end + 16) + before.length, end + 16);
  refuses(longer, 'damaged');
});

test('entries that overlap are refused', () => {
  refuses(patched(0x02014b50, 20, 0xff), 'damaged');
  const twice = Buffer.from(unchecked(memberOf('a', text), memberOf('b', text)));
  twice.writeUInt32LE(0, twice.lastIndexOf('PK\u0001\u0002') + 42);
  refuses(twice, 'damaged');
});

test('a directory of fewer entries than it counts, and a large entry without its size, are refused', () => {
  refuses(patched(0x06054b50, 8, 3, 0, 3), 'damaged');
  for (const at of [20, 24, 42]) refuses(patched(0x02014b50, at, 0xff, 0xff, 0xff, 0xff), 'damaged');
});

test('sizes that no file has, one by one or together, and larger records that lie outside, are refused', () => {
  const sized = (name: string, size: number) => ({ ...memberOf(name, text), size, stored: size });
  refuses(unchecked(sized('a', 2 ** 53)), 'damaged');
  refuses(unchecked(sized('a', 2 ** 53 - 1), sized('b', 2 ** 53 - 1)), 'too-complex');
  const full = endRecords({ entries: 1, offset: 0xffffffff, size: 0 }, '');
  refuses(full.subarray(-22), 'damaged');
  full.writeBigUInt64LE(1000n, full.length - 22 - 12);
  refuses(full, 'damaged');
});

test('a mark of the order of octets is part of a name', () => {
  const marked = unchecked(memberOf('\ufeffa', text));
  assert.equal(readZip(bytesSource(marked)).entries[0]?.name, '\ufeffa');
});

test('something behind a file is refused unless it says that its sizes stand there, and then no more than they need', () => {
  const behind = (flags: number, octets: number) => {
    const [first, second] = [unchecked(memberOf('a', text)), memberOf('b', text)];
    const local = localHeader(memberOf('a', text)).length + text.length;
    const central = [centralHeader(memberOf('a', text), 0), centralHeader(second, local + octets)];
    const front = Buffer.from(first.subarray(0, local));
    for (const [header, at] of [[front, 6] as const, [central[0] as Buffer, 8] as const]) header.writeUInt8(flags, at);
    const files = [front, Buffer.alloc(octets), localHeader(second), text];
    const offset = files.reduce((sum, one) => sum + one.length, 0);
    const size = central.reduce((sum, one) => sum + one.length, 0);
    return Buffer.concat([...files, ...central, endRecords({ entries: 2, offset, size }, '')]);
  };
  assert.equal(readZip(bytesSource(behind(8, 24))).entries.length, 2);
  refuses(behind(8, 25), 'damaged');
  refuses(behind(0, 1), 'damaged');
});

test('a ZIP file in pieces is refused', () => {
  for (const at of [4, 6, 8]) refuses(patched(0x06054b50, at, 1), 'unsupported');
});

test('more than a thousand files, and a file that swells a hundredfold, are refused before anything is inflated', () => {
  refuses(
    unchecked(...Array.from({ length: 1001 }, (_, at) => memberOf(`file ${at}`, new Uint8Array()))),
    'too-complex',
  );
  const small = deflateRawSync(Buffer.alloc(1024 * 1024), { level: 9 });
  readZip(bytesSource(unchecked({ ...memberOf('small', small), method: 8, size: 1024 * 1024 })));
  const swollen = deflateRawSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });
  const bomb = { ...memberOf('bomb', swollen), method: 8, size: 64 * 1024 * 1024 } as const;
  refuses(unchecked(bomb), 'too-complex');
});

test('a file that inflates to more or less than it says, or to something else, is damaged', () => {
  const deflated = deflateRawSync(text);
  const honest = {
    ...memberOf('mimetype', deflated),
    method: 8,
    size: text.length,
    crc32: memberOf('', text).crc32,
  } as const;
  readAsic(bytesSource(unchecked(honest)));
  for (const change of [{ size: text.length - 1 }, { size: text.length + 1 }, { crc32: 1 }, { method: 0 }] as const)
    assert.throws(() => readAsic(bytesSource(unchecked({ ...honest, ...change }))), { code: 'damaged' });
  const longer = memberOf('mimetype', Buffer.concat([deflated, localHeader(memberOf('hidden', text)), text]));
  const { size, crc32 } = honest;
  assert.throws(() => readAsic(bytesSource(unchecked({ ...longer, method: 8, size, crc32 }))), { code: 'damaged' });
});

test('every octet of a container changed alone, and every length of it, is read or refused', () => {
  for (let at = 0; at < zip.length; at++) {
    const changed = Buffer.from(zip);
    changed[at] = (changed[at] as number) ^ 0xff;
    for (const octets of [changed, zip.subarray(0, at)]) tolerating(() => readAsic(bytesSource(octets)));
  }
});

function tolerating(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof AdesError)) throw error;
  }
}

test('a file of six gigabytes is written in parts and read again, and zipinfo finds what we find', (t) => {
  const size = 6 * 1024 ** 3;
  const large = [
    memberOf('mimetype', Buffer.from('x')),
    distantMember('large.bin', size, 0x12345678),
    memberOf('after', text),
  ];
  const parts = zipParts(large, '');
  const folder = mkdtempSync(join(tmpdir(), 'asic-'));
  try {
    const path = join(folder, 'large.zip');
    const total = writeSparse(path, parts);
    const source = sparseSource(parts, total);
    const { entries } = readZip(source);
    assert.throws(() => containerFile(readAsic(source), 'large.bin'), { code: 'too-complex' });
    const narrow = { ...readAsic(source), entries: entries.map((one) => ({ ...one, size: 1 })) };
    assert.throws(() => containerFile(narrow, 'large.bin'), { code: 'too-complex' });
    assert.deepEqual(
      entries.map((one) => [one.name, one.size, one.to - one.from]),
      [
        ['mimetype', 1, 1],
        ['large.bin', size, size],
        ['after', text.length, text.length],
      ],
    );
    const { stdout, status, error } = spawnSync('zipinfo', [path], { encoding: 'utf8' });
    if (error !== undefined) return void absent(t, 'zipinfo is not installed');
    assert.equal(status, 0, stdout);
    assert.match(stdout, new RegExp(`${size} .* stor .* large\\.bin`));
    assert.match(stdout, /3 files, 6442450964 bytes uncompressed/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

type Parts = ReturnType<typeof zipParts>;

/** The octets of distant files are holes. */
function writeSparse(path: string, parts: Parts): number {
  writeFileSync(path, '');
  const file = openSync(path, 'r+');
  let at = 0;
  for (const part of parts) {
    if (part.kind === 'octets') writeSync(file, part.octets, 0, part.octets.length, at);
    at += part.kind === 'octets' ? part.octets.length : part.kind === 'file' ? part.size : 0;
  }
  closeSync(file);
  return at;
}

function sparseSource(parts: Parts, size: number): PdfSource {
  let at = 0;
  const placed = parts.map((part) => {
    const from = at;
    at += part.kind === 'octets' ? part.octets.length : part.kind === 'file' ? part.size : 0;
    return { from, octets: part.kind === 'octets' ? part.octets : new Uint8Array() };
  });
  return {
    size,
    read: (start, end) => {
      const octets = new Uint8Array(end - start);
      for (const part of placed) {
        const [from, to] = [Math.max(start, part.from), Math.min(end, part.from + part.octets.length)];
        if (from < to) octets.set(part.octets.subarray(from - part.from, to - part.from), from - start);
      }
      return octets;
    },
    stream: () => assert.fail('nobody needs all of it'),
  };
}

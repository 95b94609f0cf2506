import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { digestOf, parseTimeStampToken } from '@chancery/pki';
import { opensslVerifies } from '../cades/openssl-cms.test.ts';
import { sampleTime } from '../cades/sample-time.test.ts';
import { isOver } from '../cades/time-stamp-imprint.ts';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { sampleSigner } from '../pades/sample-signer.test.ts';
import { bytesSource } from '../pdf/source.ts';
import { absent } from '../testing/absent.test.ts';
import { corpusFiles, readCorpus, requireCorpus } from '../testing/corpus.test.ts';
import { xmlsec1Accepts, xmlsec1Missing } from '../xades/foreign-judge.test.ts';
import { addAsicArchiveData, addAsicArchiveTimeStamp, asicArchiveTimeStampInput, isArchived } from './archive.ts';
import { type AsicContainer, type ContainerKind, containerFile, dataEntries, readAsic } from './container.ts';
import type { AsicContent, AsicFile } from './content.ts';
import { embedAsic } from './embed.ts';
import { joinParts } from './join-parts.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { prepareAsic } from './prepare.ts';
import { type PreparedAsic, parsePreparedAsic, serializePreparedAsic } from './prepared.ts';
import { signatureFile, signatureNames, withFiles } from './signature-file.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const other = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const time = await sampleTime();
const text = Buffer.from('a contract, and what it says\r\n');
const picture = Buffer.from('89504e470d0a1a0a', 'hex');
const one: readonly AsicFile[] = [{ name: 'contract.txt', octets: text, mimeType: 'text/plain' }];
const two: readonly AsicFile[] = [...one, { name: 'seal & ñ.png', octets: picture }];

type Format = 'cades' | 'xades';
const kinds = ['ASiC-S', 'ASiC-E'] as const;
const formats = ['cades', 'xades'] as const;
const combinations = kinds.flatMap((kind) => formats.map((format) => [kind, format] as const));

const common = {
  digest: 'sha256',
  certificates: signer.certificates,
  scheme: signer.scheme('sha256'),
  signingTime: new Date('2025-06-01T10:00:00Z'),
} as const;

function filesOf(kind: ContainerKind): readonly AsicFile[] {
  return kind === 'ASiC-S' ? one : two;
}

function signedBy(asic: PreparedAsic, by = signer) {
  const octets = asic.format === 'cades' ? asic.prepared.signedAttributes : asic.prepared.signedInfo;
  return { ...common, certificates: by.certificates, signature: by.sign('sha256', octets) };
}

function sign(content: AsicContent, format: Format, original?: Uint8Array): Uint8Array {
  const prepared = prepareAsic(content, { format, ...common });
  const sources = original === undefined ? {} : { original: bytesSource(original) };
  return joinParts(embedAsic(prepared, signedBy(prepared), content), sources);
}

const opened = (octets: Uint8Array) => readAsic(bytesSource(octets));

function refuses(act: () => unknown, code: AdesErrorCode): void {
  assert.throws(
    act,
    (error: unknown) => error instanceof AdesError && error.code === code && error.message.length > 10,
  );
}

test('no file, two files in ASiC-S, one in a folder, and names of the container itself are refused', () => {
  const attempt = (kind: ContainerKind, ...names: readonly string[]) => {
    const files = names.map((name) => ({ name, octets: text }));
    refuses(() => prepareAsic({ kind, files }, { format: 'cades', ...common }), 'input');
  };
  attempt('ASiC-E');
  attempt('ASiC-S', 'a', 'b');
  attempt('ASiC-S', 'folder/a');
  for (const name of ['mimetype', 'META-INF', 'META-INF/a', 'meta-inf/a', '../a', 'a\\b']) attempt('ASiC-E', name);
  attempt('ASiC-E', 'a', 'A');
  attempt('ASiC-E', ...Array.from({ length: 501 }, (_, at) => `file ${at}`));
});

test('a plain XML signature and a digest of another kind are refused', () => {
  const content = { kind: 'ASiC-S', files: one } as const;
  refuses(() => prepareAsic(content, { format: 'xades', profile: 'xmldsig', ...common }), 'input');
  const [other, own] = [digestOf('sha512', text), digestOf('sha256', text)];
  for (const told of [
    { digest: 'sha512', value: other },
    { digest: 'sha512', value: own },
    { digest: 'sha256', value: own.subarray(1) },
  ] as const) {
    const files = [{ name: 'a', size: text.length, crc32: crc32(text), ...told }];
    for (const kind of kinds) refuses(() => prepareAsic({ kind, files }, { format: 'cades', ...common }), 'input');
  }
});

test('a container of one kind of signature takes none of the other, and one of a time-stamp takes none', () => {
  for (const [kind, format] of combinations) {
    const container = opened(sign({ kind, files: filesOf(kind) }, format));
    const beside = format === 'cades' ? 'xades' : 'cades';
    refuses(() => prepareAsic({ container }, { format: beside, ...common }), 'input');
  }
  const signed = opened(sign({ kind: 'ASiC-S', files: one }, 'cades'));
  const stamped = opened(withFiles(signed, new Map([['META-INF/timestamp.tst', text]])));
  refuses(() => prepareAsic({ container: stamped }, { format: 'cades', ...common }), 'input');
});

for (const [kind, format] of combinations) {
  const name = `${kind} with ${format}`;
  const content = { kind, files: filesOf(kind) };

  test(`${name}: other files, another value and another certificate than those prepared for are refused`, () => {
    const prepared = prepareAsic(content, { format, ...common });
    const signed = signedBy(prepared);
    const [first, ...rest] = content.files;
    const changed = { ...content, files: [{ ...(first as AsicFile), octets: Buffer.from('else') }, ...rest] };
    const wrongKind = { kind: kind === 'ASiC-S' ? 'ASiC-E' : 'ASiC-S', files: one } as const;
    refuses(() => embedAsic(prepared, signed, changed), 'input');
    refuses(() => embedAsic(prepared, signed, wrongKind), 'input');
    refuses(
      () => embedAsic(prepared, { ...signed, signature: Buffer.from('3003020101', 'hex') }, content),
      'signature-invalid',
    );
    refuses(() => embedAsic(prepared, signedBy(prepared, other), content), 'certificate-changed');
  });

  test(`${name}: files that change their names, fewer and more files than prepared for are refused`, () => {
    const prepared = prepareAsic(content, { format, ...common });
    const attempt = (files: readonly AsicFile[]) =>
      refuses(() => embedAsic(prepared, signedBy(prepared), { kind, files }), 'input');
    const names = content.files.map((file) => file.name).toReversed();
    if (kind === 'ASiC-E') attempt(content.files.map((file, at) => ({ ...file, name: names[at] as string })));
    attempt(content.files.slice(1));
    attempt([...content.files, { name: 'META-INF/more.p7s', octets: text }]);
    attempt([...content.files, { name: 'more.txt', octets: text }]);
    // A CMS beside its one file does not say what that is called.
    if (kind === 'ASiC-E' || format === 'xades')
      attempt([{ ...(content.files[0] as AsicFile), name: 'else.txt' }, ...content.files.slice(1)]);
  });

  test(`${name}: what was prepared and stored is embedded another day, and unzip finds every file whole`, (t) => {
    const text = serializePreparedAsic(prepareAsic(content, { format, ...common }));
    const prepared = parsePreparedAsic(text);
    const container = joinParts(embedAsic(prepared, signedBy(prepared), content));
    const read = opened(container);
    assert.deepEqual([read.kind, read.format, read.entries[0]?.name], [kind, format, 'mimetype']);
    holdsFiles(read, content.files);
    for (const part of signatureNames(read)) judged(t, read, part);
    unzips(t, container);
  });

  test(`${name}: mimetype comes first, stored, without an extra field, where programs look for it`, () => {
    const octets = Buffer.from(sign(content, format));
    assert.equal(octets.toString('latin1', 30, 38), 'mimetype');
    assert.deepEqual([octets.readUInt16LE(8), octets.readUInt16LE(28)], [0, 0]);
    const said = octets.toString('latin1', 38, 38 + 31);
    assert.equal(said, `application/vnd.etsi.${kind.toLowerCase()}+zip`);
    assert.ok(octets.toString('latin1').endsWith(`mimetype=${said}`));
  });

  test(`${name}: one more signature keeps every octet of the files and of the first signature`, (t) => {
    const first = sign(content, format);
    const second = opened(sign({ container: opened(first) }, format, first));
    holdsFiles(second, content.files);
    for (const part of signatureNames(second)) judged(t, second, part);
    assert.equal(signatureNames(second).length, kind === 'ASiC-S' ? 1 : 2);
    if (kind === 'ASiC-S') return;
    const [before] = signatureNames(opened(first)) as [string];
    assert.deepEqual(containerFile(second, before), containerFile(opened(first), before));
  });

  test(`${name}: files handed over by size, CRC and digest make the same container`, () => {
    const files = content.files.map((file) => {
      const { octets, ...rest } = file as AsicFile & { octets: Uint8Array };
      return {
        ...rest,
        size: octets.length,
        crc32: crc32(octets),
        digest: 'sha256',
        value: digestOf('sha256', octets),
      } as const;
    });
    const prepared = prepareAsic({ kind, files }, { format, ...common });
    const signed = signedBy(prepared);
    const parts = embedAsic(prepared, signed, { kind, files });
    assert.deepEqual(
      parts.flatMap((part) => (part.kind === 'file' ? [part.name] : [])),
      files.map((file) => file.name),
    );
    const octets = new Map(
      content.files.map((file) => [file.name, (file as AsicFile & { octets: Uint8Array }).octets]),
    );
    assert.deepEqual(joinParts(parts, { files: octets }), joinParts(embedAsic(prepared, signed, content)));
    refuses(() => joinParts(parts), 'input');
    refuses(
      () => joinParts(parts, { files: new Map([...octets].map(([name]) => [name, picture.subarray(1)])) }),
      'input',
    );
  });
}

test('a stored preparation that is not ours is refused', () => {
  const stored = (format: Format) =>
    JSON.parse(serializePreparedAsic(prepareAsic({ kind: 'ASiC-E', files: two }, { format, ...common })));
  const { manifest, ...without } = stored('cades');
  const wrong = [{}, without, { ...without, manifest, format: 'pades' }];
  for (const change of [{ kind: 'ASiC' }, { version: 2 }, { prepared: 7 }, { prepared: '{}' }])
    wrong.push({ ...without, manifest, ...change }, { ...stored('xades'), ...change });
  for (const text of ['nothing', ...wrong.map((one) => JSON.stringify(one))])
    refuses(() => parsePreparedAsic(text), 'input');
});

test('an archive time-stamp is over a manifest of the whole container, and the next one over that, too', async () => {
  const container = opened(sign({ kind: 'ASiC-E', files: two }, 'cades'));
  const [signature] = signatureNames(container) as [string];
  assert.equal(isArchived(container, signature), false);
  const input = asicArchiveTimeStampInput(container, 'sha256');
  refuses(() => addAsicArchiveTimeStamp(container, text, 'sha256'), 'time-stamp');
  const elsewhere = await time.stamp(text);
  refuses(() => addAsicArchiveTimeStamp(container, elsewhere, 'sha256'), 'time-stamp');
  const once = opened(addAsicArchiveTimeStamp(container, await time.stamp(input), 'sha256'));
  assert.equal(isArchived(once, signature), true);
  const again = await time.stamp(asicArchiveTimeStampInput(once, 'sha256'));
  const twice = opened(addAsicArchiveTimeStamp(once, again, 'sha256'));
  const newest = containerFile(twice, 'META-INF/ASiCArchiveManifest.xml');
  const { signature: token, entries } = readManifest(newest);
  assert.ok(isOver(parseTimeStampToken(containerFile(twice, token)).imprint, newest));
  const covered = entries
    .filter((entry) => isDigestOf(entry, containerFile(twice, entry.name)))
    .map(({ name }) => name);
  const rest = ['mimetype', 'META-INF/ASiCArchiveManifest.xml', token];
  assert.deepEqual(new Set([...covered, ...rest]), new Set(twice.entries.map(({ name }) => name)));
  const before = containerFile(once, 'META-INF/ASiCArchiveManifest.xml');
  assert.deepEqual(containerFile(twice, 'META-INF/ASiCArchiveManifest001.xml'), before);
  // A.7: not the media type; the chain goes on at the one before.
  assert.ok(!entries.some(({ name }) => name === 'mimetype'));
  const roots = [
    ...Buffer.from(newest)
      .toString()
      .matchAll(/Rootfile="true" URI="([^"]*)"/g),
  ].map(([, uri]) => uri);
  assert.deepEqual(roots, ['META-INF/ASiCArchiveManifest001.xml']);
  assert.doesNotMatch(Buffer.from(before).toString(), /Rootfile/);
});

test('a container without an archive time-stamp has none to put evidence into', () => {
  const container = opened(sign({ kind: 'ASiC-E', files: two }, 'cades'));
  refuses(() => addAsicArchiveData(container, { certificates: [other.root], ocspResponses: [], crls: [] }), 'input');
});

test('an archive time-stamp takes a name that nobody has, in capitals either', async () => {
  const signed = opened(sign({ kind: 'ASiC-E', files: two }, 'cades'));
  const container = opened(withFiles(signed, new Map([['META-INF/TIMESTAMP001.TST', text]])));
  const token = await time.stamp(asicArchiveTimeStampInput(container, 'sha256'));
  const stamped = opened(addAsicArchiveTimeStamp(container, token, 'sha256'));
  assert.deepEqual(Buffer.from(containerFile(stamped, 'META-INF/timestamp002.tst')), Buffer.from(token));
});

test('what a new archive time-stamp needs goes into the one that no other covers, whatever their makers call them', async () => {
  const stamped = async (container: AsicContainer) =>
    opened(
      addAsicArchiveTimeStamp(container, await time.stamp(asicArchiveTimeStampInput(container, 'sha256')), 'sha256'),
    );
  const twice = await stamped(await stamped(opened(sign({ kind: 'ASiC-E', files: two }, 'cades'))));
  const { signature: newest } = readManifest(containerFile(twice, 'META-INF/ASiCArchiveManifest.xml'));
  const { signature: older } = readManifest(containerFile(twice, 'META-INF/ASiCArchiveManifest001.xml'));
  const named = twice.entries.map((entry) => ({
    ...entry,
    name: entry.name.replace('Manifest.xml', 'Manifest000.xml'),
  }));
  const foreign = opened(withFiles({ ...twice, entries: named.toReversed() }, new Map()));
  const data = { certificates: [other.root], ocspResponses: [], crls: [] };
  const grown = opened(addAsicArchiveData(foreign, data));
  const size = (container: AsicContainer, name: string) => containerFile(container, name).length;
  assert.equal(size(grown, older), size(twice, older));
  assert.ok(size(grown, newest) > size(twice, newest));
  const beside = writeManifest({
    signature: 'META-INF/other.tst',
    signatureType: 'application/vnd.etsi.timestamp-token',
    entries: [],
  });
  const more = new Map([['META-INF/ASiCArchiveManifest9.xml', Buffer.from(beside)]]);
  const ours = opened(addAsicArchiveData(opened(withFiles(twice, more)), data));
  assert.ok(size(ours, newest) > size(twice, newest));
});

test('a signature is read by what its name says, in capitals as well, and not where its files are not told', () => {
  const container = opened(sign({ kind: 'ASiC-S', files: one }, 'cades'));
  const renamed = (name: string) =>
    opened(
      withFiles(
        {
          ...container,
          entries: container.entries.map((entry) => (/p7s$/.test(entry.name) ? { ...entry, name } : entry)),
        },
        new Map(),
      ),
    );
  assert.equal(signatureFile(renamed('META-INF/SIGNATURE.P7S')).format, 'cades');
  for (const none of ['contract.txt', 'META-INF/signature2.p7s'])
    refuses(() => signatureFile(container, none), 'input');
  const more = opened(withFiles(container, new Map([['more.txt', text]])));
  refuses(() => signatureFile(more), 'input');
});

test('a stored preparation with another manifest than the one that is signed is refused', () => {
  const content = { kind: 'ASiC-E', files: two } as const;
  const prepared = prepareAsic(content, { format: 'cades', ...common });
  refuses(() => embedAsic({ ...prepared, manifest: text } as PreparedAsic, signedBy(prepared), content), 'input');
});

function isDigestOf(
  { digest, value }: { digest: 'sha256' | 'sha384' | 'sha512'; value: Uint8Array },
  octets: Uint8Array,
) {
  return Buffer.from(value).equals(digestOf(digest, octets));
}

function holdsFiles(container: AsicContainer, files: readonly AsicFile[]): void {
  const found = dataEntries(container).map(({ name }) => [name, Buffer.from(containerFile(container, name))]);
  assert.deepEqual(
    found,
    files.map((file) => [file.name, 'octets' in file ? file.octets : undefined]),
  );
}

/** By openssl or xmlsec1. */
function judged(t: TestContext, container: AsicContainer, name: string): void {
  const file = signatureFile(container, name);
  if (file.format === 'cades') opensslVerifies(file.octets, [signer.root], file.content);
  else if (!xmlsec1Missing(t)) xmlsec1Accepts(file.octets, signer.root, 1, Object.fromEntries(file.files));
}

function unzips(t: TestContext, container: Uint8Array): void {
  const folder = mkdtempSync(join(tmpdir(), 'asic-'));
  try {
    writeFileSync(join(folder, 'container'), container);
    const { status, stdout, error } = spawnSync('unzip', ['-t', join(folder, 'container')], { encoding: 'utf8' });
    if (error !== undefined) return void absent(t, 'unzip is not installed');
    assert.equal(status, 0, stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

requireCorpus();

/** Containers that nothing can be signed in. */
const unsigned: Readonly<Record<string, AdesErrorCode>> = {
  'asic-cades/cades-invalid-digest-algo.asics': 'locked',
  'asic-xades/no-signed-file.asice': 'input',
  'asic-xades/onefile-too-much-files.asics': 'input',
};

for (const file of corpusFiles('asic-cades', 'asic-xades'))
  test(`${file}: its files are read, and stay as they are beside a further signature`, () => {
    const octets = readCorpus(file);
    const container = opened(octets);
    for (const { name, size } of container.entries) assert.equal(containerFile(container, name).length, size);
    const { format } = container;
    if (format === undefined) return refuses(() => signatureFile(container), 'input');
    if (file in unsigned) return refuses(() => sign({ container }, format, octets), unsigned[file] as AdesErrorCode);
    const signed = opened(sign({ container }, format, octets));
    for (const { name } of dataEntries(container))
      assert.deepEqual(containerFile(signed, name), containerFile(container, name));
    return assert.equal(dataEntries(signed).length, dataEntries(container).length);
  });

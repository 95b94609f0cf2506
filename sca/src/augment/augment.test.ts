import assert from 'node:assert/strict';
import { createSign } from 'node:crypto';
import { test } from 'node:test';
import {
  bytesSource,
  type CarriedEvidence,
  type CarriedTimeStamp,
  carriedByArchives,
  carriedByCms,
  carriedByJades,
  carriedByPdf,
  carriedByXades,
  embedAsic,
  embedCades,
  embedJades,
  embedPades,
  embedXades,
  joinParts,
  jwsSigningInput,
  prepareAsic,
  prepareCades,
  prepareJades,
  preparePades,
  prepareXades,
  readAsic,
  signatureFile,
} from '@chancery/ades';
import { joinSignedData, parseTimeStampToken, splitSignedData } from '@chancery/pki';
import { PDFDocument } from 'pdf-lib';
import type { EvidenceSources } from '../evidence/evidence.ts';
import { ana, at, days, holders, honest, honestAt, root, scheme, stampAt } from '../evidence/sample-pki.test.ts';
import { asicSteps } from './asic-steps.ts';
import { type Augmentation, augment } from './augment.ts';
import { cadesSteps } from './cades-steps.ts';
import { jadesSteps } from './jades-steps.ts';
import type { LevelSteps, Stamp } from './level.ts';
import { padesSteps } from './pades-steps.ts';
import { xadesSteps } from './xades-steps.ts';

const options = { digest: 'sha256', certificates: [ana.certificate.der], scheme, signingTime: at } as const;
const sign = (attributes: Uint8Array) => createSign('sha256').update(attributes).sign(ana.key);

function signedCms(): Uint8Array {
  const content = { packaging: 'attached', octets: Buffer.from('what the parties agreed') } as const;
  const prepared = prepareCades(content, options);
  return embedCades(prepared, { ...options, signature: sign(prepared.signedAttributes) }, content);
}

async function signedPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage();
  const pdf = await document.save();
  const prepared = preparePades(pdf, options);
  return Buffer.concat([pdf, embedPades(prepared, { ...options, signature: sign(prepared.signedAttributes) })]);
}

function signedXml(): Uint8Array {
  const content = { document: Buffer.from('<agreement/>'), references: [{ kind: 'document' }] } as const;
  const prepared = prepareXades(content, options);
  return embedXades(prepared, { ...options, signature: sign(prepared.signedInfo) }, content);
}

function signedContainer(kind: 'ASiC-S' | 'ASiC-E', format: 'cades' | 'xades'): Uint8Array {
  const content = { kind, files: [{ name: 'agreement.txt', octets: Buffer.from('what the parties agreed') }] } as const;
  const prepared = prepareAsic(content, { format, ...options });
  const octets = prepared.format === 'cades' ? prepared.prepared.signedAttributes : prepared.prepared.signedInfo;
  return joinParts(embedAsic(prepared, { ...options, signature: sign(octets) }, content));
}

const containers = (['ASiC-S', 'ASiC-E'] as const).flatMap((kind) =>
  (['cades', 'xades'] as const).map((format): [string, Format] => {
    const steps = asicSteps('sha256');
    const { carried } = steps;
    return [
      `${kind} with ${format}`,
      { signed: signedContainer(kind, format), steps, carried, first: 'signature', other: 'damaged' },
    ];
  }),
);

function signedJws(): Uint8Array {
  const content = { packaging: 'attached', octets: Buffer.from('what the parties agreed') } as const;
  const prepared = prepareJades(content, options);
  const input = jwsSigningInput(prepared.protectedHeader, content.octets.toString('base64url'));
  return embedJades(prepared, { ...options, signature: sign(input) }, content, 'compact');
}

interface Format {
  readonly signed: Uint8Array;
  readonly steps: LevelSteps;
  readonly carried: (document: Uint8Array) => CarriedEvidence;
  /** The kind of time-stamp that proves the signature. */
  readonly first: CarriedTimeStamp['kind'];
  /** What another file is refused as. */
  readonly other: string;
}

const formats: Readonly<Record<string, Format>> = {
  CAdES: {
    signed: signedCms(),
    steps: cadesSteps('sha256'),
    carried: (cms) => carriedByCms(cms),
    first: 'signature',
    other: 'damaged',
  },
  PAdES: {
    signed: await signedPdf(),
    steps: padesSteps('sha256'),
    carried: (pdf) => carriedByPdf(pdf),
    first: 'archive',
    other: 'not-a-pdf',
  },
  XAdES: {
    signed: signedXml(),
    steps: xadesSteps('sha256'),
    carried: (xml) => carriedByXades(xml),
    first: 'signature',
    other: 'damaged',
  },
  ...Object.fromEntries(containers),
  JAdES: {
    signed: signedJws(),
    steps: jadesSteps('sha256'),
    carried: (jws) => carriedByJades(jws),
    first: 'signature',
    other: 'damaged',
  },
};

const stamp: Stamp = (imprint, digest) => stampAt(imprint, digest, at);
const away: Stamp = () => Promise.reject(new Error('no route'));
const silent: EvidenceSources = {
  issuersOf: async () => [],
  ocspOf: async () => undefined,
  crlOf: async () => undefined,
};
const asked: Augmentation = {
  level: 'B-LTA',
  whenUnavailable: 'fail',
  stamp,
  sources: honest,
  anchors: [root.certificate],
  clock: () => at,
};

for (const [format, { signed, steps, carried, first, other }] of Object.entries(formats)) {
  const kinds = (document: Uint8Array) => carried(document).timeStamps.map(({ kind }) => kind);

  test(`${format}: a time-stamping authority or a responder that is away is refused, or lowers the level and says so`, async () => {
    const refused = (change: Partial<Augmentation>) => augment(signed, steps, { ...asked, ...change });
    await assert.rejects(refused({ stamp: away }), { code: 'time-stamp-missing' });
    await assert.rejects(refused({ sources: silent }), { code: 'evidence-missing' });
    const none = await refused({ stamp: away, whenUnavailable: 'lower' });
    assert.deepEqual([none.level, none.missing?.code, none.document], ['B-B', 'time-stamp-missing', signed]);
    const some = await refused({ sources: silent, whenUnavailable: 'lower' });
    assert.deepEqual([some.level, some.missing?.code, kinds(some.document)], ['B-T', 'evidence-missing', [first]]);
  });

  test(`${format}: a time-stamp over something else is refused, whatever the policy`, async () => {
    const other: Stamp = (imprint, digest) => stampAt(Buffer.from(imprint).reverse(), digest, at);
    await assert.rejects(augment(signed, steps, { ...asked, stamp: other, whenUnavailable: 'lower' }), {
      code: 'input',
    });
  });

  test(`${format}: what is no signature is refused in the words of the formats`, async () => {
    await assert.rejects(augment(Buffer.from('none'), steps, asked), { code: other });
  });

  test(`${format}: from B-B to each level`, async () => {
    const at_ = async (level: Augmentation['level']) => (await augment(signed, steps, { ...asked, level })).document;
    assert.deepEqual(kinds(await at_('B-T')), [first]);
    const longTerm = carried(await at_('B-LT'));
    assert.equal(longTerm.ocspResponses.length, 2);
    assert.equal(new Set(longTerm.certificates.map((der) => Buffer.from(der).toString('hex'))).size, holders.length);
    assert.deepEqual(kinds(await at_('B-LTA')), [first, 'archive']);
  });

  test(`${format}: a renewal fetches the status of the last time-stamping authority anew and stamps all of it`, async () => {
    const { document } = await augment(signed, steps, asked);
    const later = days(30);
    const renewal = { ...asked, clock: () => later, stamp: ((i, d) => stampAt(i, d, later)) as Stamp };
    await assert.rejects(augment(document, steps, { ...renewal, sources: silent }), { code: 'evidence-missing' });
    const renewed = await augment(document, steps, { ...renewal, sources: honestAt(later) });
    assert.deepEqual(kinds(renewed.document), [first, 'archive', 'archive']);
    const [, , last] = carried(renewed.document).timeStamps.map(({ token }) => parseTimeStampToken(token));
    assert.deepEqual(last?.genTime, later);
    assert.ok(carried(renewed.document).ocspResponses.length > carried(document).ocspResponses.length);
  });
}

test('a signature that an archive time-stamp of its container covers takes no other time-stamp', async () => {
  const { signed, steps } = formats['ASiC-E with cades']!;
  const { document } = await augment(signed, steps, asked);
  await assert.rejects(async () => steps.timeStampSignature(document, stamp), { code: 'not-signable' });
});

test('a signature that an archive time-stamp of its container covers stays as it is; any other is archived by itself', async () => {
  const file = (octets: Uint8Array) => signatureFile(readAsic(bytesSource(octets)));
  for (const [format, archives] of Object.entries({
    'ASiC-E with cades': 2,
    'ASiC-E with xades': 0,
    'ASiC-S with cades': 0,
  })) {
    const { signed, steps } = formats[format]!;
    const { document } = await augment(signed, steps, asked);
    const later = days(30);
    const again = { clock: () => later, stamp: ((i, d) => stampAt(i, d, later)) as Stamp, sources: honestAt(later) };
    const renewed = (await augment(document, steps, { ...asked, ...again })).document;
    assert.equal(carriedByArchives(readAsic(bytesSource(renewed))).timeStamps.length, archives);
    assert.equal(Buffer.compare(file(document).octets, file(renewed).octets) === 0, archives > 0, format);
  }
});

/** The same signatures, each without the certificate that it names. */
const anonymous: Readonly<Record<string, Uint8Array>> = {
  CAdES: joinSignedData({ ...splitSignedData(formats['CAdES']!.signed), certificates: [] }),
  PAdES: replaced(formats['PAdES']!.signed, /\/Contents <3082/, '/Contents <0000'),
  XAdES: replaced(formats['XAdES']!.signed, /<ds:KeyInfo[\s\S]*<\/ds:KeyInfo>/, ''),
};

for (const [format, signed] of Object.entries(anonymous)) {
  test(`${format}: a signature of nobody known is proven in time and goes no further`, async () => {
    const { steps } = formats[format]!;
    await assert.rejects(augment(signed, steps, asked), { code: 'evidence-missing' });
    const { level, missing } = await augment(signed, steps, { ...asked, whenUnavailable: 'lower' });
    assert.deepEqual([level, missing?.code], ['B-T', 'evidence-missing']);
  });
}

function replaced(octets: Uint8Array, what: RegExp, by: string): Buffer {
  const text = Buffer.from(octets).toString('latin1');
  assert.match(text, what);
  return Buffer.from(text.replace(what, by), 'latin1');
}

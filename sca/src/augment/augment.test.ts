import assert from 'node:assert/strict';
import { createSign } from 'node:crypto';
import { test } from 'node:test';
import { carriedByCms, embedCades, prepareCades } from '@chancery/ades';
import { parseTimeStampToken } from '@chancery/pki';
import type { EvidenceSources } from '../evidence/evidence.ts';
import { ana, at, days, holders, honest, honestAt, root, scheme, stampAt } from '../evidence/sample-pki.test.ts';
import { type Augmentation, augment } from './augment.ts';
import { cadesSteps } from './cades-steps.ts';
import type { Stamp } from './level.ts';

const octets = Buffer.from('what the parties agreed');
const content = { packaging: 'attached', octets } as const;
const options = { digest: 'sha256', certificates: [ana.certificate.der], scheme, signingTime: at } as const;
const prepared = prepareCades(content, options);
const signature = createSign('sha256').update(prepared.signedAttributes).sign(ana.key);
const signed = embedCades(prepared, { ...options, signature }, content);
const steps = cadesSteps('sha256');

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

const kinds = (cms: Uint8Array) => carriedByCms(cms).timeStamps.map(({ kind }) => kind);

test('a time-stamping authority or a responder that is away is refused, or lowers the level and says so', async () => {
  const refused = (change: Partial<Augmentation>) => augment(signed, steps, { ...asked, ...change });
  await assert.rejects(refused({ stamp: away }), { code: 'time-stamp-missing' });
  await assert.rejects(refused({ sources: silent }), { code: 'evidence-missing' });
  const none = await refused({ stamp: away, whenUnavailable: 'lower' });
  assert.deepEqual([none.level, none.missing?.code, none.document], ['B-B', 'time-stamp-missing', signed]);
  const some = await refused({ sources: silent, whenUnavailable: 'lower' });
  assert.deepEqual([some.level, some.missing?.code, kinds(some.document)], ['B-T', 'evidence-missing', ['signature']]);
});

test('a time-stamp over something else is refused, whatever the policy', async () => {
  const other: Stamp = (imprint, digest) => stampAt(Buffer.from(imprint).reverse(), digest, at);
  await assert.rejects(augment(signed, steps, { ...asked, stamp: other, whenUnavailable: 'lower' }), { code: 'input' });
});

test('what is no signature is refused in the words of the formats', async () => {
  await assert.rejects(augment(Buffer.from('none'), steps, asked), { code: 'damaged' });
});

test('from B-B to each level', async () => {
  const at_ = async (level: Augmentation['level']) => (await augment(signed, steps, { ...asked, level })).document;
  assert.deepEqual(kinds(await at_('B-T')), ['signature']);
  const longTerm = carriedByCms(await at_('B-LT'));
  assert.equal(longTerm.ocspResponses.length, 2);
  assert.equal(new Set(longTerm.certificates.map((der) => Buffer.from(der).toString('hex'))).size, holders.length);
  assert.deepEqual(kinds(await at_('B-LTA')), ['signature', 'archive']);
});

test('a renewal fetches the status of the last time-stamping authority anew and stamps all of it', async () => {
  const { document } = await augment(signed, steps, asked);
  const later = days(30);
  const renewal = { ...asked, clock: () => later, stamp: ((i, d) => stampAt(i, d, later)) as Stamp };
  await assert.rejects(augment(document, steps, { ...renewal, sources: silent }), { code: 'evidence-missing' });
  const renewed = await augment(document, steps, { ...renewal, sources: honestAt(later) });
  assert.deepEqual(kinds(renewed.document), ['signature', 'archive', 'archive']);
  const [, , last] = carriedByCms(renewed.document).timeStamps.map(({ token }) => parseTimeStampToken(token));
  assert.deepEqual(last?.genTime, later);
  assert.ok(carriedByCms(renewed.document).ocspResponses.length > carriedByCms(document).ocspResponses.length);
});

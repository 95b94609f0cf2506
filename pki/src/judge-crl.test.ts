import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { buildRevocationList, type RevocationListContent } from './build-revocation-list.ts';
import { bitString, boolean, concat, element, explicit, octetString, oid, sequence } from './der.ts';
import { type CrlQuestion, judgeCrl } from './judge-crl.ts';
import { parseRevocationList, type RevocationList } from './revocation-list.ts';
import { file, keyFile, openssl, pem } from './testing/openssl.test.ts';
import { at, below, type Holder, resigned, sampleRoot, signWith } from './testing/sample-authority.ts';

const root = await sampleRoot('Root');
const issuing = await below(root, 'Issuing', { profile: { kind: 'issuing' } });
const ana = await below(issuing, 'Ana');
const luis = await below(issuing, 'Luis');
const lister = await below(root, 'Lists', { profile: { kind: 'issuing' } });
const hour = 3_600_000;
const after = (hours: number) => new Date(at.getTime() + hours * hour);
const question: CrlQuestion = {
  certificate: ana.certificate,
  issuer: issuing.certificate,
  at,
  skewSeconds: 60,
  freshSeconds: 3600,
};
const of = (holder: Holder) => ({ ...question, certificate: holder.certificate });

async function list(change: Partial<RevocationListContent> = {}, signer: Holder = issuing): Promise<RevocationList> {
  const content = {
    issuer: signer.certificate,
    number: 5n,
    thisUpdate: after(-1),
    nextUpdate: after(1),
    revoked: [{ serialHex: luis.certificate.serialHex, at: after(-9), reason: 'superseded' } as const],
    ...change,
  };
  return parseRevocationList(await buildRevocationList(content, signer.key.scheme, (tbs) => signWith(signer.key, tbs)));
}

const uri = (address: string) => element(0x86, Buffer.from(address));
const directory = (holder: Holder) => element(0xa4, holder.certificate.subject.der);
const named = (...names: readonly Uint8Array[]) => explicit(0, explicit(0, concat(...names)));
const flag = (tag: number) => element(tag, Uint8Array.of(0xff));
const someReasons = (tag: number) => element(tag, Uint8Array.of(6, 0x40));
const points = (...all: readonly Uint8Array[]) => sequence(oid('2.5.29.31'), octetString(sequence(...all)));
/** Ana's certificate with these distribution points. */
const anaAt = (...all: readonly Uint8Array[]) => of(resigned(ana, issuing, points(...all)));

const refused = (
  what: string,
  reason: string,
  made: Promise<RevocationList>,
  asked: CrlQuestion | (() => CrlQuestion | Promise<CrlQuestion>) = question,
) =>
  test(what, async () => {
    const verdict = judgeCrl(await made, typeof asked === 'function' ? await asked() : asked);
    assert.deepEqual(verdict, { ok: false, reason });
  });

const holds = (what: string, kind: string, made: Promise<RevocationList>, asked: CrlQuestion = question) =>
  test(what, async () => {
    const verdict = judgeCrl(await made, asked);
    assert.deepEqual([verdict.ok, verdict.ok && verdict.status.kind], [true, kind]);
  });

describe('a list proves nothing', () => {
  refused('of another authority', 'other-issuer', list({}, root));
  refused('about a certificate of another authority', 'other-issuer', list(), {
    ...question,
    issuer: root.certificate,
  });
  refused(
    'about a certificate whose issuer is another than the one asked about',
    'other-issuer',
    indirectBy(root),
    () => ({
      ...anaAt(sequence(element(0xa2, directory(root)))),
      issuer: root.certificate,
    }),
  );
  refused('whose signer writes the name of another', 'other-issuer', list({ issuer: issuing.certificate }, lister), {
    ...question,
    listIssuer: lister.certificate,
  });
  refused('by an algorithm nobody here knows', 'signature', changed({ scheme: undefined }));
  refused('whose signer has the name, but not the key', 'signature', list({}, { ...issuing, key: root.key }));
  refused('whose signer may not sign lists', 'not-a-list-signer', list(), async () => {
    const usage = sequence(oid('2.5.29.15'), boolean(true), octetString(bitString(Uint8Array.of(0x04), 2)));
    return { ...question, issuer: resigned(issuing, root, usage).certificate };
  });
  refused('whose signer is no authority and says nothing', 'not-a-list-signer', list(), async () => ({
    ...question,
    issuer: resigned(issuing, root).certificate,
  }));
  refused('of tomorrow', 'not-yet-valid', list({ thisUpdate: after(1), nextUpdate: after(2) }));
  refused('whose next one is due', 'stale', list({ nextUpdate: after(-0.1) }));
  refused('without an end, older than asked for', 'stale', withoutEnd(after(-2)));
  refused('that is a delta alone (5.2.4)', 'delta', list({ baseNumber: 4n }));
  refused(
    'with a critical extension nobody knows',
    'unknown-critical-extension',
    changed({ unknownCritical: ['1.2.3'] }),
  );
  refused(
    'with entries of others, being no indirect list (5.3.3)',
    'scope',
    list({
      revoked: [{ serialHex: '01', at, issuer: sequence(directory(root)) }],
    }),
  );
  refused(
    'with entries of others and a scope that does not say so',
    'scope',
    list({
      scope: sequence(flag(0x81)),
      revoked: [{ serialHex: '01', at, issuer: sequence(directory(root)) }],
    }),
  );
  refused(
    'whose entry cannot be read',
    'unreadable-entry',
    (async () => {
      const read = await list();
      const entries = Buffer.from(read.entries);
      entries[entries.indexOf(Buffer.of(0x17, 13)) + 2] = 0x78;
      return { ...read, entries };
    })(),
    of(luis),
  );
});

async function changed(change: Partial<RevocationList>, made = list()): Promise<RevocationList> {
  return { ...(await made), ...change };
}

function indirectBy(signer: Holder): Promise<RevocationList> {
  return list({ scope: sequence(flag(0x84)), revoked: [] }, signer);
}

function withoutEnd(thisUpdate: Date): Promise<RevocationList> {
  const content = { issuer: issuing.certificate, number: 5n, thisUpdate, revoked: [] };
  return buildRevocationList(content, issuing.key.scheme, (tbs) => signWith(issuing.key, tbs)).then(
    parseRevocationList,
  );
}

describe('the scope of a list (5.2.5) leaves out', () => {
  refused('end entities', 'scope', list({ scope: sequence(flag(0x82)) }));
  refused('authorities', 'scope', list({ scope: sequence(flag(0x81)) }, root), {
    ...of(issuing),
    issuer: root.certificate,
  });
  refused('all but attribute certificates', 'scope', list({ scope: sequence(flag(0x85)) }));
  const first = sequence(named(uri('http://crl.example/1')));
  refused(
    'a certificate of another distribution point',
    'scope',
    list({ scope: first }),
    anaAt(sequence(named(uri('http://crl.example/2')))),
  );
  refused('a certificate that names no point', 'scope', list({ scope: first }));
  refused('some reasons, for a certificate not listed', 'some-reasons', list({ scope: sequence(someReasons(0x83)) }));
  refused(
    'some reasons, as the certificate says',
    'some-reasons',
    list(),
    anaAt(sequence(named(uri('http://crl.example/1')), someReasons(0x81))),
  );
  const allReasons = sequence(named(uri('http://crl.example/2')));
  const fewReasons = sequence(named(uri('http://crl.example/1')), someReasons(0x81));
  refused(
    'some reasons, as the one point it speaks for says',
    'some-reasons',
    list({ scope: first }),
    anaAt(fewReasons, allReasons),
  );
  holds(
    'no reasons, when it speaks for a point of all beside one of some',
    'good',
    list(),
    anaAt(fewReasons, allReasons),
  );
  const past = after(-24 * 365);
  const expired = below(issuing, 'Gone', { notBefore: new Date('2020-01-01'), notAfter: past });
  refused('a certificate that expired before it', 'expired-certificate', list(), async () => of(await expired));

  holds(
    'nobody of the distribution points it names',
    'good',
    list({ scope: first }),
    anaAt(
      sequence(named(uri('http://crl.example/0'))),
      sequence(named(uri('ldap://crl.example/1'), uri('http://crl.example/1'))),
    ),
  );
  holds(
    'nobody without points, when it names the issuer itself',
    'good',
    list({ scope: sequence(named(directory(issuing))) }),
  );
  holds('no end entity, being for these', 'good', list({ scope: sequence(flag(0x81)) }));
  test('no certificate that expired, when it keeps them (X.509 8.5.2.12)', async () => {
    const kept = { ...(await list()), expiredSince: new Date('2019-01-01') };
    assert.ok(judgeCrl(kept, of(await expired)).ok);
  });
  holds('nobody whom it lists, whatever the reason', 'revoked', list({ scope: sequence(someReasons(0x83)) }), of(luis));
});

describe('an indirect list', () => {
  const indirect = sequence(flag(0x84));
  const about = [{ serialHex: ana.certificate.serialHex, at: after(-3), issuer: sequence(directory(issuing)) }];
  const point = sequence(element(0xa2, directory(lister)));
  const asked = { ...anaAt(point), listIssuer: lister.certificate };
  refused('speaks for nobody who does not name its signer', 'other-issuer', list({ scope: indirect }, lister), {
    ...question,
    listIssuer: lister.certificate,
  });
  refused('must say that it is one', 'other-issuer', list({}, lister), asked);
  refused('speaks for nobody whose point names another signer', 'other-issuer', indirectBy(lister), {
    ...asked,
    ...anaAt(sequence(element(0xa2, directory(root)))),
  });
  holds(
    'is known by its signer where a point names no place (6.3.3 (b)(2)(i))',
    'good',
    list({ scope: sequence(named(directory(lister)), flag(0x84)), revoked: [] }, lister),
    asked,
  );
  holds('revokes those whose issuer it names', 'revoked', list({ scope: indirect, revoked: about }, lister), asked);
  const sameSerial = [{ serialHex: ana.certificate.serialHex, at: after(-3) }];
  holds('does not revoke a namesake by number', 'good', list({ scope: indirect, revoked: sameSerial }, lister), asked);
});

describe('a delta list (5.2.4)', () => {
  const revoked = [{ serialHex: ana.certificate.serialHex, at: after(-0.5) }];
  const delta = (change: Partial<RevocationListContent> = {}, signer: Holder = issuing) =>
    list({ number: 6n, baseNumber: 5n, revoked, ...change }, signer);
  const asking = async (made: Promise<RevocationList>) => ({ ...question, delta: await made });
  refused('upon a later list is refused', 'delta', list(), () => asking(delta({ baseNumber: 6n })));
  refused('older than the list is refused', 'delta', list(), () => asking(delta({ number: 4n, baseNumber: 4n })));
  refused('that is a complete list is refused', 'delta', list(), () => asking(list()));
  refused('of another scope is refused', 'delta', list(), () => asking(delta({ scope: sequence(flag(0x81)) })));
  refused('of another key is refused', 'delta', list(), () =>
    asking(delta({ issuer: { ...issuing.certificate, spki: root.key.spki } })),
  );
  refused('of another issuer is refused', 'delta', list(), () =>
    asking(delta({ issuer: { ...issuing.certificate, subject: lister.certificate.subject } })),
  );
  refused('with a critical extension nobody knows is refused', 'unknown-critical-extension', list(), () =>
    asking(changed({ unknownCritical: ['1.2.3'] }, delta())),
  );
  refused('that nobody signed is refused', 'signature', list(), () => asking(delta({}, { ...issuing, key: root.key })));
  refused('whose next one is due is refused', 'stale', list(), () => asking(delta({ nextUpdate: after(-0.1) })));

  test('revokes what the list did not, and tells its own time', async () => {
    const verdict = judgeCrl(await list(), await asking(delta({ thisUpdate: after(-0.2) })));
    assert.deepEqual(verdict, {
      ok: true,
      status: { kind: 'revoked', at: after(-0.5) },
      thisUpdate: after(-0.2),
      nextUpdate: after(1),
    });
  });
  test('takes off what the list had on hold', async () => {
    const held = await list({
      revoked: [{ serialHex: ana.certificate.serialHex, at: after(-9), reason: 'certificateHold' }],
    });
    const off = delta({ revoked: [{ ...revoked[0]!, reason: 'removeFromCRL' }] });
    const status = async (asked: CrlQuestion) => {
      const verdict = judgeCrl(held, asked);
      return verdict.ok && verdict.status.kind;
    };
    assert.deepEqual([await status(question), await status(await asking(off))], ['revoked', 'good']);
  });
});

describe('a list proves', () => {
  test('that a certificate is revoked, since when and why', async () => {
    const verdict = judgeCrl(await list(), of(luis));
    assert.deepEqual(verdict, {
      ok: true,
      status: { kind: 'revoked', at: after(-9), reason: 'superseded' },
      thisUpdate: after(-1),
      nextUpdate: after(1),
    });
  });
  holds('that a certificate is not revoked', 'good', list());
  holds('the same without an end while it is fresh', 'good', withoutEnd(after(-0.9)));
  holds('the same when its clock is a little ahead', 'good', list({ thisUpdate: new Date(at.getTime() + 59_000) }));
  test('the same when another key of the authority signed it', async () => {
    const renewed = await below(root, 'Issuing', { profile: { kind: 'issuing' } });
    const made = await list({}, renewed);
    assert.deepEqual(judgeCrl(made, question), { ok: false, reason: 'signature' });
    assert.ok(judgeCrl(made, { ...question, listIssuer: renewed.certificate }).ok);
  });
});

test('openssl and we agree on a list that openssl made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crl-'));
  try {
    const made = opensslList(folder);
    const read = parseRevocationList(made);
    const now = { at: new Date(), issuer: root.certificate };
    const verdict = judgeCrl(read, { ...question, ...now, certificate: lister.certificate });
    assert.deepEqual(verdict.ok && verdict.status, {
      kind: 'revoked',
      at: new Date('2026-02-01T00:00:00Z'),
      reason: 'keyCompromise',
    });
    assert.deepEqual(judgeCrl(read, { ...question, ...now, certificate: issuing.certificate }).ok, true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The DER of a list in which the root revoked the list signer. */
function opensslList(folder: string): Uint8Array {
  const index = join(folder, 'index.txt');
  writeFileSync(
    index,
    `R\t560101000000Z\t260201000000Z,keyCompromise\t${lister.certificate.serialHex}\tunknown\t/CN=Lists\n`,
  );
  writeFileSync(join(folder, 'number'), '07\n');
  const config = file(
    `[ca]\ndefault_ca=c\n[c]\ndatabase=${index}\ncrlnumber=${join(folder, 'number')}\ndefault_md=sha256\ndefault_crl_days=7\n[x]\nissuingDistributionPoint=critical,@i\n[i]\nonlyCA=TRUE\n`,
  );
  const [asPem, asDer] = [file(), file()];
  const signer = ['-cert', pem(root.certificate), '-keyfile', keyFile(root.key)];
  openssl('ca', '-gencrl', '-config', config, ...signer, '-crlexts', 'x', '-out', asPem);
  openssl('crl', '-in', asPem, '-outform', 'DER', '-out', asDer);
  return new Uint8Array(readFileSync(asDer));
}

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyHash } from '@chancery/crypto-module';
import { signedAttributes } from '@chancery/pki';
import type { SignRequest } from '../../client/index.ts';
import { verifyAudit } from '../audit/audit-verification.ts';
import { Bench, digest, ecdsa, onEachDatabase, onPostgres, type Person, p256, refusedWith } from '../testing/bench.ts';

const edits = [
  ['signer', ''],
  ['header', Buffer.from('edited')],
  ['blob', Buffer.from('edited')],
  ['record_mac', Buffer.alloc(32)],
  ['spki', Buffer.from('edited')],
  ['chain', '[]'],
  ['version', 99],
  ['mac', Buffer.alloc(32)],
] as const;

onEachDatabase('signing', (bench) => {
  test('from enrolment to a signature that the signer’s public key confirms', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const hashes = [digest(), digest()];
    const sad = await bench().sad(person, key, hashes);
    const { signatures } = await bench().ssa.sign(call(sad, key, hashes));
    const { spki } = await bench().ssa.key(key);
    assert.equal(signatures.length, 2);
    for (const [i, hash] of hashes.entries()) assert.ok(confirms(spki, hash, signatures[i] ?? ''));
    assert.ok((await verifyAudit(bench().sam.db)).ok);
  });

  test('RSA keys make PKCS#1 and PSS values', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person, { kind: 'rsa', bits: 2048 });
    const { spki } = await bench().ssa.key(key);
    const schemes = [
      { kind: 'rsa-pkcs1', digest: 'sha256' },
      { kind: 'rsa-pss', digest: 'sha256', saltLength: 32 },
    ] as const;
    for (const scheme of schemes) {
      const hash = digest();
      const sad = await bench().sad(person, key, [hash]);
      const { signatures } = await bench().ssa.sign({ ...call(sad, key, [hash]), scheme });
      const value = Buffer.from(signatures[0] ?? '', 'base64url');
      assert.ok(verifyHash(Buffer.from(spki, 'base64url'), scheme, Buffer.from(hash, 'base64url'), value));
    }
  });

  test('check 6: a document is believed in place of a digest for no key of SCAL2, and spends nothing', async () => {
    const { key, hash, sad } = await ready(bench());
    const instead = { ...call(sad, key, [digest()]), documents: [hash] };
    await assert.rejects(bench().ssa.sign(instead), refusedWith('policy'));
    assert.equal((await bench().ssa.sign(call(sad, key, [hash]))).signatures.length, 1);
  });

  test('check 6: nor is one believed for SCAL1 where the approval page has shown documents; where it has shown hashes, it is', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person, p256, 1);
    for (const type of ['file', 'hash'] as const) {
      const hash = digest();
      const display = [{ label: 'A', type, size: 1, docSha256: hash }];
      const { chal } = await bench().prepareSign(person, key, [hash], { display });
      await bench().approve(person, chal);
      const sad = (await bench().ssa.status(chal)).result?.sad ?? '';
      const asked = bench().ssa.sign({ ...call(sad, key, [digest()], type), documents: [hash] });
      if (type === 'file') await assert.rejects(asked, refusedWith('policy'));
      else assert.equal((await asked).signatures.length, 1);
    }
  });

  test('check 6: an approved document is signed by the attributes that name it, each once, and by nothing else', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const other = await bench().key(person);
    const documents = [digest(), digest()] as const;
    const { chal } = await bench().prepareSign(person, key, documents, { binds: 'sdr' });
    await bench().approve(person, chal);
    const sad = (await bench().ssa.status(chal)).result?.sad ?? '';
    const attributes = await Promise.all(documents.map((one) => attributesOver(bench(), key, one)));
    const made = { ...call(sad, key, attributes.map(hashed), 'made'), documents, attributes };
    const [first, second] = documents;
    for (const [wrong, code] of [
      [{ documents: undefined, attributes: undefined }, 'hash_not_authorized'],
      [{ documents: undefined, attributes: undefined, digests: documents }, 'hash_not_authorized'],
      [{ attributes: undefined }, 'document_not_authorized'],
      [{ attributes: attributes.slice(1) }, 'document_not_authorized'],
      [{ documents: [second, first] }, 'document_not_authorized'],
      [{ documents: [digest(), second] }, 'document_not_authorized'],
      [{ digests: [digest(), hashed(attributes[1] ?? '')] }, 'document_not_authorized'],
      [{ attributes: [attributes[0], await attributesOver(bench(), other, second)] }, 'document_not_authorized'],
    ] as const) {
      const { documents: of, attributes: by, ...rest } = { ...made, callId: 'wrong', ...wrong } as typeof made;
      const request = { ...rest, ...(of && { documents: of }), ...(by && { attributes: by }) };
      await assert.rejects(bench().ssa.sign(request), refusedWith(code));
    }
    assert.equal((await bench().ssa.sign(made)).signatures.length, 2);
    await assert.rejects(bench().ssa.sign({ ...made, callId: 'again' }), refusedWith('sad_used'));
    assert.ok((await verifyAudit(bench().sam.db)).ok);
  });

  test('documents that are shown on the page are not bound by their digests', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const hash = digest();
    const display = [{ label: 'A', type: 'file' as const, size: 1, docSha256: hash }];
    await assert.rejects(bench().prepareSign(person, key, [hash], { binds: 'sdr', display }), refusedWith('invalid'));
  });

  test('check 2: a handle that this SAM did not make is refused', async () => {
    const { key, hash, sad } = await ready(bench());
    const [chal] = sad.split('.');
    for (const forged of ['nonsense', `${chal}.${digest()}`, `${chal}.`, `c_unknown.${digest()}`]) {
      await assert.rejects(bench().ssa.sign(call(forged, key, [hash])), refusedWith('sad_invalid'));
    }
  });

  test('check 2: a handle that is written otherwise than it was given is refused', async () => {
    const { key, hash, sad } = await ready(bench());
    const spare = `${sad.slice(0, -1)}${nextLetter(sad.at(-1) ?? '')}`;
    for (const written of [`${sad}.`, `${sad}.x`, `${sad}=`, `${sad}~`, sad.replace('.', '.~'), spare])
      await assert.rejects(bench().ssa.sign(call(written, key, [hash])), refusedWith('sad_invalid'));
    await bench().ssa.sign(call(sad, key, [hash]));
  });

  test('check 2: an activation planted or edited in the database is refused', async () => {
    const { person, key } = await ready(bench());
    const open = await bench().prepareSign(person, key, [digest()]);
    const { ssa, sam } = bench();
    await sam.db
      .updateTable('challenge')
      .set({ state: 'activated', evidence: '[]' })
      .where('chal', '=', open.chal)
      .execute();
    await assert.rejects(ssa.status(open.chal), refusedWith('sad_invalid'));
    const other = await ready(bench());
    const [chal = ''] = other.sad.split('.');
    const later = new Date(Date.now() + 3_600_000);
    await sam.db.updateTable('challenge').set({ sad_exp: later }).where('chal', '=', chal).execute();
    await assert.rejects(ssa.sign(call(other.sad, other.key, [other.hash])), refusedWith('sad_invalid'));
  });

  test('check 4: a digest that was not approved is refused, and so is one of another length', async () => {
    const { key, hash, sad } = await ready(bench());
    await assert.rejects(bench().ssa.sign(call(sad, key, [digest()])), refusedWith('hash_not_authorized'));
    const long = { kind: 'ecdsa', digest: 'sha384' } as const;
    await assert.rejects(bench().ssa.sign({ ...call(sad, key, [hash]), scheme: long }), refusedWith('invalid'));
    await bench().ssa.sign(call(sad, key, [hash]));
  });

  test('check 1: a client that is named is the one of the approval', async () => {
    const { key, hash, sad } = await ready(bench());
    const asked = call(sad, key, [hash]);
    await assert.rejects(bench().ssa.sign({ ...asked, client: 'sp_2' }), refusedWith('sad_invalid'));
    await bench().ssa.sign({ ...asked, client: 'sp_1' });
    await assert.rejects(bench().ssa.sign({ ...asked, client: 'sp_2' }), refusedWith('sad_invalid'));
  });

  test('check 4: one approved occurrence is one signature, a repeated hash has two', async () => {
    const { person, key } = await ready(bench());
    const hash = digest();
    const once = await bench().sad(person, key, [hash]);
    await assert.rejects(bench().ssa.sign(call(once, key, [hash, hash])), refusedWith('hash_not_authorized'));
    const twice = await bench().sad(person, key, [hash, hash]);
    await bench().ssa.sign(call(twice, key, [hash], 'first'));
    await bench().ssa.sign(call(twice, key, [hash], 'second'));
    await assert.rejects(bench().ssa.sign(call(twice, key, [hash], 'third')), refusedWith('sad_used'));
  });

  test('check 4: a hash that was signed, while another waits, is not authorized; with nothing left the SAD is used', async () => {
    const { person, key } = await ready(bench());
    const [one, other] = [digest(), digest()];
    const sad = await bench().sad(person, key, [one, other]);
    await bench().ssa.sign(call(sad, key, [one], 'first'));
    for (const digests of [[one], [one, other], [other, other]])
      await assert.rejects(bench().ssa.sign(call(sad, key, digests, 'again')), refusedWith('hash_not_authorized'));
    await bench().ssa.sign(call(sad, key, [other], 'second'));
    for (const digests of [[one], [one, other]])
      await assert.rejects(bench().ssa.sign(call(sad, key, digests, 'again')), refusedWith('sad_used'));
  });

  test('check 5: another key than the approved one is refused', async () => {
    const { person, hash, sad } = await ready(bench());
    const other = await bench().key(person);
    await assert.rejects(bench().ssa.sign(call(sad, other, [hash])), refusedWith('sad_invalid'));
  });

  test('check 5: the wrapped keys of two signers, swapped in the database, are refused', async () => {
    const [a, b] = [await ready(bench()), await ready(bench())];
    const { db } = bench().sam;
    const rows = await db.selectFrom('key').selectAll().where('key', 'in', [a.key, b.key]).execute();
    for (const row of rows) {
      const { blob, header, record_mac } = rows.find((each) => each.key !== row.key) ?? row;
      await db.updateTable('key').set({ blob, header, record_mac }).where('key', '=', row.key).execute();
    }
    await assert.rejects(bench().ssa.sign(call(a.sad, a.key, [a.hash])), refusedWith('key_state'));
    await assert.rejects(bench().ssa.sign(call(b.sad, b.key, [b.hash])), refusedWith('key_state'));
  });

  for (const [column, value] of edits) {
    test(`check 5: an edited key row is refused: ${column}`, async () => {
      const { person, key, hash, sad } = await ready(bench());
      const { signer } = await bench().enrol();
      const edit = { [column]: column === 'signer' ? signer : value };
      await bench().sam.db.updateTable('key').set(edit).where('key', '=', key).execute();
      await assert.rejects(bench().ssa.sign(call(sad, key, [hash])), refusedWith('key_state'));
      assert.ok(person.signer !== signer);
    });
  }

  test('check 6: an algorithm outside the intent is refused', async () => {
    const { key, hash, sad } = await ready(bench());
    const scheme = { kind: 'rsa-pkcs1', digest: 'sha256' } as const;
    await assert.rejects(bench().ssa.sign({ ...call(sad, key, [hash]), scheme }), refusedWith('policy'));
  });

  test('step 8: a call cut off between spending and result lost its slots', async () => {
    const { key, hash, sad } = await ready(bench());
    await bench().ssa.sign(call(sad, key, [hash], 'cut'));
    const [chal = ''] = sad.split('.');
    await bench().sam.db.updateTable('slot').set({ result: null }).where('chal', '=', chal).execute();
    await assert.rejects(bench().ssa.sign(call(sad, key, [hash], 'cut')), refusedWith('sad_used'));
  });

  test('step 8: a slot planted or edited in the database does not count', async () => {
    const { key, sad } = await ready(bench());
    const [chal = ''] = sad.split('.');
    const planted = digest();
    const hash = Buffer.from(planted, 'base64url');
    await bench().sam.db.updateTable('slot').set({ hash }).where('chal', '=', chal).execute();
    await assert.rejects(bench().ssa.sign(call(sad, key, [planted])), refusedWith('hash_not_authorized'));
    const counted = await pinned(bench());
    const { signer } = counted.person;
    const [c = ''] = counted.sad.split('.');
    await bench().sam.db.insertInto('slot').values({ signer, chal: c, i: 1, hash: null, state: 'free' }).execute();
    const two = { ...call(counted.sad, counted.key, [digest(), digest()]), client: 'sp_1' };
    await assert.rejects(bench().ssa.sign(two), refusedWith('sad_invalid'));
  });

  test('fifty calls at once with one SAD: one signature', async () => {
    const { key, hash, sad } = await ready(bench());
    const calls = Array.from({ length: 50 }, (_, i) => bench().ssa.sign(call(sad, key, [hash], `race-${i}`)));
    await requireOneWinner(calls);
    // The cases before edited rows, which verification names; no chain is broken by that.
    const { findings } = await verifyAudit(bench().sam.db);
    assert.deepEqual(new Set(findings.map(({ finding }) => finding)), new Set(['rolled-back']));
  });

  test('no audit, no signature', async () => {
    const { key, hash, sad } = await ready(bench());
    const { db } = bench().sam;
    await db.schema.alterTable('audit').renameTo('audit_away').execute();
    try {
      await assert.rejects(bench().ssa.sign(call(sad, key, [hash])), refusedWith('module_unavailable'));
    } finally {
      await db.schema.alterTable('audit_away').renameTo('audit').execute();
    }
    const [chal = ''] = sad.split('.');
    const slots = await db.selectFrom('slot').select('state').where('chal', '=', chal).execute();
    assert.deepEqual(slots, [{ state: 'free' }]);
    await bench().ssa.sign(call(sad, key, [hash]));
  });

  test('check 3: a SAD past its time is refused', async () => {
    const { key, hash, sad } = await ready(bench());
    bench().ahead = 301_000;
    try {
      await assert.rejects(bench().ssa.sign(call(sad, key, [hash])), refusedWith('sad_expired'));
    } finally {
      bench().ahead = 0;
    }
  });

  test('step 8: a slot is spent once; the same call gets the stored values, for ten minutes', async () => {
    const { key, hash, sad } = await ready(bench());
    const first = await bench().ssa.sign(call(sad, key, [hash], 'one'));
    assert.deepEqual(await bench().ssa.sign(call(sad, key, [hash], 'one')), first);
    await assert.rejects(bench().ssa.sign(call(sad, key, [hash], 'two')), refusedWith('sad_used'));
    bench().ahead = 601_000;
    try {
      await assert.rejects(bench().ssa.sign(call(sad, key, [hash], 'one')), refusedWith('sad_used'));
    } finally {
      bench().ahead = 0;
    }
  });
});

onPostgres('signing on two servers', (bench) => {
  test('fifty calls at once on two SAMs with one SAD: one signature, both chains sound', async () => {
    const { key, hash, sad } = await ready(bench());
    const folder = mkdtempSync(join(tmpdir(), 'chancery-sam-two-'));
    const second = new Bench(bench().idp, folder, bench().options.database, bench().options.moduleFolder);
    await second.start();
    const clients = [bench().ssa, second.ssa];
    const calls = Array.from({ length: 50 }, (_, i) => clients[i % 2]?.sign(call(sad, key, [hash], `race-${i}`)));
    await requireOneWinner(calls);
    await second.stop();
    rmSync(folder, { recursive: true });
    const verdict = await verifyAudit(bench().sam.db);
    assert.ok(verdict.ok, JSON.stringify(verdict.findings));
  });
});

/** Of base64url; of 32 octets the last letter has two bits to spare. */
function nextLetter(letter: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return letters[letters.indexOf(letter) ^ 1] ?? '';
}

type Ready = { person: Person; key: string; hash: string; sad: string };

async function ready(bench: Bench): Promise<Ready> {
  const person = await bench.enrol();
  const key = await bench.key(person);
  const hash = digest();
  return { person, key, hash, sad: await bench.sad(person, key, [hash]) };
}

async function pinned(bench: Bench) {
  const person = await bench.enrol();
  const key = await bench.key(person, { kind: 'ec', curve: 'P-256' }, 1, '482913');
  const { sad } = await bench.ssa.authorizePin({ signer: person.signer, key, pin: '482913', n: 1, client: 'sp_1' });
  return { person, key, sad };
}

/** Signed attributes of PAdES over this document by this key's certificate, and the digest of some, in b64u. */
async function attributesOver(bench: Bench, key: string, document: string): Promise<string> {
  const { chain = [] } = await bench.ssa.key(key);
  const signingCertificate = Buffer.from(chain[0] ?? '', 'base64url');
  const messageDigest = Buffer.from(document, 'base64url');
  const octets = signedAttributes({ messageDigest, digest: 'sha256', signingCertificate });
  return Buffer.from(octets).toString('base64url');
}

function hashed(octets: string): string {
  return createHash('sha256').update(Buffer.from(octets, 'base64url')).digest('base64url');
}

function call(sad: string, key: string, digests: readonly string[], callId = 'call'): SignRequest {
  return { sad, key, callId, scheme: ecdsa, digests };
}

async function requireOneWinner(calls: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const outcomes = await Promise.allSettled(calls);
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(outcomes.length - refused.length, 1);
  assert.deepEqual([...new Set(refused.map(({ reason }) => (reason as { code: string }).code))], ['sad_used']);
}

function confirms(spki: string, hash: string, signature: string): boolean {
  const [key, digest, value] = [spki, hash, signature].map((text) => Buffer.from(text, 'base64url')) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  return verifyHash(key, ecdsa, digest, value);
}

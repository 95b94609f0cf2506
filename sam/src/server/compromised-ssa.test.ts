/**
 * The SSA, its database, its keys and its place in the network are an attacker's (design section 2, the sentence everything is tested
 * against). He tries everything that they give him; the log must not hold one signature of a SCAL2 key that its signer did not approve.
 */
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Channel } from '../client/channel.ts';
import { SamError, type WebauthnAssertion } from '../client/index.ts';
import { raiseEpoch } from './database/epoch.ts';
import { methods } from './door/method.ts';
import { type Bench, digest, ecdsa, onEachDatabase, type Person } from './testing/bench.ts';
import { SoftwareAuthenticator } from './testing/software-authenticator.ts';

onEachDatabase('an attacker who owns the SSA', (bench) => {
  let ana: Person;
  let eve: Person;
  let keyOfAna: string;
  let keyOfEve: string;
  let attempts = 0;
  before(async () => {
    [ana, eve] = [await bench().enrol(), await bench().enrol()];
    [keyOfAna, keyOfEve] = [await bench().key(ana), await bench().key(eve)];
  });
  after(() => {
    assert.ok(attempts >= 195, `${attempts} attempts`);
  });

  /** Refused in words, and never by our own fault. */
  async function refused(attempt: Promise<unknown>, what = ''): Promise<void> {
    attempts++;
    await assert.rejects(attempt, (error) => {
      assert.ok(error instanceof SamError && error.code !== 'module_unavailable', `${what}: ${error}`);
      return true;
    });
  }

  const sign = (sad: string, key: string, digests: readonly string[], more: object = {}) =>
    bench().ssa.sign({ sad, key, callId: `c-${attempts}`, scheme: ecdsa, digests, ...more });

  /** Signatures that left, of whichever key. */
  async function made(): Promise<number> {
    const records = await bench()
      .sam.db.selectFrom('audit')
      .select('record')
      .where('record', 'like', '%"SIGN_OK"%')
      .execute();
    return records.length;
  }

  test('is offered nothing of what the approval page and the officers may do', async () => {
    const { ssa } = bench().options.listen;
    const channel = new Channel(ssa);
    const offered = [...methods.sic.keys(), ...methods.officer.keys()].filter((name) => !methods.ssa.has(name));
    for (const name of [...offered, 'constructor', '__proto__', '../sic/approve', ''])
      await refused(channel.call(name, {}), name);
    channel.close();
  });

  test('changes what was approved: hash, number, key, algorithm, handle, one letter of it at a time', async () => {
    const before = await made();
    const approved = digest();
    const sad = await bench().sad(ana, keyOfAna, [approved]);
    const others = [await bench().sad(eve, keyOfEve, [approved]), await bench().sad(ana, keyOfAna, [digest()])];
    for (const digests of [[digest()], [approved, digest()], [approved, approved], [digest(), approved]])
      await refused(sign(sad, keyOfAna, digests), 'hashes');
    await refused(sign(sad, keyOfEve, [approved]), 'another key');
    for (const other of others) await refused(sign(other, keyOfAna, [approved]), 'another approval');
    for (const scheme of [
      { kind: 'rsa-pkcs1', digest: 'sha256' },
      { kind: 'rsa-pss', digest: 'sha256', saltLength: 32 },
      { kind: 'ecdsa', digest: 'sha384' },
      { kind: 'rsa-pkcs1', digest: 'sha1' },
      { kind: 'ed25519', digest: 'sha512' },
    ] as const)
      await refused(sign(sad, keyOfAna, [approved], { scheme }), scheme.kind);
    for (const bent of bentTexts(sad)) await refused(sign(bent, keyOfAna, [approved]), bent);
    assert.equal(await made(), before);
    await sign(sad, keyOfAna, [approved]);
    for (const callId of ['again', 'and-again']) await refused(sign(sad, keyOfAna, [approved], { callId }), callId);
    assert.equal(await made(), before + 1);
  });

  test('bends each octet of a genuine proof, swaps it with that of another signer or another act, replays it', async () => {
    const before = await made();
    const [asked, other, hers] = await Promise.all([
      bench().prepareSign(ana, keyOfAna, [digest()]),
      bench().prepareSign(ana, keyOfAna, [digest()]),
      bench().prepareSign(eve, keyOfEve, [digest()]),
    ]);
    const proof = async (person: Person, chal: string) => person.passkey.assert((await bench().question(chal)).act);
    const approve = (chal: string, evidence: WebauthnAssertion) => bench().sic.approve({ chal, evidence: [evidence] });
    const genuine = await proof(ana, asked.chal);
    for (const name of ['id', 'clientDataJSON', 'authenticatorData', 'signature'] as const)
      for (const bent of bentOctets(genuine[name]))
        await refused(approve(asked.chal, { ...genuine, [name]: bent }), name);
    await refused(approve(asked.chal, await proof(ana, other.chal)), 'another act');
    await refused(approve(asked.chal, await proof(eve, asked.chal)), 'another signer');
    await refused(approve(hers.chal, genuine), 'for another signer');
    await refused(approve(asked.chal, { ...(await proof(eve, asked.chal)), id: genuine.id }), 'under her name');
    await approve(asked.chal, genuine);
    await refused(approve(asked.chal, genuine), 'a second time');
    await refused(approve(other.chal, genuine), 'for another act');
    assert.equal(await made(), before);
  });

  test('has nothing approved by a company’s key, a PIN or a login in the place of the passkey', async () => {
    const { chal } = await bench().prepareSign(ana, keyOfAna, [digest()]);
    const { act } = await bench().question(chal);
    await refused(bench().ssa.approveByClient({ chal, evidence: { kind: 'client', jws: 'e30.e30.e30' } }), 'client');
    const login = await bench().login(act.ih, ana.subject);
    await refused(bench().sic.approve({ chal, evidence: [login] }), 'login');
    await refused(bench().sic.approve({ chal, evidence: [] }), 'nothing');
    await refused(
      bench().ssa.authorizePin({ signer: ana.signer, key: keyOfAna, pin: '482913', n: 1, client: 'sp_1' }),
      'pin',
    );
  });

  test('enrols nobody by a login that he makes himself, replays or has made for something else', async () => {
    const { chal } = await bench().prepareEnrol(ana.subject);
    const { act } = await bench().question(chal);
    const passkey = new SoftwareAuthenticator();
    const enrol = (idToken: string) =>
      bench().sic.approve({ chal, evidence: [{ kind: 'oidc', idToken }, passkey.register(act)] });
    const genuine = await bench().login(act.ih, ana.subject);
    assert.ok(genuine.kind === 'oidc');
    for (const [what, bend] of Object.entries({
      'another nonce': { nonce: digest() },
      'another audience': { aud: 'ssa' },
      'another issuer': { iss: 'https://evil.example' },
      'an old login': { auth_time: 1 },
      'an expired token': { exp: 1 },
      'another person': { sub: 'somebody' },
    })) {
      const login = await bench().login(act.ih, ana.subject, bend);
      await refused(enrol(login.kind === 'oidc' ? login.idToken : ''), what);
    }
    for (const forged of forgedTokens(genuine.idToken)) await refused(enrol(forged), 'forged');
    for (const bent of bentTexts(genuine.idToken, 20)) await refused(enrol(bent), 'bent');
    assert.equal((await bench().ssa.status(chal)).state, 'open');
  });

  test('binds no certificate over a key of his own, and asks for nothing with another’s key', async () => {
    const [hers, his] = [await bench().pendingKey(ana), await bench().pendingKey(eve)];
    const chain = [await bench().authority.issue(his.csr)];
    await refused(bench().ssa.bindCertificate({ key: hers.key, chain }), 'another key');
    await refused(bench().ssa.bindCertificate({ key: keyOfAna, chain }), 'bound already');
    await refused(bench().prepareSign(eve, keyOfAna, [digest()]), 'another’s key');
    await refused(bench().prepareSign(ana, hers.key, [digest()]), 'no certificate');
    await refused(bench().prepareSign(ana, keyOfAna, [digest()], { returnUrl: 'https://evil.example/' }), 'elsewhere');
    await refused(bench().prepareSign(ana, keyOfAna, [digest()], { display: [] }), 'hides what is signed');
    await refused(bench().ssa.discardKey(keyOfAna), 'discards a key that lasts');
  });

  test('replays across a restart what was spent, and what was proven before it', async () => {
    const approved = [digest()];
    const sad = await bench().sad(ana, keyOfAna, approved);
    const { chal } = await bench().prepareSign(ana, keyOfAna, [digest()]);
    const genuine = ana.passkey.assert((await bench().question(chal)).act);
    await sign(sad, keyOfAna, approved);
    const before = await made();
    await bench().stop();
    await bench().start();
    await refused(sign(sad, keyOfAna, approved, { callId: 'after-restart' }), 'spent');
    await bench().sic.approve({ chal, evidence: [genuine] });
    await refused(bench().sic.approve({ chal, evidence: [genuine] }), 'proven');
    assert.equal(await made(), before);
  });

  test('finds no SAD alive in a database that was restored', async () => {
    const approved = [digest()];
    const sad = await bench().sad(ana, keyOfAna, approved);
    await raiseEpochOf(bench());
    await refused(sign(sad, keyOfAna, approved), 'of another epoch');
  });
});

/** One character after the other is another one; at most so many. */
function bentTexts(text: string, most = 60): string[] {
  return places(text.length, most).map(
    (at) => `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`,
  );
}

function bentOctets(b64u: string, most = 24): string[] {
  const octets = Buffer.from(b64u, 'base64url');
  return places(octets.length, most).map((at) => {
    const bent = Buffer.from(octets);
    bent[at]! ^= 1;
    return bent.toString('base64url');
  });
}

function places(length: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(length / most));
  return Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);
}

/** The claims of a token under no signature, and under a key of the attacker’s with the provider’s name for it. */
function forgedTokens(genuine: string): string[] {
  const [, claims = ''] = genuine.split('.');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const under = (header: object) => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${claims}`;
  const input = under({ alg: 'ES256', kid: 'idp-1' });
  const value = signWith('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return [`${under({ alg: 'none' })}.`, `${input}.${value.toString('base64url')}`];
}

/** What a restore does first. */
async function raiseEpochOf(bench: Bench): Promise<void> {
  const { db, module } = bench.sam;
  await db.transaction().execute((trx) => raiseEpoch(trx, module));
}

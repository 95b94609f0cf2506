import assert from 'node:assert/strict';
import { argon2Sync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createAccount, type PasswordVerifier, type Store, setAccountStatus, setLogin } from '@chancery/store';
import { passwordLogin, passwordRefresh, revokePasswordToken } from './index.ts';
import { bearersOf } from './tokens.ts';
import { onBothDatabases } from './world.test.ts';

let people = 0;

async function person({ db }: Store): Promise<string> {
  const id = `person-${++people}`;
  await createAccount(db, { id, name: id, login: id, password: verifier('right') });
  return id;
}

function verifier(password: string): PasswordVerifier {
  const [nonce, memory, passes] = [randomBytes(16), 64, 1];
  const hash = argon2Sync('argon2id', { message: password, nonce, memory, passes, parallelism: 1, tagLength: 32 });
  return { salt: nonce.toString('base64url'), hash: hash.toString('base64url'), memory, passes };
}

onBothDatabases((open) => {
  test('the right password gives a token for the account; no refresh token unless asked for', async () => {
    const { store } = open();
    const id = await person(store);
    const tokens = await passwordLogin(store, id, 'right');
    assert.equal((await bearersOf(store)(tokens?.access_token ?? ''))?.account, id);
    assert.deepEqual([tokens?.refresh_token, tokens?.expires_in], [undefined, 3600]);
  });

  test('five wrong passwords at once lock, and the right one then reads like a wrong one', async () => {
    const { store } = open();
    const id = await person(store);
    await Promise.all(Array.from({ length: 9 }, () => passwordLogin(store, id, 'wrong')));
    assert.equal(await passwordLogin(store, id, 'right'), undefined);
    assert.equal(await passwordLogin(store, 'nobody', 'right'), undefined);
  });

  test('a suspended account neither logs in nor keeps its tokens', async () => {
    const { store } = open();
    const id = await person(store);
    const tokens = await passwordLogin(store, id, 'right', true);
    await setAccountStatus(store.db, id, 'suspended');
    assert.equal(await bearersOf(store)(tokens?.access_token ?? ''), undefined);
    assert.equal(await passwordRefresh(store, tokens?.refresh_token ?? '', true), undefined);
    assert.equal(await passwordLogin(store, id, 'right'), undefined);
  });

  test('another password: the one before gives no token, not even to a login that had begun, and what it gave has ended', async () => {
    const { store } = open();
    const id = await person(store);
    const tokens = await passwordLogin(store, id, 'right', true);
    const begun = Array.from({ length: 5 }, () => passwordLogin(store, id, 'right'));
    await setLogin(store.db, id, { login: `${id}-2`, password: verifier('new') });
    const given = await Promise.all([
      ...begun,
      passwordLogin(store, id, 'right'),
      passwordLogin(store, `${id}-2`, 'right'),
    ]);
    for (const { access_token } of [tokens, ...given].filter((one) => one !== undefined))
      assert.equal((await bearersOf(store)(access_token))?.account, undefined);
    assert.equal(await passwordRefresh(store, tokens?.refresh_token ?? '', true), undefined);
    assert.ok(await passwordLogin(store, `${id}-2`, 'new'));
  });

  test('a password that is taken away gives nothing, and a lock ends with it', async () => {
    const { store } = open();
    const id = await person(store);
    await Promise.all(Array.from({ length: 5 }, () => passwordLogin(store, id, 'wrong')));
    await setLogin(store.db, id, { login: id, password: verifier('new') });
    assert.ok(await passwordLogin(store, id, 'new'));
    await setLogin(store.db, id, null);
    assert.equal(await passwordLogin(store, id, 'new'), undefined);
  });

  test('a refresh token works for one of ten, and the other nine end the login', async () => {
    const { store } = open();
    const tokens = await passwordLogin(store, await person(store), 'right', true);
    const token = tokens?.refresh_token ?? '';
    const replies = await Promise.all(Array.from({ length: 10 }, () => passwordRefresh(store, token, true)));
    assert.equal(replies.filter(Boolean).length, 1);
    assert.equal(await bearersOf(store)(tokens?.access_token ?? ''), undefined);
  });

  test('a revoked refresh token takes its access token along; an access token goes alone', async () => {
    const { store } = open();
    const id = await person(store);
    const [one, two] = [await passwordLogin(store, id, 'right', true), await passwordLogin(store, id, 'right', true)];
    assert.equal(await revokePasswordToken(store, one?.refresh_token ?? '', id), true);
    assert.equal(await bearersOf(store)(one?.access_token ?? ''), undefined);
    assert.equal(await revokePasswordToken(store, two?.access_token ?? '', 'another'), false);
    assert.equal(await revokePasswordToken(store, two?.access_token ?? '', id), true);
    assert.ok(await passwordRefresh(store, two?.refresh_token ?? '', false));
  });
});

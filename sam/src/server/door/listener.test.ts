import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { SamClient, SicSamClient } from '../../client/index.ts';
import { digest, onEachDatabase, p256, refusedWith } from '../testing/bench.ts';
import { ChannelAuthority } from '../testing/channel-authority.ts';
import { listen } from './listener.ts';

onEachDatabase('the two doors', (bench) => {
  const socket = (peer: 'ssa' | 'sic') => (bench().options.listen[peer] as { socket: string }).socket;

  test('the SSA is not offered what belongs to the approval page, and the attempt is on record', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const { chal } = await bench().prepareSign(person, key, [digest()]);
    const { act } = await bench().question(chal);
    const asSic = new SicSamClient(bench().options.listen.ssa);
    await assert.rejects(asSic.approve({ chal, evidence: [person.passkey.assert(act)] }), refusedWith('not_found'));
    await assert.rejects(asSic.fetch(chal), refusedWith('not_found'));
    await assert.rejects(asSic.refuse({ chal }), refusedWith('not_found'));
    asSic.close();
    assert.equal((await bench().ssa.status(chal)).state, 'open');
    const records = await bench().sam.db.selectFrom('audit').select('record').execute();
    assert.ok(
      records.some(
        ({ record }) => record.includes('not offered') && record.includes('"approve"') && record.includes(chal),
      ),
    );
  });

  test('the approval page is offered nothing that signs', async () => {
    const asSsa = new SamClient(bench().options.listen.sic);
    await assert.rejects(asSsa.key('k'), refusedWith('not_found'));
    await assert.rejects(
      asSsa.sign({ sad: 's', key: 'k', callId: 'c', scheme: { kind: 'ecdsa', digest: 'sha256' }, digests: [digest()] }),
      refusedWith('not_found'),
    );
    await assert.rejects(asSsa.health(), refusedWith('not_found'));
    asSsa.close();
  });

  test('health answers; an edited epoch makes it fail', async () => {
    assert.deepEqual(await bench().ssa.health(), { status: 'ok' });
    const { db } = bench().sam;
    await db.updateTable('epoch').set({ epoch: 7 }).execute();
    await assert.rejects(bench().ssa.health(), refusedWith('module_unavailable'));
    await db.updateTable('epoch').set({ epoch: 1 }).execute();
  });

  test('unknown fields, wrong kinds, no JSON and another verb are refused', async () => {
    const bodies = ['{"key":"k","more":1}', '{"key":7}', '{}', '[]', 'null', 'not json', '', '\xff'];
    for (const body of bodies) assert.equal((await raw(socket('ssa'), 'key', body)).status, 400, body);
    assert.equal((await raw(socket('ssa'), 'key', '', 'GET')).status, 405);
    assert.equal((await raw(socket('ssa'), '__proto__', '{}')).status, 404);
  });

  test('a body over 8 MB is refused', async () => {
    const outcome = await raw(socket('ssa'), 'key', 'x'.repeat(9 * 1024 * 1024)).catch(() => ({ status: 413 }));
    assert.equal(outcome.status, 413);
  });

  test('the sockets are for this user only', () => {
    for (const peer of ['ssa', 'sic'] as const) assert.equal(statSync(socket(peer)).mode & 0o777, 0o600);
  });

  test('what the client may read of a failure is a code and a reference', async () => {
    const person = await bench().enrol();
    const { db } = bench().sam;
    await db.schema.alterTable('challenge').renameTo('gone').execute();
    const { status, body } = await raw(socket('ssa'), 'status', '{"chal":"c_x"}');
    await db.schema.alterTable('gone').renameTo('challenge').execute();
    assert.equal(status, 503);
    assert.deepEqual(Object.keys(body), ['error', 'ref']);
    assert.ok((await bench().prepareKey(person, p256)).chal);
  });
});

describe('a door over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-tls-'));
  after(() => rmSync(folder, { recursive: true }));
  const authority = new ChannelAuthority(folder);
  const rogue = new ChannelAuthority(folder, 'rogue');
  const tls = (role: string) => authority.tls(role);
  const answer = async () => ({ status: 200, body: { status: 'ok' } });

  test('answers the peer that the certificate names, and nobody else', async () => {
    for (const role of ['sam', 'ssa', 'sic']) authority.issue(role);
    const door = await listen('ssa', { url: 'https://127.0.0.1:0', tls: tls('sam') }, answer);
    const { url } = door.address as { url: string };
    const as = (role: string) => new SamClient({ url, tls: tls(role) });
    const [ssa, sic] = [as('ssa'), as('sic')];
    assert.deepEqual(await ssa.health(), { status: 'ok' });
    await assert.rejects(sic.health(), refusedWith('policy'));
    rogue.issue('ssa');
    const forged = as('ssa');
    await assert.rejects(forged.health(), refusedWith('module_unavailable'));
    for (const client of [ssa, sic, forged]) client.close();
    await door.close();
  });

  test('a client does not talk to a server that is not the SAM', async () => {
    authority.issue('ssa');
    const door = await listen('ssa', { url: 'https://127.0.0.1:0', tls: tls('sic') }, answer);
    const { url } = door.address as { url: string };
    const client = new SamClient({ url, tls: tls('ssa') });
    await assert.rejects(client.health(), refusedWith('module_unavailable'));
    client.close();
    await door.close();
  });

  test('who takes a connection and says nothing is passed over for another SAM after ten seconds', async (t) => {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    const met = once(silent, 'connection');
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const door = await listen('ssa', { url: 'https://127.0.0.1:0', tls: tls('sam') }, answer);
    const urls = [`https://127.0.0.1:${(silent.address() as AddressInfo).port}`, (door.address as { url: string }).url];
    const client = new SamClient(urls.map((url) => ({ url, tls: tls('ssa') })));
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const told = client.health();
    await met;
    t.mock.timers.tick(9_999);
    assert.equal(await Promise.race([told, setImmediate('waits')]), 'waits');
    t.mock.timers.tick(1);
    assert.deepEqual(await told, { status: 'ok' });
    client.close();
    silent.close();
    await door.close();
  });
});

function raw(
  socketPath: string,
  method: string,
  body: string,
  verb = 'POST',
): Promise<{ status: number; body: object }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: object }>();
  const sent = request({ socketPath, path: `/${method}`, method: verb }, async (response) => {
    const chunks = await response.toArray();
    resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) });
  });
  sent.on('error', reject).end(body);
  return promise;
}

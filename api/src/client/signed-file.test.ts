import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from './call.ts';
import { signedFile } from './signed-file.ts';

const named = (disposition: string) =>
  signedFile(new Response('x', { headers: { 'content-disposition': disposition } })).name;

test('a file that breaks off is none', async () => {
  const pieces = async function* () {
    yield Buffer.from('half');
    throw new TypeError('terminated');
  };
  const { octets } = signedFile(new Response(ReadableStream.from(pieces())));
  const read = async () => {
    for await (const _ of octets);
  };
  await assert.rejects(read, (error) => error instanceof ApiError && error.code === 'unreachable');
});

test('a name that leads elsewhere, or is none, is not taken', () => {
  for (const wrong of [
    '',
    'attachment',
    "attachment; filename*=UTF-8''..",
    "attachment; filename*=UTF-8''a%2F..",
    "attachment; filename*=UTF-8''a%00b",
    "attachment; filename*=UTF-8''%ff",
    "attachment; filename*=UTF-8''folder%2F",
  ])
    assert.equal(named(wrong), undefined, wrong);
});

test('of a path only its last part is the name', () => {
  assert.equal(named("attachment; filename*=UTF-8''Contrato%20%C3%B1.pdf"), 'Contrato ñ.pdf');
  assert.equal(named("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd"), 'passwd');
  assert.equal(named("attachment; filename*=UTF-8''C%3A%5Cx.pdf"), 'x.pdf');
});

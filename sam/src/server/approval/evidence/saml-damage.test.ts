import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SamError } from '../../../client/index.ts';
import { TestSamlIdp } from '../../testing/saml-identity-provider.ts';
import { verifySaml } from './saml.ts';

const ih = new Uint8Array(32).fill(7);
const idp = await TestSamlIdp.make();
const { response } = idp.response(ih, { subject: 'ada' });
const whole = Buffer.from(response, 'base64url');
const now = new Date();
const iat = Math.floor(now.getTime() / 1000) - 1;
const expected = { idp: idp.trusted, subject: 'ada', ih, sicOrigin: 'https://sic.example', iat, now };

function judged(octets: Uint8Array): unknown {
  try {
    return verifySaml({ kind: 'saml', response: Buffer.from(octets).toString('base64url') }, expected);
  } catch (error) {
    assert.ok(error instanceof SamError && error.code === 'evidence_invalid', String(error));
    return undefined;
  }
}

const login = judged(whole);

/** What is not signed may change; then what is read is the same. */
function refusedOrSame(octets: Uint8Array, what: string): boolean {
  const found = judged(octets);
  if (found !== undefined) assert.deepEqual(found, login, what);
  return found === undefined;
}

test('a response with any octet changed is refused, or read as the same', () => {
  assert.ok(login);
  let refused = 0;
  for (let at = 0; at < whole.length; at += 3) {
    const octets = Buffer.from(whole);
    octets[at] = (octets[at] ?? 0) ^ 1;
    if (refusedOrSame(octets, `octet ${at}`)) refused++;
  }
  assert.ok(refused > whole.length / 6, `${refused} were refused`);
});

test('a response with a part left out or written twice is refused, or read as the same', () => {
  const text = whole.toString('utf8');
  const tags = [...text.matchAll(/<[^>]+>/g)].map(({ index }) => index);
  for (const [i, from] of tags.entries()) {
    const to = tags[i + 1 + (i % 4)] ?? text.length;
    for (const bent of [text.slice(0, from) + text.slice(to), text.slice(0, to) + text.slice(from)])
      refusedOrSame(Buffer.from(bent), `${from} to ${to}`);
  }
});

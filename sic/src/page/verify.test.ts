import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { hashIntentText, canonicalize as samCanonical } from '@chancery/sam/client';
import { fromBase64url, toBase64url } from './base64url.ts';
import { canonicalJson } from './canonical-json.ts';
import type { SignIntent } from './intent.ts';
import { messageDigestOf } from './signed-attributes.ts';
import { intentHash, type StatementKey, verifyStatement, verifyTerms } from './verify.ts';
import { type CmsProof, verifyDocument } from './verify-document.ts';
import type { VerifyCode } from './verify-error.ts';

type Fields = Record<string, unknown>;
type Bytes = Uint8Array<ArrayBuffer>;

const here = { chal: 'c-1', host: 'sic.localhost' };
const original = bytes('%PDF-1.7 the original');
const appendix = bytes('\n9 0 obj <</Contents <0000000000>>> endobj %%EOF');
const file = join(original, appendix);
const gap = original.length + '\n9 0 obj <</Contents '.length;
const byteRange = [0, gap, gap + 12, file.length - gap - 12];

let keys: CryptoKeyPair;
let pinned: StatementKey[];
let attributes: Bytes;
let intent: Fields;

before(async () => {
  keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const jwk = await crypto.subtle.exportKey('jwk', keys.publicKey);
  pinned = [{ kty: 'EC', crv: 'P-256', x: jwk.x ?? '', y: jwk.y ?? '', kid: 'k-1' }];
  attributes = signedAttributes(await sha256(join(file.subarray(0, gap), file.subarray(gap + 12))));
  intent = signIntent(toBase64url(await sha256(attributes)), toBase64url(await sha256(original)));
});

describe('the statement', () => {
  it('is accepted when a pinned key signed it for this request and this host', async () => {
    const statement = await verifyStatement(await sign(intent), pinned, here);
    assert.equal(statement.intent.clientName, 'Banco Norte');
    assert.deepEqual(statement.hash, await intentHash(intent));
  });

  it('hashes as the SAM hashes it', async () => {
    const awkward = { b: [1e21, 0.1, -0, 'é\u2028"'], a: { ÿ: null, '😀': true }, '10': 1, '9': 2 };
    assert.equal(canonicalJson(awkward), samCanonical(awkward));
    assert.deepEqual(Buffer.from(await intentHash(awkward)), hashIntentText(samCanonical(awkward)));
  });

  it('is refused when it is no compact JWS', () => refusesStatement('statement-malformed', 'a.b'));
  it('is refused under another algorithm', async () =>
    refusesStatement(
      'statement-malformed',
      await sign(intent, { alg: 'none', typ: 'chancery-intent+jwt', kid: 'k-1' }),
    ));
  it('is refused under another type, such as a SAD', async () =>
    refusesStatement('statement-malformed', await sign(intent, { alg: 'ES256', typ: 'chancery-sad+jwt', kid: 'k-1' })));
  it('is refused when its key is not pinned', async () =>
    refusesStatement('statement-key', await sign(intent, { alg: 'ES256', typ: 'chancery-intent+jwt', kid: 'k-2' })));
  it('is refused when one letter of the client name was changed', async () => {
    const [header, , signature] = (await sign(intent)).split('.');
    const payload = toBase64url(bytes(JSON.stringify({ ...intent, client_name: 'Banco Sorte' })));
    await refusesStatement('statement-signature', `${header}.${payload}.${signature}`);
  });
  it('is refused when it belongs to another request', async () =>
    refusesStatement('statement-request', await sign({ ...intent, chal: 'c-2' })));
  it('is refused when it was made for another host', async () =>
    refusesStatement('statement-host', await sign({ ...intent, rp_id: 'ssa.localhost' })));
  it('is refused with a purpose this page cannot show', async () =>
    refusesStatement('statement-content', await sign({ ...intent, purpose: 'key.export' })));
  it('is refused when more hashes would be signed than documents are shown', async () => {
    const [one] = intent['dtbsr'] as string[];
    await refusesStatement('statement-content', await sign({ ...intent, dtbsr: [one, one], n: 2 }));
  });
  for (const field of ['signer_name', 'cert_issuer', 'cert_exp']) {
    it(`is refused when it does not say ${field}`, async () => {
      const { [field]: _unsaid, ...less } = intent;
      await refusesStatement('statement-content', await sign(less));
    });
  }
  it('is refused with a digest nobody may sign', async () =>
    refusesStatement('statement-content', await sign({ ...intent, hash: '1.3.14.3.2.26' })));
});

describe('the document', () => {
  it('is accepted when original, byte range, attributes and DTBS/R belong together', async () => {
    await verifyDocument(file, proof(), await readSign(), 0);
  });

  it('is refused when its original has another size than the statement says', () =>
    refusesDocument('original-size', { proof: { originalSize: original.length - 1 } }));
  it('is refused when the original was changed', () => refusesDocument('original-digest', { flip: 3 }));
  it('is refused when the byte range does not begin with the file', () =>
    refusesDocument('range-start', { proof: { byteRange: [1, gap - 1, gap + 12, file.length - gap - 12] } }));
  it('is refused when the byte range leaves out a part of the original', () =>
    refusesDocument('range-start', { proof: { byteRange: [0, 5, gap + 12, file.length - gap - 12] } }));
  it('is refused when the byte range ends before the file', () =>
    refusesDocument('range-end', { proof: { byteRange: [0, gap, gap + 12, file.length - gap - 13] } }));
  it('is refused when the byte range has a third part', () =>
    refusesDocument('range-end', { proof: { byteRange: [...byteRange, 0, 0] } }));
  it('is refused when the second part of the byte range begins in the first', () =>
    refusesDocument('range-end', { proof: { byteRange: [0, gap + 12, gap, file.length - gap] } }));
  it('is refused when the gap holds anything but zeros', () => refusesDocument('range-gap', { flip: gap + 2 }));
  it('is refused when the gap is wider than the placeholder', () =>
    refusesDocument('range-gap', { proof: { byteRange: [0, gap - 1, gap + 12, file.length - gap - 12] } }));
  it('is refused when the gap is not a whole hexadecimal string, or an empty one', async () => {
    await refusesDocument('range-gap', { proof: { byteRange: [0, gap + 1, gap + 12, file.length - gap - 12] } });
    await refusesDocument('range-gap', { proof: { byteRange: [0, gap, gap + 11, file.length - gap - 11] } });
    const [start, end] = [original.length, original.length + 2];
    await refusesDocument('range-gap', { file: join(original, bytes('<>')), proof: { byteRange: [0, start, end, 0] } });
  });
  it('is refused when the appended part was changed', () =>
    refusesDocument('message-digest', { flip: file.length - 1 }));
  it('is refused when the attributes carry the digest of another document', () =>
    refusesDocument('message-digest', { proof: { signedAttributes: signedAttributes(new Uint8Array(32)) } }));
  it('is refused when the attributes are not the ones whose hash will be signed', async () => {
    const digest = messageDigestOf(attributes) as Bytes;
    await refusesDocument('dtbsr', {
      proof: { signedAttributes: signedAttributes(digest, [attribute('05', '0500')]) },
    });
  });
  it('is refused when the statement names another DTBS/R', () =>
    refusesDocument('dtbsr', { intent: { dtbsr: [toBase64url(new Uint8Array(32))] } }));
  it('is refused when the statement names another original', () =>
    refusesDocument('original-digest', {
      intent: { display: [{ ...displayItem(''), docSha256: toBase64url(new Uint8Array(32)) }] },
    }));
});

describe('the document signed as it came', () => {
  let over: Bytes;
  before(async () => {
    over = signedAttributes(await sha256(original));
  });

  it('is accepted when all of it, attributes and DTBS/R belong together', async () => {
    await verifyDocument(original, whole(), await readWhole(), 0);
  });

  it('is refused when anything stands behind it', () =>
    refusesWhole('original-size', { file: join(original, bytes('x')) }));
  it('is refused when it is shorter than the statement says', () =>
    refusesWhole('original-size', { file: original.subarray(1) }));
  it('is refused when its size is said to be another', () =>
    refusesWhole('original-size', { proof: { originalSize: original.length - 1 } }));
  it('is refused when it was changed', () =>
    refusesWhole('original-digest', { file: original.map((byte, index) => (index === 3 ? byte ^ 1 : byte)) }));
  it('is refused when a byte range says that only a part is covered', () =>
    refusesWhole('range-unasked', { proof: { byteRange: [0, original.length] } }));
  it('is refused when the attributes carry the digest of another document', () =>
    refusesWhole('message-digest', { proof: { signedAttributes: signedAttributes(new Uint8Array(32)) } }));
  it('is refused when the attributes are not the ones whose hash will be signed', async () =>
    refusesWhole('dtbsr', {
      proof: { signedAttributes: signedAttributes(await sha256(original), [attribute('05', '0500')]) },
    }));
  it('is refused where the statement promises a PDF signed within itself', async () => {
    const display = [{ ...displayItem(toBase64url(await sha256(original))), viewUrl: 'u' }];
    await refusesWhole('range-start', { intent: { display } });
  });
  for (const [why, change] of [
    ['with a type this page does not know', { type: 'text/html' }],
    ['without an address to be read at', { viewUrl: undefined }],
    ['with a media type that is no text', { mediaType: 7 }],
  ] as const) {
    it(`is refused ${why}`, async () => {
      const item = { ...displayItem(toBase64url(new Uint8Array(32))), type: 'file', ...change };
      await refusesStatement('statement-content', await sign({ ...intent, display: [item] }));
    });
  }

  function whole(): CmsProof {
    return { originalSize: original.length, signedAttributes: over };
  }

  async function readWhole(): Promise<SignIntent> {
    const docSha256 = toBase64url(await sha256(original));
    const display = [{ ...displayItem(docSha256), type: 'file', mediaType: 'text/plain' }];
    const said = { ...intent, display, dtbsr: [toBase64url(await sha256(over))] };
    return (await verifyStatement(await sign(said), pinned, here)).intent as SignIntent;
  }

  async function refusesWhole(
    code: VerifyCode,
    change: { readonly file?: Bytes; readonly proof?: Partial<CmsProof>; readonly intent?: Fields },
  ): Promise<void> {
    const read = { ...(await readWhole()), ...change.intent } as SignIntent;
    const checking = verifyDocument(change.file ?? original, { ...whole(), ...change.proof }, read, 0);
    await assert.rejects(checking, { code });
  }
});

describe('the signed attributes', () => {
  const zero = new Uint8Array(32);
  const whole = signedAttributes(zero);
  const long = signedAttributes(zero, [attribute('05', `0464${'00'.repeat(100)}`)]);
  const [type, values] = [hex('06092a864886f70d010904'), der(0x31, der(0x04, zero))];
  it('are read in every length DER writes', () => {
    for (const good of [whole, long, der(0x31, der(0x30, join(type, values)))])
      assert.deepEqual(Buffer.from(messageDigestOf(good)), Buffer.from(zero));
  });
  for (const [name, broken] of [
    ['carry two message digests', () => signedAttributes(zero, [attribute('04', `0420${'00'.repeat(32)}`)])],
    ['carry none', () => der(0x31, attribute('03', '0601'.padEnd(6, '0')))],
    ['carry two values in one', () => der(0x31, attribute('04', `0401000401${'00'}`))],
    ['end too early', () => signedAttributes(zero).subarray(0, 20)],
    ['carry something behind', () => join(signedAttributes(zero), bytes('x'))],
    ['are no SET', () => der(0x30, attribute('04', '040100'))],
    ['write a length the long way', () => join(hex('3181'), whole.subarray(1))],
    ['write a length with a zero before it', () => join(hex('318200'), long.subarray(2))],
    ['have no length', () => hex('3180')],
    ['promise more than there is', () => whole.map((byte, at) => (at === 1 ? byte + 1 : byte))],
    ['are no sequences', () => der(0x31, der(0x31, join(type, values)))],
    ['are not named by object identifiers', () => der(0x31, der(0x30, join(der(0x04, type.subarray(2)), values)))],
    ['say more than a type and values', () => der(0x31, der(0x30, join(type, values, hex('0500'))))],
    ['have values that are no set', () => der(0x31, der(0x30, join(type, der(0x30, der(0x04, zero)))))],
  ] as const) {
    it(`are refused when they ${name}`, () => {
      assert.throws(() => messageDigestOf(broken()), { code: 'attributes-malformed' });
    });
  }
});

describe('the terms', () => {
  const text = bytes('Terms of the provider');
  const terms = async () => ({ version: '1', lang: 'en', url: 'u', sha256: toBase64url(await sha256(text)) });
  it('are accepted when they are the ones in the statement', async () => verifyTerms(text, await terms()));
  it('are refused when a letter was changed', async () => {
    await assert.rejects(verifyTerms(bytes('Terms of the providor'), await terms()), { code: 'terms-digest' });
  });
});

describe('base64url', () => {
  for (const wrong of ['a', 'ab=', 'a+/b', 'AB', 'a b']) {
    it(`refuses ${JSON.stringify(wrong)}`, () => assert.throws(() => fromBase64url(wrong), SyntaxError));
  }
});

async function refusesStatement(code: VerifyCode, jws: string): Promise<void> {
  await assert.rejects(verifyStatement(jws, pinned, here), { code });
}

async function refusesDocument(
  code: VerifyCode,
  change: {
    readonly file?: Bytes;
    readonly proof?: Partial<CmsProof>;
    readonly intent?: Fields;
    readonly flip?: number;
  },
): Promise<void> {
  const changed = (change.file ?? file).map((byte, index) => (index === change.flip ? byte ^ 1 : byte));
  const read = { ...(await readSign()), ...change.intent } as SignIntent;
  await assert.rejects(verifyDocument(changed, { ...proof(), ...change.proof }, read, 0), { code });
}

async function readSign(): Promise<SignIntent> {
  return (await verifyStatement(await sign(intent), pinned, here)).intent as SignIntent;
}

function proof(): CmsProof {
  return { originalSize: original.length, byteRange, signedAttributes: attributes };
}

function signIntent(dtbsr: string, docSha256: string): Fields {
  return {
    v: 1,
    purpose: 'sign',
    chal: here.chal,
    sub: 's-1',
    group: 'g-1',
    client: 'sp-1',
    client_name: 'Banco Norte',
    signer_name: 'Ana Ruiz García',
    cert_issuer: 'Example Trust Services',
    cert_exp: 1_900_000_000,
    hash: '2.16.840.1.101.3.4.2.1',
    dtbsr: [dtbsr],
    n: 1,
    display: [displayItem(docSha256)],
    iat: 1,
    exp: 2,
    policy: 'scal2-webauthn',
    factors: ['webauthn'],
    rp_id: here.host,
  };
}

function displayItem(docSha256: string) {
  return {
    label: 'Loan.pdf',
    type: 'application/pdf',
    size: original.length,
    docSha256,
    viewUrl: 'https://ssa/view/1/0',
  };
}

async function sign(payload: Fields, header: Fields = { alg: 'ES256', typ: 'chancery-intent+jwt', kid: 'k-1' }) {
  const signed = [header, payload].map((part) => toBase64url(bytes(JSON.stringify(part)))).join('.');
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.privateKey, bytes(signed));
  return `${signed}.${toBase64url(new Uint8Array(signature))}`;
}

/** The least CMS demands: content type and message digest, RFC 5652 5.3. */
function signedAttributes(digest: Bytes, more: Bytes[] = []): Bytes {
  return der(
    0x31,
    join(
      attribute('03', '06092a864886f70d010701'),
      attribute('04', Buffer.from(der(0x04, digest)).toString('hex')),
      ...more,
    ),
  );
}

/** An attribute of PKCS #9 (1.2.840.113549.1.9.*) with the value in hexadecimal. */
function attribute(last: string, value: string): Bytes {
  return der(0x30, join(hex(`06092a864886f70d0109${last}`), der(0x31, hex(value))));
}

function der(tag: number, content: Bytes): Bytes {
  return join(Uint8Array.of(tag, ...(content.length < 128 ? [] : [0x81]), content.length), content);
}

function hex(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

function bytes(text: string): Bytes {
  return new TextEncoder().encode(text);
}

function join(...parts: Uint8Array[]): Bytes {
  return Uint8Array.from(Buffer.concat(parts));
}

async function sha256(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', data));
}

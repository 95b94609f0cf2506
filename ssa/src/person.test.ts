/** A person of the tests: an identity at a provider that signs for her, and a passkey in software (Web Authentication, 6). */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type Evidence, hashIntentText, type Intent, type SicSamClient } from '@chancery/sam/client';

export const issuer = 'https://idp.example';
export const sicOrigin = 'https://sic.example';
const rpId = 'sic.example';
const idp = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const idpKeys = {
  keys: [{ ...idp.publicKey.export({ format: 'jwk' }), kid: 'idp-1', alg: 'ES256', use: 'sig' }],
};

export class Person {
  readonly subject: string;
  readonly #id = randomBytes(16);
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #counter = 0;

  constructor(subject: string) {
    this.subject = subject;
  }

  /** Does on the approval host what the page there does, and returns where it sends the browser. */
  async approve(sic: SicSamClient, chal: string): Promise<string> {
    const { intent, hash } = await readStatement(sic, chal);
    const login: Evidence = { kind: 'oidc', idToken: idToken(this.subject, hash) };
    const evidence = intent.purpose === 'enrol' ? [login, this.#register(hash)] : [this.#assert(hash)];
    return (await sic.approve({ chal, evidence })).returnUrl;
  }

  /** Approves that a passkey is added, and brings it: another one of hers. */
  async addPasskey(sic: SicSamClient, chal: string): Promise<Person> {
    const { hash } = await readStatement(sic, chal);
    const another = new Person(this.subject);
    await sic.approve({ chal, evidence: [this.#assert(hash), another.#register(hash)] });
    return another;
  }

  #register(hash: Uint8Array): Evidence {
    const attested = Buffer.concat([
      Buffer.alloc(16),
      Buffer.of(0, this.#id.length),
      this.#id,
      coseKey(this.#pair.publicKey),
    ]);
    const authData = Buffer.concat([head(0x45, this.#counter), attested]);
    const attestationObject = Buffer.concat([
      Buffer.of(0xa3),
      text('fmt'),
      text('none'),
      text('attStmt'),
      Buffer.of(0xa0),
      text('authData'),
      bytes(authData),
    ]);
    const clientDataJSON = clientData('webauthn.create', hash).toString('base64url');
    const id = this.#id.toString('base64url');
    return {
      kind: 'webauthn-registration',
      id,
      clientDataJSON,
      attestationObject: attestationObject.toString('base64url'),
    };
  }

  #assert(hash: Uint8Array): Evidence {
    const data = clientData('webauthn.get', hash);
    this.#counter += 1;
    const authData = head(0x05, this.#counter);
    const signed = Buffer.concat([authData, createHash('sha256').update(data).digest()]);
    return {
      kind: 'webauthn',
      id: this.#id.toString('base64url'),
      clientDataJSON: data.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: sign('sha256', signed, this.#pair.privateKey).toString('base64url'),
    };
  }
}

/** What the approval page starts from: the SAM's statement. */
export async function readStatement(sic: SicSamClient, chal: string): Promise<{ intent: Intent; hash: Uint8Array }> {
  const { statement } = await sic.fetch(chal);
  const payload = Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString('utf8');
  return { intent: JSON.parse(payload) as Intent, hash: hashIntentText(payload) };
}

function idToken(sub: string, hash: Uint8Array): string {
  const now = Math.floor(Date.now() / 1000);
  const nonce = Buffer.from(hash).toString('base64url');
  const times = { iat: now, exp: now + 300, auth_time: now };
  const claims = {
    iss: issuer,
    aud: 'sic',
    sub,
    nonce,
    ...times,
    name: `Ana ${sub}`,
    given_name: 'Ana',
    family_name: sub,
  };
  const head = { alg: 'ES256', typ: 'JWT', kid: 'idp-1' };
  const content = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const key = { key: idp.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}

function clientData(type: string, hash: Uint8Array): Buffer {
  const challenge = Buffer.from(hash).toString('base64url');
  return Buffer.from(JSON.stringify({ type, challenge, origin: sicOrigin, crossOrigin: false }));
}

function head(flags: number, counter: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.of(flags), count]);
}

/** COSE_Key of an ES256 key (RFC 9053, 7.1.1) in CBOR. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const [a, b] = [x, y].map((part) => bytes(Buffer.from(part, 'base64url'))) as [Buffer, Buffer];
  return Buffer.concat([Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21), a, Buffer.of(0x22), b]);
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.of(0x60 | value.length), Buffer.from(value)]);
}

function bytes(value: Uint8Array): Buffer {
  const size =
    value.length < 256 ? Buffer.of(0x58, value.length) : Buffer.of(0x59, value.length >> 8, value.length & 0xff);
  return Buffer.concat([size, value]);
}

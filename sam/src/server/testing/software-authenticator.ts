import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { WebauthnAssertion, WebauthnRegistration } from '../../client/index.ts';

/** What a ceremony says; tests bend single fields to see them refused. */
export type Act = {
  readonly ih: Uint8Array;
  readonly origin: string;
  readonly rpId: string;
  readonly flags?: number;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly id?: string;
  readonly trailing?: Uint8Array;
};

const present = 0x01;
const verified = 0x04;
const attested = 0x40;

/** A passkey in software: ES256, one credential, a counter that rises; enough of an authenticator for tests. */
export class SoftwareAuthenticator {
  readonly id = randomBytes(16).toString('base64url');
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  counter = 0;
  readonly #step: number;

  /** With step 0 its counter stays at zero, as that of a passkey which lives on several devices (WebAuthn, 6.1.1). */
  constructor(step: 0 | 1 = 1) {
    this.#step = step;
  }

  register(act: Act): WebauthnRegistration {
    const clientData = clientDataOf(act, 'webauthn.create');
    const key = coseKey(this.#pair.publicKey);
    const id = Buffer.from(this.id, 'base64url');
    const head = Buffer.concat([Buffer.alloc(16), uint16(id.length), id, key]);
    const authData = Buffer.concat([this.#authData(act, attested), head, act.trailing ?? Buffer.alloc(0)]);
    const attestation = Buffer.concat([
      map(3),
      text('fmt'),
      text('none'),
      text('attStmt'),
      map(0),
      text('authData'),
      bytes(authData),
    ]);
    return {
      kind: 'webauthn-registration',
      id: act.id ?? this.id,
      clientDataJSON: clientData.toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    };
  }

  assert(act: Act): WebauthnAssertion {
    const clientData = clientDataOf(act, 'webauthn.get');
    const authData = Buffer.concat([this.#authData(act, 0), act.trailing ?? Buffer.alloc(0)]);
    const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()]);
    return {
      kind: 'webauthn',
      id: act.id ?? this.id,
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: createSign('sha256').update(signed).sign(this.#pair.privateKey).toString('base64url'),
    };
  }

  #authData({ rpId, flags }: Act, more: number): Buffer {
    const counter = Buffer.alloc(4);
    this.counter += this.#step;
    counter.writeUInt32BE(this.counter);
    const rpIdHash = createHash('sha256').update(rpId).digest();
    return Buffer.concat([rpIdHash, Buffer.of((flags ?? present | verified) | more), counter]);
  }
}

function clientDataOf({ ih, origin, type, crossOrigin }: Act, ceremony: string): Buffer {
  const challenge = Buffer.from(ih).toString('base64url');
  return Buffer.from(JSON.stringify({ type: type ?? ceremony, challenge, origin, crossOrigin: crossOrigin ?? false }));
}

function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const point = [
    Buffer.of(0x21),
    bytes(Buffer.from(x, 'base64url')),
    Buffer.of(0x22),
    bytes(Buffer.from(y, 'base64url')),
  ];
  return Buffer.concat([map(5), Buffer.of(0x01, 0x02, 0x03, 0x26, 0x20, 0x01), ...point]);
}

function map(entries: number): Buffer {
  return Buffer.of(0xa0 | entries);
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.of(0x60 | value.length), Buffer.from(value)]);
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x59), uint16(value.length), value]);
}

function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 255);
}

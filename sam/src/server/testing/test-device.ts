import { CompactSign, type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import type { DeviceEvidence, EncryptionKey } from '../../client/index.ts';
import type { DeviceJwsType, DeviceKey } from '../factors/device-jws.ts';
import { typedSecret } from './typed-secret.ts';

type Pair = { readonly own: CryptoKey; readonly jwk: DeviceKey };
type Keys = { readonly auth: Pair; readonly transport: Pair };

/** A phone of the tests: its keys lie in memory, and it can be made to sign anything. */
export class TestDevice {
  id = '';
  counter = 0;
  keys: Keys;

  private constructor(keys: Keys) {
    this.keys = keys;
  }

  static async make(): Promise<TestDevice> {
    return new TestDevice(await newKeys());
  }

  /** What it sends to join. */
  async joining(encryption: EncryptionKey, ticket: string, more: object = {}): Promise<{ chal: string; jwe: string }> {
    const chal = ticket.split('.')[0] ?? '';
    const told = { ticket, model: 'Test phone', keys: await this.held(ticket), ...more };
    return { chal, jwe: await typedSecret(encryption, JSON.stringify(told), { typ: 'chancery-device', sub: chal }) };
  }

  /** Both keys sign both keys. */
  async held(bind: string, { auth, transport }: Keys = this.keys): Promise<object> {
    const keys = { auth: auth.jwk, transport: transport.jwk };
    const byAuth = await this.sign('keys', { bind, ...keys }, auth.own);
    return { ...keys, byAuth, byTransport: await this.sign('keys', { bind, ...keys }, transport.own) };
  }

  async approve(chal: string, ih: Uint8Array, num: string | undefined, more: object = {}): Promise<DeviceEvidence> {
    const claims = { chal, ih: Buffer.from(ih).toString('base64url'), num, ctr: ++this.counter, uv: 'passcode' };
    return { kind: 'device', jws: await this.sign('approve', { ...claims, ...more }, this.keys.auth.own) };
  }

  async say(type: DeviceJwsType, claims: object = {}): Promise<{ jws: string }> {
    const key = type === 'rekey' ? this.keys.auth : this.keys.transport;
    return { jws: await this.sign(type, { ts: Math.floor(Date.now() / 1000), ...claims }, key.own) };
  }

  sign(type: DeviceJwsType, claims: object, key: CryptoKey): Promise<string> {
    const header = { alg: 'ES256', kid: this.id, typ: `chancery-device-${type}+jwt` };
    return new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader(header).sign(key);
  }
}

export async function newKeys(): Promise<Keys> {
  return { auth: await pair(), transport: await pair() };
}

async function pair(): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const { x = '', y = '' } = await exportJWK(publicKey);
  return { own: privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } };
}

import { type KeyObject, generateKeyPair as makeKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import type { ClientEvidence } from '../../client/index.ts';
import type { OrganizationKey, SealLimits, TrustedOrganization } from '../config.ts';

type Bent = { readonly kid?: string; readonly typ?: string; readonly alg?: string; readonly payload?: Uint8Array };

// RSA keys take their time: one is enough for all.
const rsa = promisify(makeKeyPair)('rsa', { modulusLength: 2048 });

/** A legal person with keys of its own: one in hardware, one on a disk, one whose time is over. */
export class TestOrganization {
  readonly id = `o_${randomUUID()}`;
  readonly #private = new Map<string, CryptoKey | KeyObject>();
  readonly #keys: OrganizationKey[] = [];

  static async make(): Promise<TestOrganization> {
    const one = new TestOrganization();
    await one.addKey('hardware', 'ES256', { hardware: true });
    await one.addKey('disk', 'PS256', { hardware: false });
    await one.addKey('old', 'ES384', { hardware: true, until: '2026-01-01T00:00:00Z' });
    return one;
  }

  async addKey(kid: string, alg: string, facts: Omit<OrganizationKey, 'jwk'>): Promise<void> {
    const { privateKey, publicKey } = await (alg === 'PS256' ? rsa : generateKeyPair(alg));
    this.#private.set(kid, privateKey);
    this.#keys.push({ jwk: { ...(await exportJWK(publicKey)), kid }, ...facts });
  }

  /** What officers know of it. */
  trusted(representative: string, issuer: string, limits: SealLimits = {}): TrustedOrganization {
    return {
      id: this.id,
      attributes: {
        country: 'UT',
        organization: 'Analytical Engines, S.A.',
        organizationIdentifier: 'VATUT-B12345678',
        commonName: 'Analytical Engines',
      },
      loa: 'high',
      representative: { issuer, subject: representative },
      keys: this.#keys,
      limits,
    };
  }

  async approve(ih: Uint8Array, key = 'hardware', bent: Bent = {}): Promise<ClientEvidence> {
    const alg = { hardware: 'ES256', disk: 'PS256', old: 'ES384' }[key] ?? 'ES256';
    const header = { alg, kid: key, typ: 'chancery-approval', ...bent };
    const sign = new CompactSign(bent.payload ?? ih).setProtectedHeader({
      alg: header.alg,
      kid: header.kid,
      typ: header.typ,
    });
    return { kind: 'client', jws: await sign.sign(this.#private.get(key)!) };
  }
}

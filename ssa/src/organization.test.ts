/** Organisations of the tests: what officers registered of them, and their own keys (RFC 7515, ES256). */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { TrustedOrganization } from '@chancery/sam/server';
import { issuer } from './person.test.ts';

export class Workshop {
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly trusted: TrustedOrganization;

  /** `representative`: who logs in for it on the approval page. */
  constructor(id: string, representative: string) {
    this.trusted = {
      id,
      attributes: {
        country: 'ES',
        organization: `${id}, S.L.`,
        organizationIdentifier: 'VATES-B12345678',
        commonName: id,
      },
      loa: 'high',
      representative: { issuer, subject: representative },
      keys: [{ jwk: { ...this.#pair.publicKey.export({ format: 'jwk' }), kid: 'server' }, hardware: true }],
    };
  }

  /** The approval of a statement, as the company's own server makes it. */
  approval(statement: string): string {
    const payload = Buffer.from(statement.split('.')[1] ?? '', 'base64url');
    return this.sign(createHash('sha256').update('chancery-intent-v1\0').update(payload).digest());
  }

  sign(ih: Uint8Array): string {
    const header = { alg: 'ES256', kid: 'server', typ: 'chancery-approval' };
    const content = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${Buffer.from(ih).toString('base64url')}`;
    const key = { key: this.#pair.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
  }
}

/** One that seals unattended, one that somebody represents, one that is nobody's account, and one for what must be refused. */
export const workshops = {
  unattended: new Workshop('Talleres', 'nobody'),
  represented: new Workshop('Herreria', 'herrera'),
  other: new Workshop('Carpinteria', 'nobody-either'),
};

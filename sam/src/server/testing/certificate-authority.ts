import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { encodeName, issueCertificate, parseCertificationRequest, type QcType } from '@chancery/pki';

/** A certificate authority of one key, for binding certificates in tests. Values in and out are b64u DER. */
export class TestAuthority {
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #name = encodeName({ country: 'UT', commonName: 'Test Authority' });

  async issue(
    csr: string,
    bend: {
      subject?: Uint8Array;
      spki?: Uint8Array;
      notBefore?: Date;
      notAfter?: Date;
      types?: readonly QcType[];
    } = {},
  ): Promise<string> {
    const request = parseCertificationRequest(Buffer.from(csr, 'base64url'));
    const day = 86_400_000;
    const der = await issueCertificate(
      {
        serial: Buffer.concat([Buffer.of(0x42), randomBytes(15)]),
        issuer: this.#name,
        subject: bend.subject ?? request.subject.der,
        spki: bend.spki ?? request.spki,
        notBefore: bend.notBefore ?? new Date(Date.now() - day),
        notAfter: bend.notAfter ?? new Date(Date.now() + 365 * day),
        profile: bend.types
          ? { kind: 'signer', qcStatements: { qualified: false, qscd: false, types: bend.types } }
          : { kind: 'signer' },
        issuerSpki: this.#pair.publicKey.export({ format: 'der', type: 'spki' }),
      },
      { kind: 'ecdsa', digest: 'sha256' },
      (tbs) => createSign('sha256').update(tbs).sign(this.#pair.privateKey),
    );
    return Buffer.from(der).toString('base64url');
  }
}

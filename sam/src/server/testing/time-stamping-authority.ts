import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  buildTimeStampResponse,
  type CertificateProfile,
  encodeName,
  issueCertificate,
  parseTimeStampResponse,
} from '@chancery/pki';

const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;
const day = 86_400_000;

type Holder = { readonly key: KeyObject; readonly spki: Buffer; readonly name: Uint8Array };

/** A time-stamping authority under a root of its own, for tests. */
export class TestTimeStamping {
  readonly #tsa: Holder;
  readonly #certificate: Uint8Array;
  /** DER. */
  readonly root: Uint8Array;

  private constructor(tsa: Holder, certificate: Uint8Array, root: Uint8Array) {
    this.#tsa = tsa;
    this.#certificate = certificate;
    this.root = root;
  }

  static async make(): Promise<TestTimeStamping> {
    const [root, tsa] = [holder('Time root'), holder('Time')];
    const issued = (whose: Holder, profile: CertificateProfile) => certified(root, whose, profile);
    return new TestTimeStamping(tsa, await issued(tsa, { kind: 'tsa' }), await issued(root, { kind: 'root' }));
  }

  /** A token over a SHA-256 digest, DER. */
  async stamp(imprint: Uint8Array, genTime: Date = new Date()): Promise<Uint8Array> {
    const serial = randomBytes(8).readBigUInt64BE();
    const content = {
      imprint,
      digest: 'sha256',
      policy: '1.3.6.1.4.1.32473.1.2',
      serial,
      genTime,
      certReq: true,
    } as const;
    const certificates = [this.#certificate];
    const answer = await buildTimeStampResponse({ ...content, certificates }, scheme, (data) =>
      sign('sha256', data, this.#tsa.key),
    );
    const response = parseTimeStampResponse(answer);
    if (!response.granted) throw new Error('the authority refused');
    return response.token;
  }
}

function holder(commonName: string): Holder {
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    key,
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    name: encodeName({ country: 'UT', commonName }),
  };
}

function certified(issuer: Holder, subject: Holder, profile: CertificateProfile): Promise<Uint8Array> {
  const times = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 365 * day) };
  const content = {
    serial: Buffer.concat([Buffer.of(0x42), randomBytes(15)]),
    issuer: issuer.name,
    subject: subject.name,
  };
  return issueCertificate(
    { ...content, spki: subject.spki, ...times, profile, issuerSpki: issuer.spki },
    scheme,
    (tbs) => sign('sha256', tbs, issuer.key),
  );
}

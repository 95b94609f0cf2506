/** What reads input of strangers: for each kind, whole input to begin with, and what is done with it. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { AdesError, listPdfSignatures, preparePades } from '@chancery/ades';
import {
  encodeName,
  issueCertificate,
  PkiError,
  parseSignedData,
  parseTimeStampToken,
  verifySignedData,
} from '@chancery/pki';
import { ValidationError, validatePdf } from '@chancery/validation';

export interface Target {
  /** Folders of the corpus. */
  readonly folders: readonly string[];
  readonly endings: readonly string[];
  /** Everything a stranger can make us do with it. Refusals are expected; what is thrown is a finding. */
  use(bytes: Uint8Array): void;
}

const at = new Date('2026-06-01T12:00:00Z');
const certificate = await signerCertificate();

export type TargetName = 'pdf' | 'cms';

export const targets: Readonly<Record<TargetName, Target>> = {
  pdf: {
    folders: ['input/pdf', 'pades'],
    endings: ['.pdf'],
    use: (bytes) => {
      for (const act of [listPdfSignatures, signPdf, judgePdf])
        tolerating(() => act(bytes), AdesError, ValidationError);
    },
  },
  cms: {
    folders: ['cades', 'timestamp'],
    endings: ['.p7s', '.p7m', '.pkcs7', '.cades', '.cms', '.tsr'],
    use: (bytes) => {
      tolerating(() => judgeCms(bytes), PkiError);
      tolerating(() => parseTimeStampToken(bytes), PkiError);
    },
  },
};

type Refusal = abstract new (...args: never[]) => Error;

function tolerating(act: () => unknown, ...refusals: readonly Refusal[]): void {
  try {
    act();
  } catch (error) {
    if (!refusals.some((refusal) => error instanceof refusal)) throw error;
  }
}

const judgePdf = (bytes: Uint8Array) => validatePdf(bytes, { roots: [], at });
const signPdf = (bytes: Uint8Array) =>
  preparePades(bytes, {
    digest: 'sha256',
    certificates: [certificate],
    scheme: { kind: 'ecdsa', digest: 'sha256' },
    signingTime: at,
  });

function judgeCms(bytes: Uint8Array): void {
  const data = parseSignedData(bytes);
  const content = data.content ?? new Uint8Array();
  for (const index of data.signerInfos.keys())
    verifySignedData(data, (digest) => createHash(digest).update(content).digest(), index);
}

async function signerCertificate(): Promise<Uint8Array> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }));
  const name = encodeName({ commonName: 'Fuzz' });
  const content = {
    serial: Uint8Array.of(1),
    issuer: name,
    subject: name,
    spki,
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
    profile: { kind: 'signer' as const },
    issuerSpki: spki,
  };
  return issueCertificate(content, { kind: 'ecdsa', digest: 'sha256' }, (tbs) => sign('sha256', tbs, pair.privateKey));
}

/** PAdES (EN 319 142-1), and the signature of readers from before it. */
import { embedPades, type PadesOptions, preparePades } from '@chancery/ades';
import { samplePdf } from '@chancery/sandbox';
import { type Algorithm, algorithms, representative } from './algorithm.ts';
import { dss } from './judges.ts';
import type { Row } from './row.ts';
import type { MatrixSigner } from './sandbox-pki.ts';

interface Variant {
  readonly packaging: string;
  readonly level: string;
  readonly algorithms: readonly Algorithm[];
  /** One signature after the other. */
  readonly signatures: readonly Partial<PadesOptions>[];
}

const baselineB = { level: 'PAdES-BASELINE-B', algorithms: representative };
const place = { page: 1, left: 300, top: 700, width: 200, height: 60 };

const variants: readonly Variant[] = [
  { ...baselineB, packaging: 'enveloped', algorithms, signatures: [{}] },
  { ...baselineB, packaging: 'enveloped, a place on a page', signatures: [{ place }] },
  { ...baselineB, packaging: 'enveloped, two signatures', signatures: [{}, {}] },
  { ...baselineB, packaging: 'enveloped, certification 1', signatures: [{ certification: 1 }] },
  { ...baselineB, packaging: 'enveloped, certification 2, approved', signatures: [{ certification: 2 }, {}] },
  { ...baselineB, packaging: 'enveloped, certification 3, approved', signatures: [{ certification: 3 }, {}] },
  { ...baselineB, packaging: 'enveloped, all fields locked', signatures: [{ lock: { action: 'all' } }] },
  {
    packaging: 'enveloped, adbe.pkcs7.detached',
    level: 'PKCS7-B',
    algorithms: representative,
    signatures: [{ subFilter: 'adbe.pkcs7.detached' }],
  },
];

export const padesRows: readonly Row[] = variants.flatMap(rowsOf);

function rowsOf({ packaging, level, algorithms, signatures }: Variant): Row[] {
  return algorithms.map((algorithm) => ({
    format: 'PAdES',
    packaging,
    level,
    algorithm,
    judges: [dss],
    make: async (pki) => {
      const signer = await pki.signer(algorithm);
      const bytes = signatures.reduce((pdf, one) => sign(pdf, signer, one), samplePdf());
      return { document: { bytes, name: 'signed.pdf' }, signer, signatures: signatures.length };
    },
  }));
}

function sign(pdf: Uint8Array, signer: MatrixSigner, options: Partial<PadesOptions>): Uint8Array {
  const { certificates, scheme } = signer;
  const prepared = preparePades(pdf, {
    digest: scheme.digest,
    certificates,
    scheme,
    signingTime: new Date(),
    ...options,
  });
  const appendix = embedPades(prepared, { certificates, scheme, signature: signer.sign(prepared.signedAttributes) });
  return Buffer.concat([pdf, appendix]);
}

/** PAdES (EN 319 142-1). */
import { embedPades, preparePades } from '@chancery/ades';
import { samplePdf } from '@chancery/sandbox';
import { type Algorithm, algorithms } from './algorithm.ts';
import { dss } from './judges.ts';
import type { Made, Row } from './row.ts';
import type { MatrixSigner } from './sandbox-pki.ts';

export const padesRows: readonly Row[] = algorithms.map((algorithm) => ({
  format: 'PAdES',
  packaging: 'enveloped',
  level: 'PAdES-BASELINE-B',
  algorithm,
  judges: [dss],
  make: async (pki) => baselineB(await pki.signer(algorithm), algorithm),
}));

function baselineB(signer: MatrixSigner, { digest }: Algorithm): Made {
  const { certificates, scheme } = signer;
  const pdf = samplePdf();
  const prepared = preparePades(pdf, { digest, certificates, scheme, signingTime: new Date() });
  const appendix = embedPades(prepared, { certificates, scheme, signature: signer.sign(prepared.signedAttributes) });
  return { document: { bytes: Buffer.concat([pdf, appendix]), name: 'signed.pdf' }, signer };
}

/** PAdES (EN 319 142-1), and the signature of readers from before it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Appearance, embedPades, type PadesOptions, preparePades } from '@chancery/ades';
import { samplePdf } from '@chancery/sandbox';
import { qpdf } from '../../../ades/src/pades/foreign-judges.test.ts';
import { signatureFonts } from '../../../programs/src/signature-fonts.ts';
import { type Algorithm, algorithms, representative } from './algorithm.ts';
import { dss, pyhanko } from './judges.ts';
import type { Made, Row } from './row.ts';
import type { MatrixSigner } from './sandbox-pki.ts';

interface Variant {
  readonly packaging: string;
  readonly level: string;
  readonly algorithms: readonly Algorithm[];
  /** One signature after the other. */
  readonly signatures: readonly Partial<PadesOptions>[];
  /** How qpdf rewrites the document first; with `password` it is encrypted. */
  readonly rewritten?: readonly string[];
  readonly password?: string;
}

const baselineB = { level: 'PAdES-BASELINE-B', algorithms: representative };
const place = { page: 1, left: 300, top: 700, width: 200, height: 60 };
const appearance: Appearance = {
  text: ['Signed by {name}', '{date}', '{reason}'],
  image: readFileSync(join(import.meta.dirname, 'seal.png')),
  fonts: signatureFonts(),
};
const visible = { place, appearance, name: 'Zoë Ωmega', reason: 'موافقة على العقد رقم 123' };

const variants: readonly Variant[] = [
  { ...baselineB, packaging: 'enveloped', algorithms, signatures: [{}] },
  { ...baselineB, packaging: 'enveloped, a place on a page', signatures: [{ place }] },
  { ...baselineB, packaging: 'enveloped, text and a picture', signatures: [visible] },
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

/** Other forms of the same document (ISO 32000-2, 7.5.8, 7.6, annex F), by the arguments of qpdf. */
const forms: Readonly<Record<string, readonly string[]>> = {
  'cross-reference stream': ['--object-streams=generate'],
  linearized: ['--linearize'],
};
const password = 'user secret';
const ciphers: Readonly<Record<string, readonly string[]>> = {
  'RC4 40': ['40'],
  'RC4 128': ['128', '--use-aes=n'],
  'AES-128': ['128', '--use-aes=y'],
  'AES-256': ['256'],
};

const rewritten: readonly Variant[] = [
  ...Object.entries(forms).map(([name, rewritten]) => ({ name, rewritten })),
  ...Object.entries(ciphers).map(([name, cipher]) => ({ name, rewritten: encryption(cipher), password })),
].map(({ name, ...more }) => ({ ...baselineB, ...more, packaging: `enveloped, ${name}`, signatures: [visible, {}] }));

function encryption(cipher: readonly string[]): string[] {
  return ['--allow-weak-crypto', '--encrypt', password, 'owner secret', ...cipher, '--'];
}

export const padesRows: readonly Row[] = [...variants, ...rewritten].flatMap(rowsOf);

function rowsOf(variant: Variant): Row[] {
  const { packaging, level, algorithms } = variant;
  return algorithms.map((algorithm) => ({
    format: 'PAdES',
    packaging,
    level,
    algorithm,
    judges: algorithms === representative ? [dss, pyhanko] : [dss],
    make: async (pki) => make(variant, await pki.signer(algorithm)),
  }));
}

function make({ signatures, rewritten, password }: Variant, signer: MatrixSigner): Made {
  const plain = rewritten ? qpdf(samplePdf(), ...rewritten) : samplePdf();
  const opened = password === undefined ? {} : { password };
  const bytes = signatures.reduce<Uint8Array>((pdf, one) => sign(pdf, signer, { ...opened, ...one }), plain);
  return { document: { bytes, name: 'signed.pdf' }, ...opened, signer, signatures: signatures.length };
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

/** PAdES (EN 319 142-1), and the signature of readers from before it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Appearance, embedPades, type PadesOptions, preparePades } from '@chancery/ades';
import { digestOf } from '@chancery/pki';
import { samplePdf } from '@chancery/sandbox';
import { type Augmentation, padesSteps } from '@chancery/sca';
import { qpdf } from '../../../ades/src/pades/foreign-judges.test.ts';
import { signatureFonts } from '../../../programs/src/signature-fonts.ts';
import { type Algorithm, algorithms as all, edwards, lattices, representative } from './algorithm.ts';
import { dss, dssSeal, pyhanko } from './judges.ts';
import type { Made, Row, RowJudge } from './row.ts';
import type { MatrixSigner, SandboxPki } from './sandbox-pki.ts';

interface Variant {
  readonly packaging: string;
  readonly level: string;
  readonly algorithms: readonly Algorithm[];
  /** One signature after the other. */
  readonly signatures: readonly Partial<PadesOptions>[];
  /** How qpdf rewrites the document first; with `password` it is encrypted. */
  readonly rewritten?: readonly string[];
  readonly password?: string;
  /** A legal person's. */
  readonly seal?: true;
  /** What the signed document grows by, one after the other. */
  readonly grown?: readonly Augmentation['level'][];
  /** DSS unless told; of curves, where a row is about something else, pyHanko too. */
  readonly judges?: readonly RowJudge[];
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
  { ...baselineB, packaging: 'enveloped', algorithms: all, signatures: [{}] },
  { ...baselineB, packaging: 'enveloped', algorithms: edwards, judges: [dss, pyhanko], signatures: [{}] },
  { ...baselineB, packaging: 'enveloped', algorithms: lattices, judges: [pyhanko], signatures: [{}] },
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

const curve = representative.filter(({ kind }) => kind === 'ecdsa');

/** One, two, certified, encrypted and compressed ones at each level; the last of them renewed. */
const levels: readonly Variant[] = [
  ...(['B-T', 'B-LT', 'B-LTA'] as const).flatMap((level): Variant[] => {
    const at = { level: `PAdES-BASELINE-${level.slice(2)}`, algorithms: curve, grown: [level] };
    const cipher = { rewritten: encryption(ciphers['AES-256']!), password };
    return [
      { ...at, packaging: 'enveloped', algorithms: representative, signatures: [{}] },
      { ...at, packaging: 'enveloped, text and a picture', signatures: [visible] },
      { ...at, packaging: 'enveloped, two signatures', signatures: [{}, {}] },
      { ...at, packaging: 'enveloped, certification 1', signatures: [{ certification: 1 }] },
      {
        ...at,
        packaging: 'enveloped, cross-reference stream',
        rewritten: forms['cross-reference stream']!,
        signatures: [{}],
      },
      { ...at, packaging: 'enveloped, AES-256', ...cipher, signatures: [{}] },
    ];
  }),
  {
    level: 'PAdES-BASELINE-LTA',
    algorithms: curve,
    packaging: 'enveloped, renewed twice',
    signatures: [{}],
    grown: ['B-LTA', 'B-LTA', 'B-LTA'],
  },
];

const edwardsArchived: Variant = {
  level: 'PAdES-BASELINE-LTA',
  algorithms: edwards,
  packaging: 'enveloped',
  signatures: [{}],
  grown: ['B-LTA'],
};

const signatureStamped: Variant = {
  level: 'PAdES-BASELINE-T',
  algorithms: representative,
  packaging: 'enveloped, stamped at creation',
  signatures: [{ timestampSize: 8192 }],
};

/** Seals of an organisation: the certificate differs, and what DSS says of it. */
const seals = ([[], ['B-LTA']] as const).map((grown): Variant => {
  const level = grown.length > 0 ? 'PAdES-BASELINE-LTA' : 'PAdES-BASELINE-B';
  return { packaging: 'enveloped, a seal', level, algorithms: curve, signatures: [visible], seal: true, grown };
});

export const padesRows: readonly Row[] = [
  ...variants,
  ...rewritten,
  ...levels,
  edwardsArchived,
  signatureStamped,
  ...seals,
].flatMap(rowsOf);

function rowsOf(variant: Variant): Row[] {
  const { packaging, level, algorithms, seal, judges } = variant;
  return algorithms.map((algorithm) => ({
    format: 'PAdES',
    packaging,
    level,
    algorithm,
    judges: judges ?? [
      dss,
      ...(seal ? [dssSeal] : []),
      ...(algorithm.kind === 'ecdsa' && algorithms !== all ? [pyhanko] : []),
    ],
    make: async (pki) => make(variant, pki, await (seal ? pki.seal : pki.signer)(algorithm)),
  }));
}

async function make(
  { signatures, rewritten, password, grown = [] }: Variant,
  pki: SandboxPki,
  signer: MatrixSigner,
): Promise<Made> {
  const opened = password === undefined ? {} : { password };
  let bytes: Uint8Array = rewritten ? qpdf(samplePdf(), ...rewritten) : samplePdf();
  for (const one of signatures) bytes = await sign(bytes, pki, signer, { ...opened, ...one });
  for (const level of grown) bytes = await pki.augmented(bytes, padesSteps(signer.scheme.digest, password), level);
  return { document: { bytes, name: 'signed.pdf' }, ...opened, signer, signatures: signatures.length };
}

async function sign(
  pdf: Uint8Array,
  { stamp }: SandboxPki,
  { certificates, scheme, ...signer }: MatrixSigner,
  options: Partial<PadesOptions>,
): Promise<Uint8Array> {
  const { digest } = scheme;
  const prepared = preparePades(pdf, { digest, certificates, scheme, signingTime: new Date(), ...options });
  const signature = signer.sign(prepared.signedAttributes);
  const stamped =
    options.timestampSize === undefined ? {} : { timestampToken: await stamp(digestOf(digest, signature), digest) };
  return Buffer.concat([pdf, embedPades(prepared, { certificates, scheme, signature, ...stamped })]);
}

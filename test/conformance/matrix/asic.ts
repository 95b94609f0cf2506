/** Containers (EN 319 162-1): ASiC-S and ASiC-E with CAdES and with XAdES. */
import { crc32 } from 'node:zlib';
import {
  type AsicContainer,
  type AsicContent,
  type AsicFile,
  bytesSource,
  type ContainerKind,
  containerFile,
  embedAsic,
  joinParts,
  prepareAsic,
  readAsic,
  signatureNames,
} from '@chancery/ades';
import { digestOf } from '@chancery/pki';
import { type Augmentation, asicSteps, type InContainer } from '@chancery/sca';
import { findSignatures, parseXml, readSignature } from '@chancery/xmldsig';
import { type Algorithm, algorithms, representative } from './algorithm.ts';
import { dss, unzip } from './judges.ts';
import type { Made, Row } from './row.ts';
import type { MatrixSigner, SandboxPki } from './sandbox-pki.ts';

type Format = 'cades' | 'xades';

interface Variant {
  readonly kind: ContainerKind;
  readonly format: Format;
  readonly special?: string;
  readonly algorithms?: readonly Algorithm[];
  readonly files?: readonly AsicFile[];
  /** Only digests are handed over; the octets come when the container is written. */
  readonly byDigest?: boolean;
  readonly signatures?: number;
  /** What they grow by, one after the other; each signature by its own steps. */
  readonly grown?: readonly Augmentation['level'][];
}

const contract = Buffer.from('a contract, and what it says\r\n'.repeat(100));
const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const one: readonly AsicFile[] = [{ name: 'a contract ñ.txt', octets: contract, mimeType: 'text/plain' }];
const several: readonly AsicFile[] = [
  ...one,
  { name: 'pictures/seal & sign.png', octets: picture, mimeType: 'image/png' },
  { name: 'nothing', octets: new Uint8Array() },
];

const combinations = (['ASiC-S', 'ASiC-E'] as const).flatMap((kind) =>
  (['cades', 'xades'] as const).map((format) => ({ kind, format })),
);

const variants: readonly Variant[] = combinations.flatMap((combination): Variant[] => [
  { ...combination, algorithms },
  { ...combination, special: 'its files by their digests', byDigest: true },
  { ...combination, special: 'three signatures', signatures: 3 },
  ...(['B-T', 'B-LT', 'B-LTA'] as const).map((level) => ({ ...combination, grown: [level] })),
  { ...combination, special: 'two signatures', signatures: 2, grown: ['B-LT', 'B-LTA'] },
  { ...combination, special: 'renewed twice', grown: ['B-LTA', 'B-LTA', 'B-LTA'] },
]);

export const asicRows: readonly Row[] = variants.flatMap(rowsOf);

function rowsOf(variant: Variant): Row[] {
  const { kind, format, special, grown = [], signatures } = variant;
  const name = { cades: 'CAdES', xades: 'XAdES' }[format];
  const packaging = [`${kind} with ${name}`, special].filter(Boolean).join(', ');
  const level = `${name}-BASELINE-${(grown.at(-1) ?? 'B-B').slice(2)}`;
  return (variant.algorithms ?? representative).map((algorithm) => ({
    format: 'ASiC',
    packaging,
    level,
    algorithm,
    judges: [dss, unzip],
    make: async (pki) => {
      const signer = await pki.signer(algorithm);
      const ending = kind === 'ASiC-S' ? 'asics' : 'asice';
      const document = { bytes: await make(variant, signer, pki), name: `signed.${ending}` };
      return { document, signer, container: kind, ...(signatures && { signatures }) } satisfies Made;
    },
  }));
}

async function make(variant: Variant, signer: MatrixSigner, pki: SandboxPki): Promise<Uint8Array> {
  const { kind, format, signatures = 1, grown = [], byDigest = false } = variant;
  const files = filesOf(variant);
  const handed = byDigest ? files.map((file) => distant(file, signer)) : files;
  let container = sign({ kind, files: handed }, format, signer, files);
  for (let more = 1; more < signatures; more++)
    container = sign({ container: readAsic(bytesSource(container)) }, format, signer, files, container);
  for (const level of grown) container = await grow(container, variant, signer, level, pki);
  return container;
}

function filesOf({ kind, files }: Variant) {
  return (files ?? (kind === 'ASiC-S' ? one : several)) as readonly (AsicFile & { octets: Uint8Array })[];
}

function distant({ octets, ...file }: AsicFile & { octets: Uint8Array }, { scheme }: MatrixSigner): AsicFile {
  const { digest } = scheme;
  return { ...file, size: octets.length, crc32: crc32(octets), digest, value: digestOf(digest, octets) };
}

/** Every signature on its own; an archive time-stamp over a whole container once. */
async function grow(
  container: Uint8Array,
  { kind, format, signatures = 1 }: Variant,
  { scheme }: MatrixSigner,
  level: Augmentation['level'],
  pki: SandboxPki,
): Promise<Uint8Array> {
  const whole = kind === 'ASiC-E' && format === 'cades' && level === 'B-LTA';
  let grown = container;
  for (let at = 0; at < (whole ? 1 : signatures); at++)
    grown = await pki.augmented(grown, asicSteps(scheme.digest, nth(grown, kind, format, at)), level);
  return grown;
}

function nth(octets: Uint8Array, kind: ContainerKind, format: Format, at: number): InContainer {
  const container = readAsic(bytesSource(octets));
  if (kind === 'ASiC-E') return { file: signatureNames(container)[at] as string };
  return format === 'cades' ? { signer: at } : { signatureId: xmlIds(container)[at] as string };
}

/** Of the signatures in the one file of XML. */
function xmlIds(container: AsicContainer): string[] {
  const document = parseXml(containerFile(container, signatureNames(container)[0] as string));
  return findSignatures(document).map((element) => readSignature(element).id as string);
}

function sign(
  content: AsicContent,
  format: Format,
  { certificates, scheme, sign: signWith }: MatrixSigner,
  files: readonly { readonly name: string; readonly octets: Uint8Array }[],
  original?: Uint8Array,
): Uint8Array {
  const options = { digest: scheme.digest, certificates, scheme, signingTime: new Date() };
  const asic = prepareAsic(content, { format, ...options });
  const signed = asic.format === 'cades' ? asic.prepared.signedAttributes : asic.prepared.signedInfo;
  const parts = embedAsic(asic, { ...options, signature: signWith(signed) }, content);
  return joinParts(parts, {
    files: new Map(files.map(({ name, octets }) => [name, octets])),
    ...(original && { original: bytesSource(original) }),
  });
}

/** JAdES (TS 119 182-1): JSON signatures in each serialization, with the content inside or beside. */
import {
  embedJades,
  type JadesContent,
  type JadesOptions,
  jwsSigningInput,
  prepareJades,
  type Serialization,
} from '@chancery/ades';
import { digestOf } from '@chancery/pki';
import { type Augmentation, jadesSteps } from '@chancery/sca';
import type { Content } from '../dss.ts';
import { type Algorithm, algorithms, representative } from './algorithm.ts';
import { dss } from './judges.ts';
import type { Made, Row } from './row.ts';
import type { MatrixSigner, SandboxPki } from './sandbox-pki.ts';

interface Variant {
  readonly serialization: Serialization;
  readonly content: JadesContent;
  readonly packaging: string;
  readonly algorithms?: readonly Algorithm[];
  readonly options?: Partial<JadesOptions>;
  readonly detached?: readonly Content[];
  readonly signaturePolicies?: Made['signaturePolicies'];
  readonly signatures?: number;
  readonly grown?: readonly Augmentation['level'][];
}

const octets = Buffer.from('{"order":12,"total":"12.00 EUR"}');
const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const rules = Buffer.from('the rules of a policy');
const policyUri = 'urn:example:policy';

const attached = { content: { packaging: 'attached', octets }, packaging: 'attached' } as const;
const files = [
  { name: 'order.json', octets, mimeType: 'application/json' },
  { name: 'picture.png', octets: picture, mimeType: 'image/png' },
] as const;
// DSS compares percent-encoded names once as written and once decoded: these need none.
const beside = files.map(({ name, octets: bytes }) => ({ name, bytes }));
const detached = { content: { packaging: 'detached', files }, packaging: 'detached', detached: beside } as const;
const handed = new Map(files.map(({ name, octets: bytes }) => [name as string, bytes]));
const serializations = ['compact', 'flattened', 'general'] as const;

/** RFC 7518, 3.4: each curve with one digest. */
const named = ({ key, kind, digest }: Algorithm) =>
  kind !== 'ecdsa' || `${key} ${digest}` in { 'P-256 sha256': 1, 'P-384 sha384': 1, 'P-521 sha512': 1 };

const variants: readonly Variant[] = [
  { ...attached, serialization: 'compact', algorithms },
  ...serializations.map((serialization) => ({ ...detached, serialization })),
  ...(['flattened', 'general'] as const).map((serialization) => ({ ...attached, serialization })),
  {
    ...detached,
    packaging: 'detached, by its digest alone',
    serialization: 'compact',
    algorithms: representative.filter(({ digest }) => digest === 'sha256'),
    detached: beside.slice(0, 1),
    content: {
      packaging: 'detached',
      files: [{ name: files[0].name, digest: 'sha256', value: digestOf('sha256', octets) }],
    },
  },
  {
    ...attached,
    packaging: 'attached, everything stated',
    serialization: 'compact',
    options: {
      mimeType: 'application/json',
      commitments: ['proofOfApproval', 'urn:example:commitment'],
      claimedRoles: ['Geschäftsführer'],
      place: { city: 'Sevilla', streetAddress: 'Calle 1', postalCode: '41001', country: 'ES' },
    },
  },
  {
    ...attached,
    packaging: 'attached, under a policy',
    serialization: 'compact',
    options: { policy: { identifier: policyUri, digest: 'sha256', value: digestOf('sha256', rules), uri: policyUri } },
    signaturePolicies: { [policyUri]: { bytes: rules } },
  },
  { ...attached, packaging: 'attached, three signatures', serialization: 'general', signatures: 3 },
  { ...detached, packaging: 'detached, two signatures', serialization: 'general', signatures: 2 },
  ...(['B-T', 'B-LT', 'B-LTA'] as const).flatMap((level): Variant[] => [
    { ...attached, serialization: 'flattened', grown: [level] },
    { ...detached, serialization: 'flattened', grown: [level] },
    { ...attached, packaging: 'attached, two signatures', serialization: 'general', signatures: 2, grown: [level] },
  ]),
  {
    ...attached,
    packaging: 'attached, renewed twice',
    serialization: 'flattened',
    grown: ['B-LTA', 'B-LTA', 'B-LTA'],
  },
];

export const jadesRows: readonly Row[] = variants.flatMap(rowsOf);

function rowsOf(variant: Variant): Row[] {
  const { serialization, grown = [], signatures, detached: files, signaturePolicies } = variant;
  return (variant.algorithms ?? representative).filter(named).map((algorithm) => ({
    format: 'JAdES',
    packaging: `${serialization}, ${variant.packaging}`,
    level: `JAdES-BASELINE-${(grown.at(-1) ?? 'B-B').slice(2)}`,
    algorithm,
    judges: [dss],
    make: async (pki) => {
      const signer = await pki.signer(algorithm);
      return {
        document: { bytes: await make(variant, signer, pki), name: 'signed.json' },
        signer,
        ...(files && { detached: files }),
        ...(signatures && { signatures }),
        ...(signaturePolicies && { signaturePolicies }),
      };
    },
  }));
}

async function make(variant: Variant, signer: MatrixSigner, pki: SandboxPki): Promise<Uint8Array> {
  const { content, signatures = 1, grown = [] } = variant;
  const files = content.packaging === 'detached' ? { files: content.files } : {};
  let jws = sign(content, signer, variant);
  for (let more = 1; more < signatures; more++) jws = sign({ packaging: 'parallel', jws, ...files }, signer, variant);
  for (const level of grown)
    for (let signature = 0; signature < signatures; signature++)
      jws = await pki.augmented(jws, jadesSteps(signer.scheme.digest, { signature, files: handed }), level);
  return jws;
}

function sign(
  content: JadesContent,
  { certificates, scheme, sign: signWith }: MatrixSigner,
  { options, serialization }: Variant,
): Uint8Array {
  const given = { digest: scheme.digest, certificates, scheme, signingTime: new Date(), ...options };
  const prepared = prepareJades(content, given);
  const signed = signWith(jwsSigningInput(prepared.protectedHeader, payloadOf(content)));
  return embedJades(prepared, { certificates, scheme, signature: signed }, content, serialization);
}

function payloadOf(content: JadesContent): string {
  if (content.packaging === 'detached') return '';
  if (content.packaging === 'attached') return Buffer.from(content.octets).toString('base64url');
  const { payload = '' } = JSON.parse(Buffer.from(content.jws).toString('utf8')) as { readonly payload?: string };
  return payload;
}

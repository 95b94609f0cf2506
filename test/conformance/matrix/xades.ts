/** XAdES (EN 319 132-1) and plain XML signatures. */
import { embedXades, prepareXades, type XadesContent, type XadesOptions, xadesContentImprint } from '@chancery/ades';
import { digestOf } from '@chancery/pki';
import { type Augmentation, xadesSteps } from '@chancery/sca';
import type { Content } from '../dss.ts';
import { type Algorithm, algorithms, edwards, representative } from './algorithm.ts';
import { dss, dssSeal, jdk } from './judges.ts';
import type { Made, Row, RowJudge } from './row.ts';
import type { MatrixSigner, SandboxPki } from './sandbox-pki.ts';

interface Variant {
  readonly packaging: string;
  readonly level: string;
  readonly algorithms: readonly Algorithm[];
  readonly judges: readonly RowJudge[];
  readonly content: XadesContent;
  readonly options?: Partial<XadesOptions>;
  readonly detached?: readonly Content[];
  readonly signaturePolicies?: Made['signaturePolicies'];
  /** A time-stamp over what is signed stands in what is signed. */
  readonly contentTimeStamped?: boolean;
  /** One after the other, each in the document of the one before. */
  readonly signatures?: number;
  /** A legal person's. */
  readonly seal?: true;
  /** What the first signature grows by, one after the other. */
  readonly grown?: readonly Augmentation['level'][];
}

const invoice = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<invoice xmlns="urn:example:invoice" xmlns:p="urn:example:party" xml:lang="es">
  <!-- paid --><p:buyer Id="buyer">Ñandú &amp; Söhne</p:buyer>
  <total currency="EUR">12.00</total>
</invoice>
`);
const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const text = Buffer.from('the text of a file\r\n');

const rules = Buffer.from('the rules of a policy');
const policyUri = 'urn:example:policy';
const policyOid = '1.3.6.1.4.1.32473.1.1';

const document = { kind: 'document' } as const;
const file = { kind: 'file', name: 'a file.txt', octets: text, mimeType: 'text/plain' } as const;
const image = { kind: 'file', name: 'picture.png', octets: picture, mimeType: 'image/png' } as const;
const enveloped: XadesContent = { document: invoice, references: [document] };

const baselineB = { level: 'XAdES-BASELINE-B', algorithms: representative, judges: [dss, jdk] };

const forms = (['1.0', '1.1', 'exclusive'] as const).flatMap((name) =>
  [false, true].map((comments): Variant => {
    const packaging = `enveloped, C14N ${name}${comments ? ' with comments' : ''}`;
    return { ...baselineB, packaging, content: enveloped, options: { c14n: { name, comments } } };
  }),
);

const variants: readonly Variant[] = [
  { ...baselineB, packaging: 'enveloped', algorithms, content: enveloped },
  { ...baselineB, packaging: 'enveloped', algorithms: edwards, content: enveloped },
  ...forms,
  { ...baselineB, packaging: 'enveloped, three signatures', content: enveloped, signatures: 3 },
  {
    ...baselineB,
    packaging: 'enveloped, with the signatures that are there',
    content: { document: invoice, references: [{ ...document, withOtherSignatures: true }] },
  },
  {
    ...baselineB,
    packaging: 'internally detached',
    content: { document: invoice, references: [{ kind: 'element', id: 'buyer' }] },
  },
  { ...baselineB, packaging: 'enveloping, XML', content: { references: [{ kind: 'xml', octets: invoice }] } },
  {
    ...baselineB,
    packaging: 'enveloping, base64',
    content: { references: [{ kind: 'base64', octets: picture, mimeType: 'image/png' }] },
  },
  {
    ...baselineB,
    packaging: 'detached',
    content: { references: [file] },
    detached: [{ name: file.name, bytes: text }],
  },
  {
    ...baselineB,
    packaging: 'detached, two files',
    content: { references: [file, image] },
    detached: [
      { name: file.name, bytes: text },
      { name: image.name, bytes: picture },
    ],
  },
  {
    ...baselineB,
    packaging: 'detached, a manifest of two files',
    content: { references: [{ kind: 'manifest', files: [file, image] }] },
    detached: [
      { name: file.name, bytes: text },
      { name: image.name, bytes: picture },
    ],
  },
  {
    ...baselineB,
    packaging: 'several references',
    content: {
      document: invoice,
      references: [document, { kind: 'base64', octets: picture }, { kind: 'xml', octets: invoice }, file],
    },
    detached: [{ name: file.name, bytes: text }],
  },
  {
    ...baselineB,
    packaging: 'enveloped, everything stated',
    content: { document: invoice, references: [{ ...document, description: 'an invoice' }] },
    options: {
      commitments: ['proofOfApproval', 'urn:example:commitment'],
      claimedRoles: ['Geschäftsführer'],
      place: {
        city: 'Sevilla',
        streetAddress: 'Calle 1',
        stateOrProvince: 'Sevilla',
        postalCode: '41001',
        country: 'ES',
      },
    },
  },
  {
    ...baselineB,
    packaging: 'enveloped, under a policy',
    content: enveloped,
    options: {
      policy: {
        identifier: policyOid,
        digest: 'sha256',
        value: digestOf('sha256', rules),
        uri: policyUri,
      },
    },
    signaturePolicies: { [policyOid]: { bytes: rules } },
  },
  { ...baselineB, packaging: 'enveloped, content time-stamped', content: enveloped, contentTimeStamped: true },
  {
    ...baselineB,
    packaging: 'detached, content time-stamped',
    content: { references: [file] },
    detached: [{ name: file.name, bytes: text }],
    contentTimeStamped: true,
  },
  { ...baselineB, packaging: 'enveloped, policy implied', content: enveloped, options: { policy: 'implied' } },
  {
    ...baselineB,
    packaging: 'detached, by its digest alone',
    algorithms: representative.filter(({ digest }) => digest === 'sha256'),
    content: {
      references: [
        { kind: 'file', name: file.name, mimeType: 'text/plain', digest: 'sha256', value: digestOf('sha256', text) },
      ],
    },
    detached: [{ name: file.name, bytes: text }],
  },
  ...[
    { packaging: 'enveloped', content: enveloped },
    { packaging: 'enveloping, XML', content: { references: [{ kind: 'xml', octets: invoice }] } },
    { packaging: 'detached', content: { references: [file] }, detached: [{ name: file.name, bytes: text }] },
  ].map(({ packaging, ...more }): Variant => {
    const options = { profile: 'xmldsig' } as const;
    return { ...more, packaging, level: 'XML-DSig', algorithms: representative, judges: [jdk], options } as Variant;
  }),
];

/** Each level in each packaging; the last of them renewed, with time-stamps in inclusive forms, and beside another signature. */
const levels = (['B-T', 'B-LT', 'B-LTA'] as const).flatMap((level): Variant[] => {
  const at = { ...baselineB, level: `XAdES-BASELINE-${level.slice(2)}`, grown: [level] };
  return [
    { ...at, packaging: 'enveloped', content: enveloped },
    { ...at, packaging: 'enveloping, XML', content: { references: [{ kind: 'xml', octets: invoice }] } },
    { ...at, packaging: 'enveloping, base64', content: { references: [{ kind: 'base64', octets: picture }] } },
    { ...at, packaging: 'detached', content: { references: [file] }, detached: [{ name: file.name, bytes: text }] },
    {
      ...at,
      packaging: 'internally detached',
      content: { document: invoice, references: [{ kind: 'element', id: 'buyer' }] },
    },
  ];
});

const archived = { ...baselineB, level: 'XAdES-BASELINE-LTA', content: enveloped };
const renewed: Variant = { ...archived, packaging: 'enveloped, renewed twice', grown: ['B-LTA', 'B-LTA', 'B-LTA'] };
const inclusive = (['1.0', '1.1'] as const).map((name): Variant => {
  const options = { c14n: { name, comments: true } };
  return { ...archived, packaging: `enveloped, C14N ${name} with comments`, options, grown: ['B-LTA', 'B-LTA'] };
});

/** Seals of an organisation: the certificate differs, and what DSS says of it. */
const seals = ([[], ['B-LTA']] as const).map((grown): Variant => {
  const level = grown.length > 0 ? archived.level : baselineB.level;
  const algorithms = representative.filter(({ kind }) => kind === 'ecdsa');
  return {
    packaging: 'enveloped, a seal',
    level,
    algorithms,
    judges: [dss, dssSeal, jdk],
    content: enveloped,
    seal: true,
    grown,
  };
});

export const xadesRows: readonly Row[] = [...variants, ...levels, renewed, ...inclusive, ...seals].flatMap(rowsOf);

function rowsOf(variant: Variant): Row[] {
  const { packaging, level, judges, seal } = variant;
  return variant.algorithms.map((algorithm) => ({
    format: level === 'XML-DSig' ? 'XML-DSig' : 'XAdES',
    packaging,
    level,
    algorithm,
    judges,
    make: async (pki) => make(variant, pki, await (seal ? pki.seal : pki.signer)(algorithm)),
  }));
}

async function make(variant: Variant, pki: SandboxPki, signer: MatrixSigner): Promise<Made> {
  const { signatures = 1, detached, signaturePolicies, options, grown = [] } = variant;
  const files = new Map([[file.name, text]]);
  const steps = xadesSteps(signer.scheme.digest, { files, ...(options?.c14n && { c14n: options.c14n }) });
  let bytes = sign(await stamped(variant, pki, signer), signer);
  for (const level of grown) bytes = await pki.augmented(bytes, steps, level);
  const given = { ...(detached && { detached }), ...(signaturePolicies && { signaturePolicies }) };
  return { document: { bytes, name: 'signed.xml' }, signer, signatures, ...given };
}

async function stamped(variant: Variant, pki: SandboxPki, signer: MatrixSigner): Promise<Variant> {
  if (!variant.contentTimeStamped) return variant;
  const imprint = xadesContentImprint(variant.content, optionsOf(signer, variant.options), 'sha256');
  return { ...variant, options: { ...variant.options, contentTimeStamps: [await pki.stamp(imprint, 'sha256')] } };
}

function sign({ content, options, signatures = 1 }: Variant, signer: MatrixSigner): Uint8Array {
  let signed = signOnce(content, signer, options);
  for (let more = 1; more < signatures; more++) signed = signOnce({ ...content, document: signed }, signer, options);
  return signed;
}

function signOnce(content: XadesContent, signer: MatrixSigner, options?: Partial<XadesOptions>): Uint8Array {
  const { certificates, scheme } = signer;
  const prepared = prepareXades(content, optionsOf(signer, options));
  return embedXades(prepared, { certificates, scheme, signature: signer.sign(prepared.signedInfo) }, content);
}

function optionsOf({ certificates, scheme }: MatrixSigner, options: Partial<XadesOptions> = {}): XadesOptions {
  return { digest: scheme.digest, certificates, scheme, signingTime: new Date(), ...options };
}

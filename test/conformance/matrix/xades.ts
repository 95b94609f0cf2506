/** XAdES (EN 319 132-1) and plain XML signatures. */
import { embedXades, prepareXades, type XadesContent, type XadesOptions } from '@chancery/ades';
import { digestOf } from '@chancery/pki';
import type { Content } from '../dss.ts';
import { type Algorithm, algorithms, representative } from './algorithm.ts';
import { dss, jdk } from './judges.ts';
import type { Made, Row, RowJudge } from './row.ts';
import type { MatrixSigner } from './sandbox-pki.ts';

interface Variant {
  readonly packaging: string;
  readonly level: string;
  readonly algorithms: readonly Algorithm[];
  readonly judges: readonly RowJudge[];
  readonly content: XadesContent;
  readonly options?: Partial<XadesOptions>;
  readonly detached?: readonly Content[];
  readonly signaturePolicies?: Made['signaturePolicies'];
  /** One after the other, each in the document of the one before. */
  readonly signatures?: number;
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

export const xadesRows: readonly Row[] = variants.flatMap(rowsOf);

function rowsOf(variant: Variant): Row[] {
  const { packaging, level, judges, signatures = 1, detached, signaturePolicies } = variant;
  return variant.algorithms.map((algorithm) => ({
    format: level === 'XML-DSig' ? 'XML-DSig' : 'XAdES',
    packaging,
    level,
    algorithm,
    judges,
    make: async (pki) => {
      const signer = await pki.signer(algorithm);
      return {
        document: { bytes: sign(variant, signer), name: 'signed.xml' },
        signer,
        signatures,
        ...(detached && { detached }),
        ...(signaturePolicies && { signaturePolicies }),
      };
    },
  }));
}

function sign({ content, options, signatures = 1 }: Variant, signer: MatrixSigner): Uint8Array {
  let signed = signOnce(content, signer, options);
  for (let more = 1; more < signatures; more++) signed = signOnce({ ...content, document: signed }, signer, options);
  return signed;
}

function signOnce(content: XadesContent, signer: MatrixSigner, options: Partial<XadesOptions> = {}): Uint8Array {
  const { certificates, scheme } = signer;
  const given = { digest: scheme.digest, certificates, scheme, signingTime: new Date(), ...options };
  const prepared = prepareXades(content, given);
  return embedXades(prepared, { certificates, scheme, signature: signer.sign(prepared.signedInfo) }, content);
}

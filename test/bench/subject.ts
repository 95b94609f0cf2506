/** What is signed beside DSS: in each format a document of 1 MB, from memory to memory (prepare, sign with a local key, embed). */
import { embedCades, embedPades, embedXades, prepareCades, preparePades, prepareXades } from '@chancery/ades';
import { type Holder, signWith } from '../../pki/src/testing/sample-authority.ts';
import type { SigningTask } from '../conformance/dss.ts';
import { pdfOfSize } from './pdf-of-size.ts';

export interface Subject {
  readonly name: string;
  readonly task: Pick<SigningTask, 'format' | 'packaging'>;
  document(): Buffer;
  sign(document: Uint8Array, holder: Holder): Uint8Array;
}

const size = 1e6;

export const subjects: readonly Subject[] = [
  {
    name: 'PAdES B-B of 1 MB',
    task: { format: 'PAdES' },
    document: () => pdfOfSize(size),
    sign: (pdf, holder) => {
      const [options, sign] = given(holder);
      const prepared = preparePades(pdf, options);
      return Buffer.concat([pdf, embedPades(prepared, { ...options, signature: sign(prepared.signedAttributes) })]);
    },
  },
  {
    name: 'CAdES B-B of 1 MB, attached',
    task: { format: 'CAdES', packaging: 'ENVELOPING' },
    document: () => invoiceOfSize(size),
    sign: (octets, holder) => {
      const [options, sign] = given(holder);
      const content = { packaging: 'attached', octets } as const;
      const prepared = prepareCades(content, options);
      return embedCades(prepared, { ...options, signature: sign(prepared.signedAttributes) }, content);
    },
  },
  {
    name: 'XAdES B-B of 1 MB, enveloped',
    task: { format: 'XAdES', packaging: 'ENVELOPED' },
    document: () => invoiceOfSize(size),
    sign: (document, holder) => {
      const [options, sign] = given(holder);
      const content = { document, references: [{ kind: 'document' }] } as const;
      const prepared = prepareXades(content, options);
      return embedXades(prepared, { ...options, signature: sign(prepared.signedInfo) }, content);
    },
  },
];

function given({ key, certificate }: Holder) {
  const { scheme } = key;
  const options = { digest: scheme.digest, certificates: [certificate.der], scheme, signingTime: new Date() };
  return [options, (message: Uint8Array) => signWith(key, message)] as const;
}

const names = (what: string) => `urn:oasis:names:specification:ubl:schema:xsd:${what}-2`;

/** An invoice with as many lines as it takes, in the namespaces of UBL. */
function invoiceOfSize(bytes: number): Buffer {
  const root = `<Invoice xmlns="${names('Invoice')}" xmlns:cac="${names('CommonAggregateComponents')}" xmlns:cbc="${names('CommonBasicComponents')}">`;
  const lines: string[] = ['<?xml version="1.0" encoding="UTF-8"?>', root];
  for (let length = root.length; length < bytes; length += lines.at(-1)!.length + 1) lines.push(line(lines.length));
  return Buffer.from([...lines, '</Invoice>\n'].join('\n'));
}

function line(number: number): string {
  return `  <cac:InvoiceLine>
    <cbc:ID>${number}</cbc:ID>
    <cbc:InvoicedQuantity unitCode="C62">${number % 7}</cbc:InvoicedQuantity>
    <cbc:Description>Consulting &amp; travel, line ${number}</cbc:Description>
    <cbc:LineExtensionAmount currencyID="EUR">${number}.00</cbc:LineExtensionAmount>
  </cac:InvoiceLine>`;
}

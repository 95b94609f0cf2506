/** A document of each part of PDF/A stays one when it is signed, whatever the signature shows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendValidationData, embedPades, type PadesOptions, preparePades } from '@chancery/ades';
import { qpdf } from '../../ades/src/pades/foreign-judges.test.ts';
import { sampleSigner } from '../../ades/src/pades/sample-signer.test.ts';
import { plainObjects, samplePdf, streamText } from '../../ades/src/pdf/sample.test.ts';
import { signatureFonts } from '../../programs/src/signature-fonts.ts';
import type { Tally } from './matrix.ts';
import { judgePdfA } from './verapdf.ts';

const parts = [
  { flavour: '1b', version: '1.4', claim: '<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>' },
  { flavour: '2b', version: '1.7', claim: '<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>' },
  { flavour: '2u', version: '1.7', claim: '<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>' },
  { flavour: '3b', version: '1.7', claim: '<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>' },
  { flavour: '4', version: '2.0', claim: '<pdfaid:part>4</pdfaid:part><pdfaid:rev>2020</pdfaid:rev>' },
];

const place = { page: 1, left: 20, top: 20, width: 160, height: 60 };
const image = readFileSync(join(import.meta.dirname, 'matrix', 'seal.png'));
const appearance = { text: ['Signed by {name}', '{date}', 'السبب: {reason}'], image, fonts: signatureFonts() };
const visible = { place, appearance, name: 'Zoë Ωmega', reason: 'موافقة على العقد رقم 123' };

const signatures: Readonly<Record<string, Partial<PadesOptions>>> = {
  'nothing shown': {},
  'a place': { place },
  'text and a picture': visible,
  'certified, all fields locked': { ...visible, certification: 1, lock: { action: 'all' } },
};

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });

export function judgedByVeraPdf(): Tally {
  const cases = parts.flatMap((part) => {
    const document = documentOf(part);
    const unsigned = { name: `${part.flavour}, unsigned`, part, bytes: document };
    return [unsigned, ...Object.entries(signatures).map(([name, one]) => signedCase(name, part, document, one))];
  });
  const spoiled = spoil(documentOf(parts[1]!));
  const [refused, ...verdicts] = judgePdfA([spoiled, ...cases.map(({ bytes }) => bytes)]);
  if (refused?.broken.length === 0) throw new Error('veraPDF accepts what is no PDF/A');
  const wrong = cases.filter(({ name, part }, index) => !isKept(name, part.flavour, verdicts[index]));
  return { passed: cases.length - wrong.length, failed: wrong.length };
}

type Part = (typeof parts)[number];

function signedCase(name: string, part: Part, document: Uint8Array, one: Partial<PadesOptions>) {
  return { name: `${part.flavour}, ${name}`, part, bytes: withEvidence(sign(document, one)) };
}

function isKept(name: string, flavour: string, verdict: ReturnType<typeof judgePdfA>[number] | undefined): boolean {
  const kept = verdict?.flavour === flavour && verdict.broken.length === 0;
  process.stdout.write(`veraPDF ${name}: ${kept ? 'kept' : JSON.stringify(verdict)}\n`);
  return kept;
}

/** One empty page and the claim. */
function documentOf({ version, claim }: Part): Buffer {
  const namespaces = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';
  const description = `<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">${claim}</rdf:Description>`;
  const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${namespaces}>${description}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
  const objects = {
    ...plainObjects,
    1: '<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R >>',
    3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << >> >>',
    4: streamText('/Type /Metadata /Subtype /XML', xmp),
  };
  return qpdf(samplePdf(objects, { version }), '--object-streams=disable', '--newline-before-endstream');
}

/** A level there is none of: whoever accepts this judges nothing. */
function spoil(document: Buffer): Buffer {
  return Buffer.from(document.toString('latin1').replace('pdfaid:conformance>B', 'pdfaid:conformance>Z'), 'latin1');
}

function sign(pdf: Uint8Array, more: Partial<PadesOptions>): Buffer {
  const [scheme, { certificates }] = [signer.scheme('sha256'), signer];
  const options = { digest: 'sha256', certificates, scheme, signingTime: new Date('2025-06-01T10:00:00Z') } as const;
  const prepared = preparePades(pdf, { ...options, ...more });
  const signature = signer.sign('sha256', prepared.signedAttributes);
  return Buffer.concat([pdf, embedPades(prepared, { certificates, scheme, signature })]);
}

function withEvidence(signed: Uint8Array): Buffer {
  const data = { certificates: signer.certificates, ocspResponses: [], crls: [] };
  return Buffer.concat([signed, appendValidationData(signed, data, { fieldNames: ['Signature1'] })]);
}

if (import.meta.main) {
  const { passed, failed } = judgedByVeraPdf();
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Documents to be signed, as the SSA hands them to the approval page, and what an attacker would make of them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { prepareAsic, prepareCades, prepareJades, preparePades, prepareXades, type XadesContent } from '@chancery/ades';
import type { DisplayItem } from '@chancery/sam/client';
import { PDFDocument, PDFName, PDFString, StandardFonts } from 'pdf-lib';
import { type Ending, serve } from './loopback.ts';
import type { Sample } from './samples.ts';

export interface Paper {
  readonly label: string;
  readonly original: Uint8Array;
  readonly shown: Pick<DisplayItem, 'type' | 'mediaType'>;
  readonly prepared: {
    readonly dtbsr: Uint8Array;
    /** Only of a PDF signed within itself. */
    readonly appendix?: Uint8Array;
  };
  /** What binds the document to the DTBS/R, as the approval page reads it. */
  readonly proof: Record<string, unknown>;
}

export const terms =
  'Terms of the sandbox provider, version 1.\n\nYour key is kept in the signing module. Only you can use it.\n';

/** An agreement of some pages; with `burden` it carries an attached file and a script. */
export async function agreement(title: string, pages: number, burden = false): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.TimesRoman);
  for (let number = 1; number <= pages; number++) {
    const page = pdf.addPage([595, 842]);
    page.drawText(title, { x: 60, y: 760, size: 22, font });
    page.drawText(`Page ${number}. The parties agree on what is written here.`, { x: 60, y: 710, size: 12, font });
  }
  if (burden) {
    await pdf.attach(new TextEncoder().encode('hidden'), 'annex.txt', { mimeType: 'text/plain' });
    pdf.addJavaScript('hello', 'app.alert("hello")');
  }
  return pdf.save();
}

/** A page without words, as a scanner makes them. */
export async function blank(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage([595, 842]).drawRectangle({ x: 60, y: 60, width: 475, height: 722 });
  return pdf.save();
}

/** An agreement whose pages are not all: a program to be started, a link, a form that is sent, video, and a stream that lies elsewhere. */
export async function active(): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(await agreement('More than its pages', 1, true));
  const { context } = pdf;
  const address = 'https://example.test/';
  const actions = [
    { Type: 'Action', S: 'Launch', F: PDFString.of('setup.exe') },
    { Type: 'Action', S: 'URI', URI: PDFString.of(address) },
    { Type: 'Action', S: 'SubmitForm', F: PDFString.of(address) },
  ];
  const links = actions.map((A) =>
    context.register(context.obj({ Type: 'Annot', Subtype: 'Link', Rect: [0, 0, 9, 9], A })),
  );
  const video = context.register(context.obj({ Type: 'Annot', Subtype: 'RichMedia', Rect: [0, 0, 9, 9] }));
  context.register(context.stream('', { F: PDFString.of(address) }));
  pdf.getPage(0).node.set(PDFName.of('Annots'), context.obj([...links, video]));
  return pdf.save();
}

export function prepare(label: string, original: Uint8Array, certificate: Uint8Array): Paper {
  const prepared = preparePades(original, signedBy(certificate));
  const proof = { byteRange: prepared.byteRange, signedAttributes: b64u(prepared.signedAttributes) };
  return { label, original, shown: { type: 'application/pdf' }, prepared, proof };
}

/** A file signed as it came, by a CMS beside it. */
export function prepareFile(sample: Sample, certificate: Uint8Array): Paper {
  const content = { digest: 'sha256', value: createHash('sha256').update(sample.original).digest() } as const;
  const prepared = prepareCades({ packaging: 'detached', content }, signedBy(certificate));
  return { ...asFile(sample), prepared, proof: { signedAttributes: b64u(prepared.signedAttributes) } };
}

/** A file signed by an XML signature: beside it, or within it where `canonical` is the form of it that is signed. */
export function prepareXml(sample: Sample, certificate: Uint8Array, canonical?: Uint8Array): Paper {
  const { label: name, original } = sample;
  const detached: XadesContent = { references: [{ kind: 'file', name, octets: original }] };
  const enveloped: XadesContent = { document: original, references: [{ kind: 'document' }] };
  const prepared = prepareXades(canonical === undefined ? detached : enveloped, signedBy(certificate));
  const document = canonical === undefined ? { over: 'file' } : { octets: b64u(canonical) };
  const references = [document, { octets: b64u(prepared.signedProperties) }];
  return { ...asFile(sample), prepared, proof: { signedInfo: b64u(prepared.signedInfo), references } };
}

/** A file in a container, signed by a CMS over the manifest that lists it. */
export function prepareContained(sample: Sample, certificate: Uint8Array): Paper {
  const content = { kind: 'ASiC-E', files: [{ name: sample.label, octets: sample.original }] } as const;
  const asic = prepareAsic(content, { format: 'cades', ...signedBy(certificate) });
  assert.ok(asic.format === 'cades' && asic.manifest !== undefined);
  const { prepared, manifest } = asic;
  const proof = { signedAttributes: b64u(prepared.signedAttributes), manifest: b64u(manifest) };
  return { ...asFile(sample), prepared, proof };
}

/** A file signed by a JSON Web Signature, as its payload. */
export function prepareJson(sample: Sample, certificate: Uint8Array): Paper {
  const prepared = prepareJades({ packaging: 'attached', octets: sample.original }, signedBy(certificate));
  return { ...asFile(sample), prepared, proof: { protectedHeader: b64u(prepared.protectedHeader) } };
}

function asFile({ label, original, mediaType }: Sample) {
  return { label, original, shown: { type: 'file', ...(mediaType === undefined ? {} : { mediaType }) } } as const;
}

function signedBy(certificate: Uint8Array) {
  return {
    digest: 'sha256',
    certificates: [certificate],
    scheme: { kind: 'ecdsa', digest: 'sha256' },
    signingTime: new Date(),
  } as const;
}

export function displayed(paper: Paper, viewUrl: string): DisplayItem {
  const docSha256 = createHash('sha256').update(paper.original).digest('base64url');
  return { label: paper.label, ...paper.shown, size: paper.original.length, docSha256, viewUrl };
}

/** What goes over the wire may be changed on the way: the page must notice. */
export interface Attacks {
  file?: (bytes: Uint8Array) => Uint8Array;
  proof?: (fields: Record<string, unknown>) => Record<string, unknown>;
  terms?: string;
}

export interface Desk {
  readonly origin: string;
  readonly attacks: Attacks;
  /** Puts a paper on the desk; its view address. */
  lay(paper: Paper): string;
}

/** What the approval page reads from the SSA: documents, their proofs, the terms; and where people come back to. */
export async function openDesk(t: Ending, sicOrigin: string): Promise<Desk> {
  const papers: Paper[] = [];
  const attacks: Attacks = {};
  const origin = await serve(t, (_request, response, { pathname }) => {
    response.setHeader('access-control-allow-origin', sicOrigin);
    const [, , , token, index, proof] = pathname.split('/');
    const paper = papers[Number(token)];
    if (pathname === '/terms/1/en') return response.end(attacks.terms ?? terms);
    if (pathname === '/back') return response.end('<!doctype html><title>Back</title><h1>Back at the desk</h1>');
    if (paper === undefined || index !== '0') return response.writeHead(404).end();
    return proof === 'proof'
      ? response.end(JSON.stringify(proofOf(paper, attacks)))
      : response.end(fileOf(paper, attacks));
  });
  return { origin, attacks, lay: (paper) => `${origin}/sign/view/${papers.push(paper) - 1}/0` };
}

function fileOf({ original, prepared }: Paper, { file }: Attacks): Uint8Array {
  const bytes = Buffer.concat([original, prepared.appendix ?? new Uint8Array()]);
  return file === undefined ? bytes : file(bytes);
}

function proofOf({ original, proof }: Paper, attacks: Attacks): Record<string, unknown> {
  const fields = { originalSize: original.length, ...proof };
  return attacks.proof === undefined ? fields : attacks.proof(fields);
}

function b64u(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

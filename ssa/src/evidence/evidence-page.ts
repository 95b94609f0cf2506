import type { Evidence } from '@chancery/api';
import { type TextPart, textDocument } from '@chancery/sca';

/** The evidence as a PDF to read, print and file: the same facts, and how to have them verified. */
export function evidencePage(evidence: Evidence, operator: string, fonts: readonly Uint8Array[]): Uint8Array {
  const title = evidence.kind === 'seal' ? 'Evidence of an electronic seal' : 'Evidence of an electronic signature';
  const parts = [
    { kind: 'title', text: title } as const,
    paragraph(summary(evidence)),
    ...whoPart(evidence),
    ...whatPart(evidence),
    ...howPart(evidence),
    ...termsPart(evidence),
    ...proofPart(evidence, operator),
  ];
  return textDocument({ title, language: 'en', foot: `${operator}   ${evidence.request}`, fonts, parts });
}

type Facts = readonly (readonly [name: string, text: string | undefined])[];

const heading = (text: string): TextPart => ({ kind: 'heading', text });
const paragraph = (text: string): TextPart => ({ kind: 'paragraph', text });
const facts = (all: Facts): TextPart[] =>
  all.flatMap(([name, text]) => (text === undefined ? [] : [{ kind: 'fact' as const, name, text }]));

function summary({ documents, signer, asked_by, signed_at, kind }: Evidence): string {
  const count = documents.length === 1 ? 'One document was' : `${documents.length} documents were`;
  const done = kind === 'seal' ? 'sealed' : 'signed';
  return `${count} ${done} by ${signer.certificate?.subject ?? signer.id}, asked by ${asked_by.name}, on ${shownTime(signed_at)}.`;
}

function whoPart({ signer: { id, certificate }, kind, asked_by }: Evidence): TextPart[] {
  return [
    heading('Who'),
    ...facts([
      [kind === 'seal' ? 'Organisation' : 'Signer', certificate?.subject],
      ['Certificate issued by', certificate?.issuer],
      ['Serial number', certificate?.serial_number],
      ['SHA-256 of the certificate', certificate?.sha256],
      ['Known to the signature activation module as', id],
      ['Asked by', `${asked_by.name} (${asked_by.client})`],
    ]),
  ];
}

function whatPart({ documents, signatures, algorithm }: Evidence): TextPart[] {
  return [
    heading('What was approved'),
    ...documents.flatMap(({ name, size, sha256, signed_hash }, i) =>
      facts([
        [`Document ${i + 1}`, size === 0 ? name : `${name}, ${size.toLocaleString('en')} octets`],
        ['SHA-256 of the document', hex(sha256)],
        ['Hash that was signed', signed_hash && hex(signed_hash)],
        ['SHA-256 of the value', signatures[i] && hex(signatures[i])],
      ]),
    ),
    ...facts([['Algorithm', algorithm]]),
  ];
}

function howPart({ factors, assurance, policy, asked_at, approved_at, signed_at }: Evidence): TextPart[] {
  const scales = Object.entries(assurance).map(([scale, level]) => `${scale} ${level}`);
  return [
    heading('How it was approved'),
    ...facts([
      ['Asked', shownTime(asked_at)],
      ['Approved', approved_at && shownTime(approved_at)],
      ['Signed', shownTime(signed_at)],
      ...factors.map(({ kind, class: of, categories }): Facts[number] => [
        'Factor',
        [kind, ...(of === undefined ? [] : [`class ${of}`]), ...(categories ?? [])].join(', '),
      ]),
      ['Assurance', scales.length === 0 ? undefined : scales.join(', ')],
      ['Decided by policy', policy],
    ]),
  ];
}

function termsPart({ terms }: Evidence): TextPart[] {
  if (terms === undefined) return [];
  const { version, lang, url, sha256, accepted_at } = terms;
  return [
    heading('Terms accepted with the key'),
    ...facts([
      ['Version', `${version} (${lang})`],
      ['Accepted', shownTime(accepted_at)],
      ['Text', url],
      ['SHA-256 of the text', hex(sha256)],
    ]),
  ];
}

function proofPart({ proven, sam: { proof } }: Evidence, operator: string): TextPart[] {
  const stamped = proof?.proofs.every(({ token }) => token !== undefined);
  const how = proven
    ? `The records stand in the audit log of the signature activation module, under checkpoints that it has signed${stamped ? ' and a time-stamping authority has stamped' : ''}.`
    : 'The records are so new that no signed checkpoint of the audit log covers them yet: fetch this page again after a minute.';
  return [
    heading('Proof'),
    paragraph(how),
    paragraph(
      `Made by ${operator}. This page is a description and is not signed itself. Its evidence is the package it was made from: “chancery audit verify evidence.json” judges that without a database, without trust in whoever hands it on, and years later.`,
    ),
  ];
}

function hex(value: string): string {
  return Buffer.from(value, 'base64url').toString('hex');
}

function shownTime(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
}

/** Signatures made by others, as they are brought to a higher level with nothing but what they carry and our own time-stamps. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificate, PkiError, parseCertificate, verifySignature } from '@chancery/pki';
import { cadesSteps, type LevelSteps, padesSteps, xadesSteps } from '@chancery/sca';
import type { Content } from '../dss.ts';
import { keptCms, keptPdf, keptXml } from './kept.ts';

export interface ForeignFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly steps: LevelSteps;
  /** Content beside the signature. */
  readonly detached: readonly Content[];
  kept(after: Uint8Array): boolean;
}

const folders = ['pades', 'cades', 'xades'] as const;

/** What lies beside the detached ones that have it. */
const beside: Readonly<Record<string, readonly string[]>> = {
  'cades/CADES-B-DETACHED-withpolicy1586434883385020407.cades': ['InfoSelladoTiempo.pdf'],
  'cades/signatureExtendedTwoLTA.p7s': ['screenshot.png'],
  'xades/dss1770refUriRemoved.xml': ['sample.png', 'sample.xml'],
  'xades/xades-detached.xml': ['sample.png', 'sample.xml'],
  'xades/xades-detached-with-object-type-ref.xml': ['sample.png'],
};

export function foreignFiles(corpus: string): ForeignFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(corpus, folder)).map((one) => {
      const name = `${folder}/${one}`;
      const bytes = readFileSync(join(corpus, name));
      const files = (beside[name] ?? []).map((file) => [file, readFileSync(join(corpus, 'detached', file))] as const);
      const detached = files.map(([file, octets]) => ({ name: file, bytes: octets }));
      return { name, bytes, detached, ...formatOf(folder, bytes, new Map(files)) };
    }),
  );
}

function formatOf(folder: (typeof folders)[number], before: Uint8Array, files: ReadonlyMap<string, Buffer>) {
  if (folder === 'pades') return { steps: padesSteps('sha256'), kept: (after: Uint8Array) => keptPdf(before, after) };
  if (folder === 'xades')
    return { steps: xadesSteps('sha256', { files }), kept: (after: Uint8Array) => keptXml(before, after) };
  const [octets] = files.values();
  const steps = cadesSteps('sha256', 0, octets && { octets });
  return { steps, kept: (after: Uint8Array) => keptCms(before, after) };
}

/** Where the chains in a document end: the certificates whose issuer is not among them. */
export function topsOf({ steps, bytes }: ForeignFile): Uint8Array[] {
  const { signers, certificates } = steps.carried(bytes);
  const all = [...signers, ...certificates].flatMap(readable);
  return all.filter((one) => !all.some((other) => isIssuer(other, one))).map(({ der }) => der);
}

function isIssuer(issuer: Certificate, { der, issuer: name, scheme, tbs, signature }: Certificate): boolean {
  const another = Buffer.compare(issuer.der, der) !== 0 && Buffer.compare(issuer.subject.der, name.der) === 0;
  return another && scheme !== undefined && verifySignature(issuer.spki, scheme, tbs, signature);
}

function readable(der: Uint8Array): Certificate[] {
  try {
    return [parseCertificate(der)];
  } catch (error) {
    if (error instanceof PkiError) return [];
    throw error;
  }
}

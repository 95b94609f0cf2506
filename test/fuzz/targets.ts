/** What reads input of strangers: for each kind, whole input to begin with, and what is done with it. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import {
  AdesError,
  type AsicContainer,
  addAsicArchiveData,
  addJadesValidationData,
  addValidationData,
  addXadesValidationData,
  archiveCoverage,
  archiveTimeStampInput,
  archiveTimeStampV2Inputs,
  asicArchiveTimeStampInput,
  bytesSource,
  cadesCTimeStampInputs,
  carriedByArchives,
  carriedByCms,
  carriedByJades,
  carriedByXades,
  containerFile,
  jadesArchiveTimeStampInput,
  listPdfSignatures,
  prepareAsic,
  prepareCades,
  prepareJades,
  preparePades,
  prepareXades,
  readAsic,
  signatureFile,
  signatureNames,
  signatureTimeStampInput,
  xadesArchiveTimeStampInput,
} from '@chancery/ades';
import {
  encodeName,
  issueCertificate,
  judgeCrl,
  judgeOcspResponse,
  PkiError,
  parseCertificate,
  parseOcspResponse,
  parseRevocationList,
  parseSignedData,
  parseTimeStampResponse,
  parseTimeStampToken,
  readRevocationInfo,
  verifySignedData,
} from '@chancery/pki';
import { ValidationError, validatePdf } from '@chancery/validation';
import { findSignatures, parseXml, readSignature, verifyXmlSignature, XmlError } from '@chancery/xmldsig';

export interface Target {
  /** Folders of the corpus. */
  readonly folders: readonly string[];
  readonly endings: readonly string[];
  /** Everything a stranger can make us do with it. Refusals are expected; what is thrown is a finding. */
  use(bytes: Uint8Array): void;
}

const at = new Date('2026-06-01T12:00:00Z');
const certificate = await signerCertificate();

export type TargetName = 'pdf' | 'cms' | 'xml' | 'container' | 'jws';

export const targets: Readonly<Record<TargetName, Target>> = {
  pdf: {
    folders: ['input/pdf', 'pades'],
    endings: ['.pdf'],
    use: (bytes) => {
      for (const act of [listPdfSignatures, signPdf, judgePdf])
        tolerating(() => act(bytes), AdesError, ValidationError);
    },
  },
  cms: {
    folders: ['cades', 'timestamp'],
    endings: ['.p7s', '.p7m', '.pkcs7', '.cades', '.cms', '.tsr'],
    use: (bytes) => {
      tolerating(() => judgeCms(bytes), PkiError);
      tolerating(() => parseTimeStampToken(bytes), PkiError);
      tolerating(() => parseTimeStampResponse(bytes), PkiError);
      tolerating(() => judgeStatus(bytes), PkiError);
      for (const act of [signBeside, stampCms, archiveCms, addToCms, readArchive])
        tolerating(() => act(bytes), AdesError, PkiError);
    },
  },
  xml: {
    folders: ['input/xml', 'xades', 'detached'],
    endings: ['.xml'],
    use: (bytes) => {
      for (const act of [judgeXml, signXml, carriedByXades, xadesArchiveTimeStampInput, extendXml])
        tolerating(() => act(bytes), AdesError, XmlError);
    },
  },
  container: {
    folders: ['asic-cades', 'asic-xades'],
    endings: ['.asice', '.asics', '.scs', '.bdoc'],
    use: (bytes) => {
      for (const act of [readAllFiles, signContainer, readSignatures, archiveContainer])
        tolerating(() => act(readAsic(bytesSource(bytes))), AdesError);
    },
  },
  jws: {
    folders: ['jades'],
    endings: ['.json'],
    use: (bytes) => {
      for (const act of [carriedByJades, jadesArchiveTimeStampInput, extendJws, signBesideJws])
        tolerating(() => act(bytes), AdesError);
    },
  },
};

type Refusal = abstract new (...args: never[]) => Error;

function tolerating(act: () => unknown, ...refusals: readonly Refusal[]): void {
  try {
    act();
  } catch (error) {
    if (!refusals.some((refusal) => error instanceof refusal)) throw error;
  }
}

const options = {
  digest: 'sha256',
  certificates: [certificate],
  scheme: { kind: 'ecdsa', digest: 'sha256' },
  signingTime: at,
} as const;

const judgePdf = (bytes: Uint8Array) => validatePdf(bytes, { roots: [], at });
const signPdf = (bytes: Uint8Array) => preparePades(bytes, options);
const signXml = (document: Uint8Array) => prepareXades({ document, references: [{ kind: 'document' }] }, options);
const extendXml = (bytes: Uint8Array) =>
  addXadesValidationData(bytes, { certificates: [certificate], crls: [], ocspResponses: [] });

function judgeXml(bytes: Uint8Array): void {
  const document = parseXml(bytes);
  const { spki } = parseCertificate(certificate);
  const files = new Map([['sample.xml', bytes]]);
  for (const one of findSignatures(document)) {
    tolerating(
      () => verifyXmlSignature(document, readSignature(one), { spki, files, withInsecureSha1: true }),
      XmlError,
    );
  }
}

function judgeCms(bytes: Uint8Array): void {
  const data = parseSignedData(bytes);
  const content = data.content ?? new Uint8Array();
  for (const index of data.signerInfos.keys())
    verifySignedData(data, (digest) => createHash(digest).update(content).digest(), index);
}

/** Lists and answers that came with the signature. */
function judgeStatus(bytes: Uint8Array): void {
  const { lists, ocspResponses } = readRevocationInfo(parseSignedData(bytes).crls);
  const issuer = parseCertificate(certificate);
  const question = { certificate: issuer, issuer, at, skewSeconds: 0, freshSeconds: 0 };
  for (const list of lists) judgeCrl(parseRevocationList(list), question);
  for (const answer of ocspResponses) judgeOcspResponse(parseOcspResponse(answer), question);
}

const beside = { octets: new Uint8Array(9) };
const signBeside = (cms: Uint8Array) =>
  prepareCades(
    { packaging: 'parallel', cms, content: beside },
    {
      digest: 'sha256',
      certificates: [certificate],
      scheme: { kind: 'ecdsa', digest: 'sha256' },
      signingTime: at,
    },
  );
const stampCms = (cms: Uint8Array) => signatureTimeStampInput(cms);
const archiveCms = (cms: Uint8Array) => archiveTimeStampInput(cms, { digest: 'sha256', content: beside });
const addToCms = (cms: Uint8Array) =>
  addValidationData(cms, { certificates: [certificate], crls: [], ocspResponses: [] });

/** What every time-stamp in it covers, of old kinds too. */
function readArchive(cms: Uint8Array): void {
  const { timeStamps } = carriedByCms(cms);
  for (const token of timeStamps.map((one) => parseTimeStampToken(one.token))) {
    archiveCoverage(cms, token, { content: beside });
    archiveTimeStampV2Inputs(cms, token.genTime);
    cadesCTimeStampInputs(cms, token.genTime);
  }
}

const extendJws = (jws: Uint8Array) =>
  addJadesValidationData(jws, { certificates: [certificate], crls: [], ocspResponses: [] });
const signBesideJws = (jws: Uint8Array) => prepareJades({ packaging: 'parallel', jws }, options);

function readAllFiles(container: AsicContainer): void {
  for (const { name } of container.entries) tolerating(() => containerFile(container, name), AdesError);
}

function signContainer(container: AsicContainer): void {
  for (const format of ['cades', 'xades'] as const)
    tolerating(() => prepareAsic({ container }, { format, ...options }), AdesError);
}

function readSignatures(container: AsicContainer): void {
  for (const name of signatureNames(container)) tolerating(() => signatureFile(container, name), AdesError);
}

function archiveContainer(container: AsicContainer): void {
  tolerating(() => carriedByArchives(container), AdesError);
  asicArchiveTimeStampInput(container, 'sha256');
  addAsicArchiveData(container, { certificates: [certificate], crls: [], ocspResponses: [] });
}

async function signerCertificate(): Promise<Uint8Array> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }));
  const name = encodeName({ commonName: 'Fuzz' });
  const content = {
    serial: Uint8Array.of(1),
    issuer: name,
    subject: name,
    spki,
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
    profile: { kind: 'signer' as const },
    issuerSpki: spki,
  };
  return issueCertificate(content, { kind: 'ecdsa', digest: 'sha256' }, (tbs) => sign('sha256', tbs, pair.privateKey));
}

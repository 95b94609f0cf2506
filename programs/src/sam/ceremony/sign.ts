/** `chancery sam ceremony sign`: gives what an officer's card signs, and takes the signature. */
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import {
  addSignature,
  isSigned,
  keyOfJwk,
  type OfficerKey,
  type ProtocolFile,
  signingInput,
} from '@chancery/crypto-module/ceremony';
import { wrongUse } from './ceremony-error.ts';
import { type ReadProtocol, readProtocol, writeProtocol } from './protocol-file.ts';
import { officerOf, type ToSign, toSign } from './to-sign.ts';

interface SignOptions {
  readonly officer: string;
  readonly signature?: string;
  readonly key?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export function runSign(path: string, options: SignOptions): void {
  const read = readProtocol(path);
  const officer = officerOf(read.protocol, options.officer);
  const signature = signatureOf(read.file, officer, options);
  if (signature === undefined) handOut(path, read.file, officer, options);
  else take(path, read, addSignature(read.file, officer, signature), options);
}

function take(path: string, { protocol }: ReadProtocol, file: ProtocolFile, { json }: SignOptions): void {
  writeProtocol(path, file);
  const missing = protocol.officers.filter(({ key }) => !isSigned(file, keyOfJwk(key))).map(({ name }) => name);
  const next = missing.length === 0 ? 'Every officer has signed.' : `Not signed yet by ${missing.join(', ')}.`;
  process.stdout.write(json ? `${JSON.stringify({ protocol: path, missing })}\n` : `Taken. ${next}\n`);
}

function signatureOf(file: ProtocolFile, officer: OfficerKey, { signature, key }: SignOptions): Uint8Array | undefined {
  if (signature !== undefined) return readOctets(signature);
  if (key === undefined) return undefined;
  try {
    const digest = officer.alg === 'ES384' ? 'sha384' : 'sha256';
    return sign(digest, Buffer.from(signingInput(file, officer)), createPrivateKey(readOctets(key)));
  } catch (cause) {
    throw wrongUse(`${key} is not a private key in PEM without a passphrase`, cause);
  }
}

/** The octets to be signed, in a file: a card or OpenSSL signs them. */
function handOut(path: string, file: ProtocolFile, officer: OfficerKey, options: SignOptions): void {
  const toBeSigned = options.out ?? `${path}.${officer.kid.slice(0, 8)}.tbs`;
  writeFileSync(toBeSigned, signingInput(file, officer));
  const what = toSign(file, { name: options.officer, alg: officer.alg, kid: officer.kid, key: officer.jwk });
  process.stdout.write(options.json ? `${JSON.stringify({ ...what, toBeSigned })}\n` : told(path, toBeSigned, what));
}

function told(path: string, out: string, { officer, alg, digest }: ToSign): string {
  const sha = alg === 'ES384' ? 'sha384' : 'sha256';
  const card =
    alg === 'RS256'
      ? `pkcs11-tool --login --sign --mechanism SHA256-RSA-PKCS --input-file ${out} --output-file ${out}.sig`
      : `openssl dgst -${sha} -binary ${out} | pkcs11-tool --login --sign --mechanism ECDSA --output-file ${out}.sig`;
  return `${[
    `${officer} signs ${out} with ${alg}. Its digest: ${digest}`,
    `  with a card:      ${card}`,
    `  with a key file:  openssl dgst -${sha} -sign KEY -out ${out}.sig ${out}`,
    `and then:           chancery sam ceremony sign ${path} --officer "${officer}" --signature ${out}.sig`,
  ].join('\n')}\n`;
}

function readOctets(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw wrongUse(`${path} cannot be read`, cause);
  }
}

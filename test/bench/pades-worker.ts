/** One measured run in a process of its own: `copy FILE` or `sign FILE`. Prints the time and the peak of memory as JSON. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { appendFileSync, copyFileSync } from 'node:fs';
import { embedPades, preparePadesFrom } from '@chancery/ades';
import { encodeName, issueCertificate } from '@chancery/pki';
import { fileSource } from '../../programs/src/file-source.ts';

const [what, file = ''] = process.argv.slice(2);
const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;

async function signer() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
  const name = encodeName({ commonName: 'Bench' });
  const content = {
    serial: Uint8Array.of(1),
    issuer: name,
    subject: name,
    spki,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2036-01-01'),
    profile: { kind: 'signer' } as const,
    issuerSpki: spki,
  };
  const put = (message: Uint8Array) => new Uint8Array(sign('sha256', message, privateKey));
  return { certificates: [await issueCertificate(content, scheme, put)], put };
}

const { certificates, put } = await signer();
const started = performance.now();
const source = fileSource(file);
if (what === 'copy') await copy();
else await signFile();
const seconds = (performance.now() - started) / 1000;
process.stdout.write(JSON.stringify({ seconds, peakBytes: process.resourceUsage().maxRSS * 1024 }));

/** What nobody can do without: the digest of the file, and the file a second time. */
async function copy(): Promise<void> {
  const hash = createHash('sha256');
  for await (const piece of source.stream()) hash.update(piece);
  hash.digest();
  copyFileSync(file, `${file}.out`);
}

/** Prepares, signs, embeds, and writes the result: the file and what is appended to it. */
async function signFile(): Promise<void> {
  const prepared = await preparePadesFrom(source, { digest: 'sha256', certificates, scheme, signingTime: new Date() });
  const appendix = embedPades(prepared, { certificates, scheme, signature: put(prepared.signedAttributes) });
  copyFileSync(file, `${file}.out`);
  appendFileSync(`${file}.out`, appendix);
}

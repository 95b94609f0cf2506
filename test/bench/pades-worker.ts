/** One measured run in a process of its own: `hash FILE` or `sign FILE`. Prints the time and the peak of memory as JSON. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { closeSync, copyFileSync, openSync, readFileSync, writeSync } from 'node:fs';
import { embedPades, preparePades } from '@chancery/ades';
import { encodeName, issueCertificate } from '@chancery/pki';

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
if (what === 'hash') createHash('sha256').update(readFileSync(file)).digest();
else signFile();
const seconds = (performance.now() - started) / 1000;
process.stdout.write(JSON.stringify({ seconds, peakBytes: process.resourceUsage().maxRSS * 1024 }));

/** Reads the file, prepares, signs, embeds, and writes the result: a copy of the file and what is appended to it. */
function signFile(): void {
  const pdf = readFileSync(file);
  const prepared = preparePades(pdf, { digest: 'sha256', certificates, scheme, signingTime: new Date() });
  const appendix = embedPades(prepared, { certificates, scheme, signature: put(prepared.signedAttributes) });
  copyFileSync(file, `${file}.signed`);
  const handle = openSync(`${file}.signed`, 'a');
  writeSync(handle, appendix);
  closeSync(handle);
}

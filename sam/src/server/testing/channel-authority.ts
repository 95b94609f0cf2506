import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SamTls } from '../../client/index.ts';

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** The private authority of a SAM's channels, by OpenSSL, and what it has issued: files in one folder, good for two days. */
export class ChannelAuthority {
  readonly #folder: string;
  readonly #name: string;

  constructor(folder: string, name = 'ca') {
    this.#folder = folder;
    this.#name = name;
    this.#openssl('req', '-x509', ...newKey, ...this.#out(name, 'pem'), '-days', '2');
  }

  /** A key and a certificate for the peer of that role, as `<name>.key` and `<name>.pem`. */
  issue(role: string, name = role): void {
    const extension = `${name}.ext`;
    writeFileSync(join(this.#folder, extension), `subjectAltName=URI:urn:chancery:${role}\n`);
    this.#openssl('req', ...newKey, ...this.#out(name, 'csr'));
    const by = ['-CA', `${this.#name}.pem`, '-CAkey', `${this.#name}.key`, '-CAcreateserial', '-days', '2'];
    this.#openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...by, '-extfile', extension);
  }

  /** The PEM texts that this peer starts with. */
  tls(name: string): SamTls {
    return channelTls(this.#folder, name, this.#name);
  }

  #out(name: string, kind: 'pem' | 'csr'): string[] {
    return ['-keyout', `${name}.key`, '-out', `${name}.${kind}`, '-subj', `/CN=${name}`];
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#folder, stdio: 'ignore' });
  }
}

/** The same of a folder that an authority has filled. */
export function channelTls(folder: string, name: string, authority = 'ca'): SamTls {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  return { key: read(`${name}.key`), cert: read(`${name}.pem`), ca: read(`${authority}.pem`) };
}

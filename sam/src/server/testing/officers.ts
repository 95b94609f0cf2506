import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import {
  type Officer,
  type OfficerAct,
  type OfficerAddress,
  type OfficerJwk,
  type OfficerProof,
  type OfficerRole,
  OfficerSamClient,
  officerActText,
  officerActType,
} from '../../client/index.ts';

/** Who works at the provider of the tests: enough to decide, and one of each other role. */
export const staff: Readonly<Record<string, OfficerRole>> = {
  ada: 'security-officer',
  berta: 'security-officer',
  carl: 'security-officer',
  olga: 'operator',
  rita: 'registration-officer',
  udo: 'auditor',
};

/** Officers with certificates of a private authority (by OpenSSL) and a second factor each; call `remove` at the end. */
export class TestOfficers {
  readonly #folder = mkdtempSync(join(tmpdir(), 'chancery-officers-'));
  readonly #keys = new Map<string, CryptoKey>();
  readonly #officers = new Map<string, Officer>();

  static async make(roles: Readonly<Record<string, OfficerRole>> = staff): Promise<TestOfficers> {
    const made = new TestOfficers();
    made.#openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      '/CN=Officers',
    );
    made.#issue('sam', 'sam');
    for (const [name, role] of Object.entries(roles)) made.#officers.set(name, await made.person(name, role));
    return made;
  }

  get list(): readonly Officer[] {
    return [...this.#officers.values()];
  }

  get(name: string): Officer {
    const found = this.#officers.get(name);
    if (found === undefined) throw new Error(`nobody is called ${name}`);
    return found;
  }

  /** One more, whom no SAM knows. */
  async person(name: string, ...roles: readonly OfficerRole[]): Promise<Officer> {
    this.#issue(name, 'officer');
    const certificate = new X509Certificate(this.read(`${name}.pem`)).raw.toString('base64url');
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    this.#keys.set(name, privateKey);
    const key = { kind: 'jwk' as const, jwk: { ...(await exportJWK(publicKey)) } as OfficerJwk };
    return { officer: name, name: `Officer ${name}`, roles, certificate, key };
  }

  /** The door as the SAM opens it. */
  door(): OfficerAddress {
    return { socket: join(this.#folder, 'officer.sock'), tls: this.#tls('sam') };
  }

  /** The door as that officer finds it, and signs with the second factor of `signer`. */
  client(name: string, signer = name, address: { readonly socket: string } | { readonly url: string } = this.door()) {
    const at = 'url' in address ? { url: address.url } : { socket: address.socket };
    return new OfficerSamClient({ ...at, tls: this.#tls(name) }, (act) => this.sign(signer, act));
  }

  async sign(name: string, act: OfficerAct, typ = officerActType): Promise<OfficerProof> {
    const key = this.#keys.get(name);
    if (key === undefined) throw new Error(`nobody is called ${name}`);
    const jws = new CompactSign(Buffer.from(officerActText(act))).setProtectedHeader({ alg: 'ES256', typ });
    return { kind: 'jws', jws: await jws.sign(key) };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #tls(name: string) {
    return { key: this.read(`${name}.key`), cert: this.read(`${name}.pem`), ca: this.read('ca.pem') };
  }

  read(file: string): string {
    return readFileSync(join(this.#folder, file), 'utf8');
  }

  #issue(name: string, role: string): void {
    writeFileSync(join(this.#folder, 'ext'), `subjectAltName=URI:urn:chancery:${role}\n`);
    this.#openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'ext'];
    this.#openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...ca);
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#folder, stdio: 'ignore' });
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
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
import { ChannelAuthority } from './channel-authority.ts';

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
  readonly #authority = new ChannelAuthority(this.#folder);
  readonly #keys = new Map<string, CryptoKey>();
  readonly #officers = new Map<string, Officer>();

  static async make(roles: Readonly<Record<string, OfficerRole>> = staff): Promise<TestOfficers> {
    const made = new TestOfficers();
    made.#authority.issue('sam');
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
    this.#authority.issue('officer', name);
    const certificate = new X509Certificate(this.#authority.tls(name).cert).raw.toString('base64url');
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    this.#keys.set(name, privateKey);
    const key = { kind: 'jwk' as const, jwk: { ...(await exportJWK(publicKey)) } as OfficerJwk };
    return { officer: name, name: `Officer ${name}`, roles, certificate, key };
  }

  /** The door as the SAM opens it. */
  door(): OfficerAddress {
    return { socket: join(this.#folder, 'officer.sock'), tls: this.#authority.tls('sam') };
  }

  /** The door as that officer finds it, and signs with the second factor of `signer`. */
  client(name: string, signer = name, address: { readonly socket: string } | { readonly url: string } = this.door()) {
    const at = 'url' in address ? { url: address.url } : { socket: address.socket };
    return new OfficerSamClient({ ...at, tls: this.#authority.tls(name) }, (act) => this.sign(signer, act));
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
}

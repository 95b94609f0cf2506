/** A SAM with officers as its operator sets it up: files, keys and certificates by OpenSSL, one process. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelAuthority } from '../../sam/src/server/testing/channel-authority.ts';

export const people = {
  ada: 'security-officer',
  berta: 'security-officer',
  carl: 'security-officer',
  olga: 'operator',
} as const;

export class OfficersWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'chancery-officers-'));

  constructor() {
    const authority = new ChannelAuthority(this.folder);
    authority.issue('sam');
    this.synchronise();
    for (const name of Object.keys(people)) {
      authority.issue('officer', name);
      this.#openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.second.key`);
      this.#openssl('pkey', '-in', `${name}.second.key`, '-pubout', '-out', `${name}.second.pem`);
      const secondFactor = { keyFile: `${name}.second.key` };
      this.write(`${name}.yaml`, { officer: name, sam: { socket: 'officer.sock', ...this.#tls(name) }, secondFactor });
    }
  }

  /** The path of a file of this world; a content is written as JSON, which is YAML. */
  write(name: string, content: object): string {
    const file = join(this.folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** The configuration of a SAM whose database and module lie beside it. */
  configuration(health: number): object {
    const officers = Object.entries(people).map(([officer, role]) => ({
      officer,
      name: `Officer ${officer}`,
      roles: [role],
      certificateFile: `${officer}.pem`,
      keyFile: `${officer}.second.pem`,
    }));
    const sockets = { ssa: { socket: this.path('ssa.sock') }, sic: { socket: this.path('sic.sock') } };
    return {
      aud: 'sam://officers',
      database: { folder: 'db' },
      module: { folder: 'module' },
      listen: {
        ...sockets,
        officer: { socket: 'officer.sock', ...this.#tls('sam') },
        health: { host: '127.0.0.1', port: health },
      },
      sic: { origin: 'http://sic.localhost:1', rpId: 'sic.localhost', name: 'Test' },
      returnOrigins: [],
      idps: [],
      organizations: [organization],
      officers,
      clock: { synchronisedFile: 'synchronised' },
      backupFolder: '.',
    };
  }

  /** What a time daemon does after each synchronisation. */
  synchronise(): void {
    writeFileSync(this.path('synchronised'), '');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #tls(name: string) {
    return { keyFile: `${name}.key`, certificateFile: `${name}.pem`, authorityFile: 'ca.pem' };
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'ignore' });
  }
}

const organization = {
  id: 'o_engines',
  attributes: {
    country: 'UT',
    organization: 'Analytical Engines, S.A.',
    organizationIdentifier: 'VATUT-B12345678',
    commonName: 'Analytical Engines',
  },
  loa: 'high',
};

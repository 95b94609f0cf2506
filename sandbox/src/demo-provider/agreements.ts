/** What the bank remembers: the agreements it sent to be signed, and the signed ones it got back. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOrCreate, writePrivate, writeState } from '../server/state-file.ts';

export interface Agreement {
  /** The engine's name of the request. */
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly signUrl: string;
  /** ISO 8601. */
  readonly sent: string;
}

export interface Agreements {
  /** Newest first. */
  list(): readonly Agreement[];
  find(id: string): Agreement | undefined;
  /** Adds, or replaces the one of that id. */
  keep(agreement: Agreement): void;
  signed(id: string): Buffer | undefined;
  keepSigned(id: string, document: Uint8Array): void;
}

export function openAgreements(folder: string): Agreements {
  const file = join(folder, 'agreements.json');
  let all = readOrCreate<readonly Agreement[]>(file, () => []);
  const find = (id: string) => all.find((one) => one.id === id);
  // Only ids of the list become names of files.
  const signedFile = (id: string) =>
    join(folder, 'signed', `${Buffer.from(find(id)?.id ?? '').toString('base64url')}.pdf`);
  return {
    list: () => all,
    find,
    keep: (agreement) => {
      all = find(agreement.id) ? all.map((one) => (one.id === agreement.id ? agreement : one)) : [agreement, ...all];
      writeState(file, all);
    },
    signed: (id) => (find(id) && existsSync(signedFile(id)) ? readFileSync(signedFile(id)) : undefined),
    keepSigned: (id, document) => writePrivate(signedFile(id), document),
  };
}

/** Two nodes of a SAM on one PostgreSQL, each with a lane of its own over the same token of SoftHSM, and keys to sign with. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SoftHsm } from '../../crypto-module/src/testing/softhsm.ts';
import { migrateSam } from '../../sam/src/server/database/migrate.ts';
import { Bench } from '../../sam/src/server/testing/bench.ts';
import { testIdp } from '../../sam/src/server/testing/identity-provider.ts';
import { startPostgres } from '../postgres.ts';
import { type SamNode, startNode } from './sam-node.ts';
import { objectsIn, type SpiedToken, spyOn } from './spied-token.ts';

export interface SoakKey {
  readonly signer: string;
  readonly key: string;
  readonly pin: string;
  readonly kind: 'ecdsa' | 'rsa-pkcs1';
}

export interface TwoNodes {
  readonly nodes: readonly SamNode[];
  readonly spies: readonly SpiedToken[];
  readonly keys: readonly SoakKey[];
  /** What lies in the token now, by a foreign program. */
  objects(): readonly string[];
  close(): Promise<void>;
}

type Place = { readonly folder: string; readonly hsm: SoftHsm; readonly url: string };
type Token = ReturnType<SoftHsm['token']>;

export async function openTwoNodes(): Promise<TwoNodes> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-soak-'));
  const hsm = new SoftHsm();
  const postgres = await startPostgres();
  const place = { folder, hsm, url: postgres.url('sam') };
  await migrateSam({ url: place.url });
  const token = hsm.token('soak');
  const keys = await makeKeys(place, token);
  const spies = ['one', 'two'].map((name) => spyOn(hsm.library, hsm.environment, join(folder, `${name}.spy`)));
  const nodes: SamNode[] = [];
  for (const spy of spies) nodes.push(await startOn(place, token, spy));
  const close = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    for (const spy of spies) spy.close();
    await postgres.stop();
    hsm.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  return { nodes, spies, keys, objects: () => objectsIn(hsm, token), close };
}

const pin = '482913';
const kinds = [
  { kind: 'ecdsa', algorithm: { kind: 'ec', curve: 'P-256' } },
  { kind: 'ecdsa', algorithm: { kind: 'ec', curve: 'P-256' } },
  { kind: 'rsa-pkcs1', algorithm: { kind: 'rsa', bits: 2048 } },
] as const;
const signers = 4;

/** By a node of its own that goes away again. */
async function makeKeys({ folder, hsm, url }: Place, token: Token): Promise<SoakKey[]> {
  const bench = new Bench(await testIdp(), folder, { url });
  bench.options = { ...bench.options, pkcs11: hsm.options(token) };
  await bench.start();
  const keys: SoakKey[] = [];
  for (let signer = 0; signer < signers; signer++) {
    const person = await bench.enrol();
    for (const { kind, algorithm } of kinds) {
      const key = await bench.key(person, algorithm, 1, pin);
      keys.push({ signer: person.signer, key, pin, kind });
    }
  }
  await bench.stop();
  return keys;
}

async function startOn({ folder, url }: Place, { label, pin }: Token, spy: SpiedToken): Promise<SamNode> {
  const own = mkdtempSync(join(folder, 'node-'));
  mkdirSync(own, { recursive: true });
  for (const [file, secret] of [
    ['pin', pin],
    ['url', url],
  ] as const)
    writeFileSync(join(own, file), secret, { mode: 0o600 });
  const { library, environment } = spy;
  return startNode(own, {
    aud: 'sam://test',
    database: { urlFile: 'url' },
    module: {
      type: 'pkcs11',
      provider: 'softhsm2',
      library,
      environment,
      tokens: [{ label, pinFile: 'pin' }],
      keys: ['P-256', 'RSA-2048'],
    },
    sic: { origin: 'https://sic.example', rpId: 'sic.example', name: 'Test' },
    returnOrigins: ['https://ssa.example'],
    idps: [],
  });
}

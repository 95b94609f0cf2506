/** Four attempts that an owner of the SSA, of its database or of the SAM's database would make. Each must be refused. */
import { createHash, randomUUID } from 'node:crypto';
import { type KeyInfo, SamClient, SamError } from '@chancery/sam/client';
import { SandboxError, SoftwareAuthenticator, signerBrowser } from '@chancery/sandbox';
import { PGlite } from '@electric-sql/pglite';
import type { Engine } from '../engine.ts';
import type { Story } from './story.ts';

/** The person who signed before, with the passkey she enrolled. */
export interface Victim {
  readonly key: string;
  readonly authenticator: SoftwareAuthenticator;
  readonly person: { readonly username: string; readonly password: string };
}

const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;

/** So many are tried, and all must be refused. */
export const cheats = 4;

export async function cheat(engine: Engine, victim: Victim, story: Story): Promise<void> {
  const sam = new SamClient({ socket: engine.data.sockets.ssa });
  const key = await sam.key(victim.key);
  const desk = { engine, victim, sam, key };
  await story.cheat('a SAD is presented a second time', () => replay(desk));
  await story.cheat('another hash is put in the place of the approved one', () => swap(desk));
  await story.cheat('an approval is forged, with a passkey the signer never enrolled', () => forge(desk));
  sam.close();
  await story.cheat('one row of the key table is edited in the database of the SAM', () => edit(engine, victim));
}

interface Desk {
  readonly engine: Engine;
  readonly victim: Victim;
  readonly sam: SamClient;
  readonly key: KeyInfo;
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

/** Asks the SAM for an approval of one hash, as the SSA does. */
async function prepare({ sam, key, engine }: Desk, hash: string): Promise<string> {
  const { chal } = await sam.prepare({
    purpose: 'sign',
    group: 'sandbox',
    client: 'demo',
    clientName: 'Somebody who owns the SSA',
    returnUrl: `${engine.origins.ssa}/`,
    signer: key.signer,
    key: key.key,
    hashOid: 'sha256',
    dtbsr: [hash],
    display: [{ label: 'A hash', type: 'hash', size: 32, docSha256: hash }],
  });
  return chal;
}

async function approvedSad(desk: Desk, hash: string): Promise<string> {
  const chal = await prepare(desk, hash);
  const { authenticator, person } = desk.victim;
  const { sic } = desk.engine.origins;
  await signerBrowser({ sicOrigin: sic, authenticator }).approve(`${sic}/approve/${chal}`, person);
  const { result } = await desk.sam.status(chal);
  return result?.sad ?? '';
}

function sign({ sam, key }: Desk, sad: string, hash: string) {
  return sam.sign({ sad, key: key.key, callId: randomUUID(), scheme, digests: [hash] });
}

async function replay(desk: Desk): Promise<string | undefined> {
  const hash = digest('once');
  const sad = await approvedSad(desk, hash);
  await sign(desk, sad, hash);
  return refusal(sign(desk, sad, hash), 'The slot of this hash is spent; the approval was for one signature.');
}

async function swap(desk: Desk): Promise<string | undefined> {
  const sad = await approvedSad(desk, digest('what the signer saw'));
  return refusal(sign(desk, sad, digest('something else')), 'No slot carries this hash; the key was not touched.');
}

async function forge(desk: Desk): Promise<string | undefined> {
  const chal = await prepare(desk, digest('never shown to anybody'));
  const stranger = new SoftwareAuthenticator();
  const { sic } = desk.engine.origins;
  const rpId = new URL(sic).hostname;
  const user = { id: new Uint8Array(16), name: 'eve', displayName: 'Eve' };
  const passkey = stranger.create({ rpId, origin: sic, challenge: new Uint8Array(32), user });
  const withEvidence = (_honest: unknown, { hash: challenge }: { readonly hash: Uint8Array }) => [
    { kind: 'webauthn', ...stranger.get({ rpId, origin: sic, challenge, credentialId: passkey.id }) },
  ];
  const { authenticator, person } = desk.victim;
  const forged = signerBrowser({ sicOrigin: sic, authenticator, withEvidence }).approve(
    `${sic}/approve/${chal}`,
    person,
  );
  return refusal(forged, 'The assertion is by no passkey of this signer.');
}

/** Stops the SAM, edits the row where it lies, starts the SAM again, and asks for one honest signature. */
async function edit(engine: Engine, victim: Victim): Promise<string | undefined> {
  await engine.children.get('sam')?.stop();
  const lite = await PGlite.create({ dataDir: engine.data.path('sam-db', 'pg') });
  await lite.query(
    `update "key" set header = set_byte(header, length(header) / 2, get_byte(header, length(header) / 2) # 1)`,
  );
  await lite.close();
  await engine.restart('sam');
  const sam = new SamClient({ socket: engine.data.sockets.ssa });
  const hash = digest('after the edit');
  const asked = sam.key(victim.key).then((key) => approvedThenSigned({ engine, victim, sam, key }, hash));
  return refusal(asked, 'The MAC of the record does not fit: the module refuses to unwrap the key.').finally(() =>
    sam.close(),
  );
}

async function approvedThenSigned(desk: Desk, hash: string) {
  return sign(desk, await approvedSad(desk, hash), hash);
}

/** The word and the sentence of a refusal; undefined when the attempt succeeded. Anything else is a failure of the demo. */
async function refusal(attempt: Promise<unknown>, why: string): Promise<string | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof SamError) return `${error.code}: ${why}`;
    if (error instanceof SandboxError) return `${error.message} ${why}`;
    throw error;
  }
}

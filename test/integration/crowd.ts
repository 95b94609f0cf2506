/** People who sign at the same time, each with a passkey and a key of her own, each one thing after the other. */
import { setTimeout as pause } from 'node:timers/promises';
import { ApiError } from '@chancery/api/client';
import { type Person, SandboxError } from '@chancery/sandbox';
import { PDFDocument } from 'pdf-lib';
import { createKey, type Enrolled, enrol, type World } from './world.ts';

export interface Signer extends Enrolled {
  readonly credential: string;
}

export interface Asked {
  readonly id: string;
  readonly url: string;
  readonly signer: Signer;
  readonly original: Uint8Array;
}

export function somePeople(count: number): Person[] {
  return Array.from({ length: count }, (_, i) => ({
    username: `p${i}`,
    password: `p${i}`,
    sub: `crowd-${i}`,
    name: `Petra Number${i}`,
    given_name: 'Petra',
    family_name: `Number${i}`,
    birthdate: '1990-01-01',
    email: `p${i}@example.test`,
    serial_number: `PNOES-9000${i}`,
    country: 'ES',
  }));
}

export async function gather(world: World, people: readonly Person[]): Promise<Signer[]> {
  return Promise.all(
    people.map(async (person) => {
      const enrolled = await enrol(world, person);
      const wanted = { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 } as const;
      return { ...enrolled, credential: await createKey(world, enrolled, wanted) };
    }),
  );
}

/** So many requests for each signer, all of them open at once, each over a document of its own. */
export async function askAll(world: World, signers: readonly Signer[], each: number): Promise<Asked[]> {
  const asked = signers.flatMap((signer) => Array.from({ length: each }, (_, i) => ask(world, signer, i)));
  return Promise.all(asked);
}

export async function ask({ client }: World, signer: Signer, number: number): Promise<Asked> {
  const { account, credential, person } = signer;
  const original = await onePage(`${person.name}, ${number}, ${Math.random()}`);
  const documents = [{ name: `Agreement ${number}.pdf`, content: original }];
  const { id, authorization_url: url } = await client.signatureRequests.create({ documents, account, credential });
  return { id, url, signer, original };
}

async function onePage(text: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage([300, 300]).drawText(text, { size: 10 });
  return pdf.save();
}

/** Everybody at once, each with her own requests in their order; `signed` hears of each one that is done. */
export async function signAll(world: World, asked: readonly Asked[], signed: (done: Asked) => void = () => undefined) {
  const byPerson = Map.groupBy(asked, ({ signer }) => signer);
  await Promise.all([...byPerson.values()].map((own) => signInOrder(world, own, signed)));
}

async function signInOrder(world: World, own: readonly Asked[], signed: (done: Asked) => void): Promise<void> {
  for (const one of own) {
    await persevere(world, one);
    signed(one);
  }
}

const patience = 120_000;

/** A person who opens the link again until it is signed, whatever happens in between. */
async function persevere(world: World, { id, url, signer }: Asked): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    const state = await overOutage(async () => {
      await signer.signer.approve(url, signer.person);
      return (await world.client.signatureRequests.get(id)).state;
    });
    if (state === 'signed') return;
    if (state !== undefined && state !== 'prepared' && state !== 'signing') throw new Error(`${id} is ${state}`);
    if (Date.now() > end) throw new Error(`${id} was not signed in two minutes`);
    await pause(250);
  }
}

/** Undefined where a process was not there, and said so or could not. */
async function overOutage<T>(act: () => Promise<T>): Promise<T | undefined> {
  return act().catch((error: unknown) => {
    const away = error instanceof SandboxError ? error.code === 'peer' : isAway(error);
    if (!away) throw error;
    return undefined;
  });
}

function isAway(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'unreachable' || error.code === 'unavailable');
}

/** `npm run demo`: from nothing to a PDF signed remotely, over public APIs only; then the cheats. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseCertificate, toPem } from '@chancery/pki';
import { type SoftwareAuthenticator, samplePdf, sandboxPeople, signerBrowser } from '@chancery/sandbox';
import { validatePdf } from '@chancery/validation';
import { type Engine, startEngine } from '../engine.ts';
import { buildPages } from '../pages.ts';
import { cheat, type Victim } from './cheats.ts';
import { clientOf, type Provider, registerProvider } from './provider.ts';
import { Story } from './story.ts';

export interface DemoOptions {
  readonly in?: string;
  readonly out: string;
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly port: number;
}

class DemoError extends Error {
  override readonly name = 'DemoError';
}

const ana = { username: 'ana', password: 'ana' };

export async function runDemo(options: DemoOptions): Promise<void> {
  const story = new Story((line) => (options.json ? process.stderr : process.stdout).write(`${line}\n`));
  const pdf = readInput(options.in);
  const folder = mkdtempSync(join(tmpdir(), 'chancery-demo-'));
  await buildPages((line) => process.stderr.write(`${line}\n`));
  const engine = await story.step(
    'start the engine',
    'SSA, SAM with its lane, SIC and the sandbox servers are processes of their own.',
    () => startEngine({ folder, port: options.port }),
  );
  try {
    const signed = await signedDocument(engine, pdf, options, story);
    await cheat(engine, signed.victim, story);
    finish(options, story, signed, folder);
  } finally {
    await engine.stop();
    if (!options.keep) rmSync(folder, { recursive: true, force: true });
  }
}

function readInput(file: string | undefined): { name: string; content: Uint8Array } {
  if (file === undefined) return { name: 'Sample agreement.pdf', content: samplePdf() };
  try {
    return { name: basename(file), content: new Uint8Array(readFileSync(file)) };
  } catch {
    throw new DemoError(`${file} cannot be read. Nothing was started.`);
  }
}

interface Signed {
  readonly verified: boolean;
  readonly victim: Victim;
}

async function signedDocument(
  engine: Engine,
  pdf: { name: string; content: Uint8Array },
  options: DemoOptions,
  story: Story,
): Promise<Signed> {
  const { origins: at } = engine;
  const provider = await story.step(
    'register a service provider',
    'Over /admin/v1: group, identity provider, authority, provider, client.',
    () => registerProvider(engine.data, at, 'Banco Norte', [`${at.demo}/signed`]),
  );
  const signer = signerBrowser({ sicOrigin: at.sic });
  const victim = await enrolled(engine, provider, signer, story);
  const client = clientOf(at, provider);
  const request = await story.step(
    'upload the document',
    'The application holds no key: it got a link for the signer.',
    () => client.signatureRequests.create({ documents: [pdf], account: victim.account, credential: victim.credential }),
  );
  await story.step(
    'the signer approves',
    'One passkey assertion over the hash of the intent, on a host the SSA does not control.',
    () => signer.approve(request.authorization_url, ana),
  );
  const signed = await story.step(
    'fetch the signed document',
    (bytes: Uint8Array) => prefixSentence(pdf.content, bytes),
    () => client.signatureRequests.document(request.id, 0),
  );
  const out = resolve(options.out);
  writeFileSync(out, signed);
  writeFileSync(join(out, '..', 'sandbox-root.pem'), toPem('CERTIFICATE', engine.root));
  const verified = await validated(engine, signed, story);
  return { verified, victim };
}

async function enrolled(engine: Engine, provider: Provider, signer: ReturnType<typeof signerBrowser>, story: Story) {
  const client = clientOf(engine.origins, provider);
  const account = await story.step(
    'create an account',
    'Linked to the person at the identity provider; it can do nothing yet.',
    () =>
      client.accounts.create({
        name: 'Ana Ruiz García',
        link: { issuer: engine.origins.idp, subject: sandboxPeople[0]?.sub ?? '' },
      }),
  );
  await story.step(
    'enrol',
    'A fresh login over the enrolment intent, verified by the SAM; a passkey that only the SIC host can use.',
    async () => {
      const enrollment = await client.enrollments.create({ account: account.id });
      return signer.approve(enrollment.url, ana);
    },
  );
  const credential = await story.step(
    'create a signing key',
    'Terms accepted; key made in the module; certificate from the authority through a connector.',
    async () => {
      const identity = await client.identities.create({
        account: account.id,
        algorithm: { kind: 'ec', curve: 'P-256' },
        scal: 2,
      });
      await signer.approve(identity.url, ana);
      return (await client.identities.get(identity.id)).credential;
    },
  );
  if (!credential) throw new DemoError('The signing key was not made.');
  const authenticator: SoftwareAuthenticator = signer.authenticator;
  return { account: account.id, credential: credential.id, key: credential.id, authenticator, person: ana };
}

function prefixSentence(original: Uint8Array, signed: Uint8Array): string {
  if (Buffer.compare(original, signed.subarray(0, original.length)) !== 0)
    throw new DemoError('An earlier byte was changed.');
  return `Every one of the ${original.length} bytes of the original is where it was; ${signed.length - original.length} follow.`;
}

async function validated(engine: Engine, signed: Uint8Array, story: Story): Promise<boolean> {
  const report = await story.step(
    'validate it',
    'Intact, whole file covered, chain up to the sandbox root.',
    async () => validatePdf(signed, { roots: [parseCertificate(engine.root)], at: new Date() }),
  );
  return report.signatures.length > 0 && report.signatures.every((one) => one.indication === 'TOTAL-PASSED');
}

function finish(options: DemoOptions, story: Story, { verified }: Signed, folder: string): void {
  const everyCheatRefused = story.refusals.length === 4 && story.refusals.every((one) => one.refused);
  const output = resolve(options.out);
  if (options.json) {
    const { steps, refusals } = story;
    process.stdout.write(
      `${JSON.stringify({ ok: verified && everyCheatRefused, output, steps, refusals, ...(options.keep ? { data: folder } : {}) })}\n`,
    );
  } else {
    story.line(
      `\nSigned: ${output}\nTrust for readers: ${join(output, '..', 'sandbox-root.pem')}${options.keep ? `\nData: ${folder}` : ''}`,
    );
  }
  process.exitCode = verified && everyCheatRefused ? 0 : 1;
}

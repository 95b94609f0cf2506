/** From a service provider nobody knows to a signed document, over the public APIs alone. */
import { parseCertificate } from '@chancery/pki';
import { type SoftwareAuthenticator, sandboxPeople, signerBrowser } from '@chancery/sandbox';
import { validatePdf } from '@chancery/validation';
import type { Engine } from '../engine.ts';
import type { Victim } from './cheats.ts';
import { DemoError, type Input, type Output, writeOutput } from './files.ts';
import { clientOf, type Provider, registerProvider } from './provider.ts';
import type { Story } from './story.ts';

const ana = { username: 'ana', password: 'ana' };

export interface Signed {
  readonly verified: boolean;
  readonly victim: Victim;
}

export async function signedDocument(
  engine: Engine,
  pdf: Input,
  output: Output,
  story: Story,
  oneTime: boolean,
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
    () => client.signatureRequests.create({ documents: [pdf], account: victim.account, ...keyOf(victim, oneTime) }),
  );
  await story.step(oneTime ? 'the signer approves twice' : 'the signer approves', oneTime ? twice : once, () =>
    signer.approve(request.authorization_url, ana),
  );
  const signed = await story.step(
    'fetch the signed document',
    (bytes: Uint8Array) => prefixSentence(pdf.content, bytes),
    () => client.signatureRequests.document(request.id, 0),
  );
  writeOutput(output, signed, engine.root);
  const verified = await validated(engine, signed, story);
  return { verified, victim };
}

const once = 'One passkey assertion over the hash of the intent, on a host the SSA does not control.';
const twice =
  'A key for this document, under terms; then the signature, which names the first approval. The key was destroyed as it signed.';

/** The certificate of a key for one document is over in an hour: the signature carries the proof of its time. */
function keyOf({ credential }: { readonly credential: string }, oneTime: boolean) {
  return oneTime ? { one_time_key: true as const, level: 'B-LT' as const } : { credential };
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
    ({ signatures: [first] }) =>
      `Intact, ${first?.coverage.wholeFile ? 'whole file' : 'whole document as it was signed'} covered, chain up to the sandbox root.`,
    async () => validatePdf(signed, { roots: [parseCertificate(engine.root)], at: new Date() }),
  );
  // What stands beside the signature proves its time.
  const signatures = report.signatures.filter(({ subFilter }) => subFilter !== 'ETSI.RFC3161');
  return signatures.length > 0 && signatures.every((one) => one.indication === 'TOTAL-PASSED');
}

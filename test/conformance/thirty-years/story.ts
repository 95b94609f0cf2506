/** Thirty years of one signature: who lived when, and what was done to keep it. */
import { embedCades, embedPades, embedXades, prepareCades, preparePades, prepareXades } from '@chancery/ades';
import { type DigestName, parseCertificate } from '@chancery/pki';
import { samplePdf } from '@chancery/sandbox';
import { augment, cadesSteps, type LevelSteps, padesSteps, type Stamp, xadesSteps } from '@chancery/sca';
import { signWith } from '../../../pki/src/testing/sample-authority.ts';
import type { Grounds } from '../dss.ts';
import {
  type Authority,
  certificateAuthority,
  listOf,
  sourcesAt,
  stampOf,
  timeStampingAuthority,
} from './authorities.ts';

const year = (number: number, month = 6) => new Date(Date.UTC(number, month - 1, 1, 12));

/** The certificates of each time-stamping authority expire while those of the next are young. */
const lives = {
  ca: { name: 'Authority', from: year(2026, 1), until: year(2028), digest: 'sha256', curve: 'P-256' },
  time: [
    { name: 'First Time', from: year(2026, 1), until: year(2036), digest: 'sha256', curve: 'P-256' },
    { name: 'Second Time', from: year(2034), until: year(2046), digest: 'sha512', curve: 'P-521' },
    { name: 'Third Time', from: year(2044), until: year(2058), digest: 'sha512', curve: 'P-521' },
  ],
} as const;

const signedIn = year(2026);
export const renewals = [
  { in: year(2035), by: 1 },
  { in: year(2045), by: 2 },
] as const;
const judgedIn = year(2056);

interface World {
  readonly ca: Authority;
  readonly time: readonly Authority[];
}

export async function openWorld(): Promise<World> {
  const time = await Promise.all(lives.time.map(timeStampingAuthority));
  return { ca: await certificateAuthority(lives.ca), time };
}

/**
 * Where trust ends; and the last list of each time-stamping authority, as somebody may have kept it: of those that are gone it proves
 * nothing any more, since nobody can tell when it was made.
 */
export async function groundsOf({ ca, time }: World): Promise<Grounds> {
  const last = (authority: Authority) => new Date(Math.min(authority.life.until.getTime(), judgedIn.getTime()));
  const crls = await Promise.all(time.map((authority) => listOf(authority, last(authority))));
  return { roots: [ca, ...time].map(({ root }) => root.certificate.der), crls, at: judgedIn };
}

export interface Format {
  readonly name: string;
  readonly file: string;
  sign(signer: Signer): Uint8Array;
  steps(digest: DigestName): LevelSteps;
}

type Signer = ReturnType<typeof signerOf>;

const order = Buffer.from('<order xmlns="urn:example"><item>1</item></order>');

export const formats: readonly Format[] = [
  {
    name: 'PAdES',
    file: 'signed.pdf',
    sign: ({ options, put }) => {
      const pdf = samplePdf();
      const prepared = preparePades(pdf, options);
      return Buffer.concat([pdf, embedPades(prepared, { ...options, signature: put(prepared.signedAttributes) })]);
    },
    steps: (digest) => padesSteps(digest),
  },
  {
    name: 'CAdES',
    file: 'signed.p7m',
    sign: ({ options, put }) => {
      const content = { packaging: 'attached', octets: order } as const;
      const prepared = prepareCades(content, options);
      return embedCades(prepared, { ...options, signature: put(prepared.signedAttributes) }, content);
    },
    steps: (digest) => cadesSteps(digest),
  },
  {
    name: 'XAdES',
    file: 'signed.xml',
    sign: ({ options, put }) => {
      const content = { document: order, references: [{ kind: 'document' }] } as const;
      const prepared = prepareXades(content, options);
      return embedXades(prepared, { ...options, signature: put(prepared.signedInfo) }, content);
    },
    steps: (digest) => xadesSteps(digest),
  },
];

function signerOf({ end, issuing }: Authority) {
  const certificates = [end, issuing!].map(({ certificate }) => certificate.der);
  const { scheme } = end.key;
  const options = { digest: scheme.digest, certificates, scheme, signingTime: signedIn } as const;
  return { options, put: (message: Uint8Array) => signWith(end.key, message) };
}

/** Signed, archived at once, renewed each time but that one. What cannot be renewed as it should be is archived all the same. */
export async function live(world: World, format: Format, leftOut?: number): Promise<Uint8Array> {
  let document = await archived(world, format, format.sign(signerOf(world.ca)), { in: signedIn, by: 0 });
  for (const [index, renewal] of renewals.entries()) {
    if (index === leftOut) continue;
    const late = leftOut !== undefined && leftOut < index;
    if (late) await requireRefused(() => archived(world, format, document, renewal));
    document = late
      ? await stampedOnly(world, format, document, renewal)
      : await archived(world, format, document, renewal);
  }
  return document;
}

type Renewal = { readonly in: Date; readonly by: number };

/** With fresh validation data for the time-stamp before. */
async function archived(world: World, format: Format, document: Uint8Array, renewal: Renewal): Promise<Uint8Array> {
  const { digest, stamp } = stamping(world, renewal);
  const authorities = [world.ca, ...world.time];
  const asked = { level: 'B-LTA', whenUnavailable: 'fail', stamp, clock: () => renewal.in } as const;
  const anchors = authorities.map(({ root }) => parseCertificate(root.certificate.der));
  const sources = sourcesAt(authorities, renewal.in);
  return (await augment(document, format.steps(digest), { ...asked, sources, anchors })).document;
}

async function stampedOnly(world: World, format: Format, document: Uint8Array, renewal: Renewal): Promise<Uint8Array> {
  const { digest, stamp } = stamping(world, renewal);
  return format.steps(digest).archive(document, stamp);
}

function stamping({ time }: World, renewal: Renewal): { readonly digest: DigestName; readonly stamp: Stamp } {
  const authority = time[renewal.by]!;
  return { digest: authority.life.digest, stamp: stampOf(authority, renewal.in) };
}

/** Nobody is left who could say whether the time-stamp before still counted. */
async function requireRefused(renew: () => Promise<Uint8Array>): Promise<void> {
  const refusal = await renew().then(
    () => 'nothing',
    (error: { readonly code?: string }) => error.code,
  );
  if (refusal !== 'evidence-missing') throw new Error(`a renewal too late was refused with ${refusal}`);
}

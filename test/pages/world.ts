/** Everything around the approval page, real: a SAM with its software module and ledger, the SIC, and small peers. */

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeName, issueCertificate, nameAttributes, parseCertificationRequest } from '@chancery/pki';
import {
  type DisplayItem,
  type PrepareFactorChange,
  type PrepareKeyCreate,
  type PrepareRequest,
  type RegisteredPerson,
  SamClient,
  type Scal,
  SicSamClient,
} from '@chancery/sam/client';
import { type SamOptions, startSam, type TrustedIdp } from '@chancery/sam/server';
import { type RunningSamlProvider, startInbox, startSamlProvider } from '@chancery/sandbox';
import { startSic } from '@chancery/sic';
import { sampleLogo } from '../../look/src/sample-logo.test.ts';
import { buildPages, pagesFolder } from '../../programs/src/pages.ts';
import { TestOfficers } from '../../sam/src/server/testing/officers.ts';
import { folderOfDatabase } from '../database-template.ts';
import { type Ending, freePort } from './loopback.ts';
import { type Desk, displayed, openDesk, type Paper, terms } from './papers.ts';
import { openIdentityProvider, person, workshopOf } from './people.ts';

const silent = { error: () => undefined, info: () => undefined } as unknown as SamOptions['logger'];

const twoFactors = { acr: 'urn:mfa', level: 'AAL2', categories: ['knowledge', 'possession'] } as const;

/** Groups whose officers let a fresh login approve, beside the passkey or in its place. */
export const eitherWay = 'g-either';
export const loginOnly = 'g-login';
/** Those whose people have a passkey, a code and a PIN, or a phone. */
export const severalWays = 'g-several';
/** And where the decision alone approves for a key of SCAL1. */
export const consentOnly = 'g-consent';
/** Those for whom the page has a logo and colours of their own. */
export const branded = 'g-branded';
/** Those whose people log in and type something besides. */
export const loginAndMore = 'g-login-more';

const orange = {
  light: { accent: '#7a2e00', button: '#d95300', button_text: '#000000' },
  dark: { accent: '#ffb38a', button: '#ff8a4c', button_text: '#000000' },
};

export interface World {
  readonly sic: string;
  readonly desk: Desk;
  readonly sam: SamClient;
  readonly issuer: string;
  /** What was sent to people, newest first. */
  readonly messages: () => readonly { readonly to: string; readonly text: string }[];
  /** Of a provider that speaks SAML; ana and luis log in there. */
  readonly samlIssuer: string;
  /** One of them, rita, vouches for who is enrolled before her. */
  readonly officers: TestOfficers;
}

export async function openWorld(t: Ending): Promise<World> {
  await buildPages(() => undefined);
  const port = await freePort();
  const sic = `http://sic.localhost:${port}`;
  const [desk, idp] = [await openDesk(t, sic), await openIdentityProvider(t)];
  const folder = await mkdtemp(join(tmpdir(), 'chancery-pages-'));
  const serviceProviders = [{ entityId: sic, consumerUrl: `${sic}/saml/acs`, name: 'Approvals' }];
  const saml = await startSamlProvider({ folder, port: 0, serviceProviders });
  const officers = await TestOfficers.make();
  const sockets = { ssa: { socket: join(folder, 'ssa') }, sic: { socket: join(folder, 'sic') } };
  const database = { folder: await folderOfDatabase(join(folder, 'ledger'), 'sam') };
  const messaging = { socket: join(folder, 'messages') };
  const inbox = await startInbox({ port: 0, gateway: messaging.socket });
  const server = await startSam({
    database,
    moduleFolder: join(folder, 'module'),
    listen: { ...sockets, officer: officers.door() },
    messaging,
    logger: silent,
    config: {
      aud: 'sam://test/pages',
      rpId: 'sic.localhost',
      rpName: 'Example Trust Services',
      sicOrigin: sic,
      trust: {
        idps: [
          { ...idp, clientId: 'sic', loa: 'substantial', levels: [twoFactors], idpFresh: true },
          trustedSaml(saml, sic),
        ],
        organizations: [workshopOf(idp.issuer)],
        policies: [
          { group: eitherWay, id: 'either', scal1: ['webauthn'], scal2: ['webauthn', 'oidc'], decides: ['oidc'] },
          {
            group: severalWays,
            id: 'several',
            scal1: ['webauthn'],
            scal2: ['webauthn', 'otp+pin', 'device'],
            decides: ['otp'],
          },
          { group: consentOnly, id: 'consent', scal1: ['consent'], scal2: ['webauthn'] },
          { group: loginAndMore, id: 'more', scal1: ['webauthn'], scal2: ['oidc+pin', 'oidc+otp'], decides: ['oidc'] },
          { group: loginOnly, id: 'login', scal1: ['oidc'], scal2: ['oidc'], decides: ['oidc'] },
        ],
      },
      allowedReturnOrigins: [desk.origin],
      officers: officers.list,
    },
  });
  const sam = new SamClient(sockets.ssa);
  const relayed = new SicSamClient(sockets.sic);
  const page = await startSic({
    listen: { host: '127.0.0.1', port },
    sam: relayed,
    origin: sic,
    operator: 'Example Trust Services',
    ssaOrigin: desk.origin,
    idpOrigins: [idp.issuer, saml.issuer],
    pagesFolder: pagesFolder('sic'),
    brands: [{ group: branded, logo: { png: sampleLogo(360, 90), text: 'Bancos del Norte' }, colours: orange }],
  });
  t.after(async () => {
    await page.close();
    await saml.close();
    sam.close();
    relayed.close();
    await server.close();
    await inbox.close();
    officers.remove();
    await rm(folder, { recursive: true, force: true });
  });
  return { sic, desk, sam, issuer: idp.issuer, samlIssuer: saml.issuer, messages: inbox.messages, officers };
}

function trustedSaml({ issuer, authorizeUrl, certificate }: RunningSamlProvider, sic: string): TrustedIdp {
  const loa = 'substantial';
  return { protocol: 'saml', issuer, authorizeUrl, clientId: sic, certificates: [certificate], loa };
}

const asking = (world: World, lifetime = 300, group = 'g-1') => ({
  group,
  client: 'sp-1',
  clientName: 'Banco Norte',
  returnUrl: `${world.desk.origin}/back`,
  lifetime,
});

/** The address of the approval page for a new request, and its challenge. */
async function open(world: World, request: PrepareRequest): Promise<{ readonly chal: string; readonly url: string }> {
  const { chal } = await world.sam.prepare(request);
  return { chal, url: `${world.sic}/approve/${chal}` };
}

export function askEnrolment(
  world: World,
  account: string,
  organization?: string,
  group?: string,
  idp = { issuer: world.issuer, subject: person.subject },
) {
  const more = organization === undefined ? {} : { organization };
  return open(world, { ...asking(world, 300, group), purpose: 'enrol', account, idp, ...more });
}

/** Of a person whom a registration officer has before him. */
export function askRegistration(world: World, account: string, registered: RegisteredPerson, group?: string) {
  return open(world, { ...asking(world, 300, group), purpose: 'enrol', account, registered });
}

/** What rita gives to the person before her. */
export async function ticketFor({ officers }: World, chal: string): Promise<string> {
  const rita = officers.client('rita');
  try {
    return (await rita.vouch(await rita.registration(chal))).ticket;
  } finally {
    await rita.close();
  }
}

export function askChange(world: World, signer: string, change: PrepareFactorChange['change']) {
  return open(world, { ...asking(world), purpose: 'factor.change', signer, change });
}

export function askDeletion(world: World, signer: string, key: string) {
  return open(world, { ...asking(world), purpose: 'key.delete', signer, key });
}

export function askKey(
  world: World,
  signer: string,
  group?: string,
  scal: Scal = 2,
  once: Pick<PrepareKeyCreate, 'once'> = {},
) {
  const sha256 = createHash('sha256').update(terms).digest('base64url');
  const url = `${world.desk.origin}/terms/1/en`;
  return open(world, {
    ...asking(world, 300, group),
    purpose: 'key.create',
    signer,
    algorithm: { kind: 'ec', curve: 'P-256' },
    scal,
    terms: { version: '1', lang: 'en', sha256, url },
    ...once,
  });
}

export interface Asked {
  readonly papers: readonly Paper[];
  /** Fingerprints only: what the page cannot show. */
  readonly unseen?: readonly string[];
  /** Seconds; the shortest the SAM gives is a minute. */
  readonly lifetime?: number;
  readonly group?: string;
  /** Of a one-time key: the challenge that made it. */
  readonly parent?: string;
  /** What the asking side knows of the person's language. */
  readonly lang?: string;
}

export function askSignature(
  world: World,
  signer: string,
  key: string,
  { papers, unseen = [], lifetime, group, parent, lang }: Asked,
) {
  const seen = papers.map((paper) => displayed(paper, world.desk.lay(paper)));
  const hashes = unseen.map((label): DisplayItem => ({ label, type: 'hash', size: 0, docSha256: digestOf(label) }));
  return open(world, {
    ...asking(world, lifetime, group),
    purpose: 'sign',
    signer,
    key,
    hashOid: 'sha256',
    dtbsr: [...papers.map(({ prepared }) => b64u(prepared.dtbsr)), ...unseen.map(digestOf)],
    display: [...seen, ...hashes],
    ...(parent === undefined ? {} : { parent }),
    ...(lang === undefined ? {} : { lang }),
  });
}

/** A certificate from an authority nobody knows, over the request that the SAM made for the new key. */
export async function bindCertificate(world: World, key: string, csr: string): Promise<Uint8Array> {
  const { subject, spki } = parseCertificationRequest(Buffer.from(csr, 'base64url'));
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const content = {
    serial: Uint8Array.of(1),
    issuer: encodeName({ commonName: 'Pages Authority' }),
    subject: encodeName(nameAttributes(subject)),
    spki,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
    profile: { kind: 'signer' },
    issuerSpki: authority.publicKey.export({ type: 'spki', format: 'der' }),
  } as const;
  const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;
  const der = await issueCertificate(content, scheme, (tbs) => sign('sha256', tbs, authority.privateKey));
  await world.sam.bindCertificate({ key, chain: [b64u(der)] });
  return der;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function b64u(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

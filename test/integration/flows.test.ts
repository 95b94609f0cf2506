/**
 * The four flows of a group, for keys of both levels: what the signer does in each, counted. Real are the SAM, the approval page's host and two
 * identity providers, one of OpenID Connect and one of SAML; the signer is a browser without a screen and a passkey in software.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { SamClient, type Scal, SicSamClient } from '@chancery/sam/client';
import { type SamOptions, startSam } from '@chancery/sam/server';
import {
  type Running,
  type RunningInbox,
  type RunningOpenIdProvider,
  type RunningSamlProvider,
  startInbox,
  startOpenIdProvider,
  startSamlProvider,
} from '@chancery/sandbox';
import { type Sic, startSic } from '@chancery/sic';
import { pagesFolder } from '../../programs/src/pages.ts';
import { TestAuthority } from '../../sam/src/server/testing/certificate-authority.ts';
import { folderOfDatabase } from '../database-template.ts';
import { freePort } from '../pages/loopback.ts';
import { Approver, type Did } from './approver.ts';

const silent = { error: () => undefined, info: () => undefined } as unknown as SamOptions['logger'];
const substantial = 'http://eidas.europa.eu/LoA/substantial';
const twoFactors = { acr: substantial, level: 'substantial', categories: ['knowledge', 'possession'] } as const;

/** What the officers of each group have said. */
const policies = [
  { group: 'session', id: 'session', scal1: ['consent'], scal2: ['webauthn'] },
  { group: 'fresh', id: 'fresh', scal1: ['consent'], scal2: ['oidc', 'saml'], decides: ['oidc', 'saml'] },
  { group: 'own', id: 'own', scal1: ['webauthn'], scal2: ['webauthn'] },
  { group: 'typed', id: 'typed', scal1: ['otp'], scal2: ['otp+pin'], decides: ['otp'] },
  { group: 'phone', id: 'phone', scal1: ['device'], scal2: ['device'] },
] as const;

type Flow = {
  readonly title: string;
  readonly group: (typeof policies)[number]['group'];
  /** Whether the person has a session at the provider when the SSA sends her there. */
  readonly session: boolean;
  readonly 1: readonly Did[];
  readonly 2: readonly Did[];
};

const flows: readonly Flow[] = [
  { title: '1: a session of two factors', group: 'session', session: true, 1: ['click'], 2: ['gesture'] },
  {
    title: '2: the provider shows the second factor',
    group: 'fresh',
    session: true,
    1: ['click'],
    2: ['login', 'click'],
  },
  {
    title: '3: one factor by the provider, one of the engine',
    group: 'own',
    session: true,
    1: ['gesture'],
    2: ['gesture'],
  },
  {
    title: '3: one factor by the provider, what is typed by the engine',
    group: 'typed',
    session: true,
    1: ['click', 'typed', 'click'],
    2: ['click', 'typed', 'typed', 'click'],
  },
  {
    title: '3: one factor by the provider, the phone of the engine',
    group: 'phone',
    session: true,
    1: ['click', 'typed', 'gesture'],
    2: ['click', 'typed', 'gesture'],
  },
  {
    title: '4: no session, then as in 1',
    group: 'session',
    session: false,
    1: ['login', 'click'],
    2: ['login', 'gesture'],
  },
  {
    title: '4: no session, then as in 3',
    group: 'own',
    session: false,
    1: ['login', 'gesture'],
    2: ['login', 'gesture'],
  },
];

const folder = mkdtempSync(join(tmpdir(), 'chancery-flows-'));
const running: { close(): Promise<void> | void }[] = [];
let inbox: RunningInbox;
let oidc: RunningOpenIdProvider;
let saml: RunningSamlProvider;
let ssa: SamClient;
let origin: string;

before(async () => {
  const port = await freePort();
  origin = `http://sic.localhost:${port}`;
  [oidc, saml] = await providers();
  const listen = { ssa: { socket: join(folder, 'ssa') }, sic: { socket: join(folder, 'sic') } };
  const database = { folder: await folderOfDatabase(join(folder, 'ledger'), 'sam') };
  const common = { loa: 'substantial', levels: [twoFactors], idpFresh: true } as const;
  const idps = [
    { issuer: oidc.issuer, authorizeUrl: oidc.authorizeUrl, clientId: 'approvals', jwks: oidc.jwks, ...common },
    {
      protocol: 'saml',
      issuer: saml.issuer,
      authorizeUrl: saml.authorizeUrl,
      clientId: `${origin}/saml`,
      certificates: [saml.certificate],
      ...common,
    },
  ] as unknown as SamOptions['config']['trust']['idps'];
  const config = {
    aud: 'sam://flows',
    rpId: 'sic.localhost',
    rpName: 'Flows',
    sicOrigin: origin,
    trust: { idps, policies },
    allowedReturnOrigins: ['http://ssa.localhost'],
  };
  const messaging = { socket: join(folder, 'messages') };
  inbox = await startInbox({ port: 0, gateway: messaging.socket });
  const moduleFolder = join(folder, 'module');
  running.push(inbox, await startSam({ database, moduleFolder, listen, messaging, config, logger: silent }));
  ssa = new SamClient(listen.ssa);
  running.push(ssa, await page(port, new SicSamClient(listen.sic)));
});
after(async () => {
  for (const one of running.reverse()) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

async function providers(): Promise<[RunningOpenIdProvider, RunningSamlProvider]> {
  const callback = ['http://ssa.localhost/callback'];
  const clients = [
    { clientId: 'ssa', clientSecret: 's', redirectUris: callback },
    { clientId: 'approvals', redirectUris: [`${origin}/idp/return`], responseTypes: ['id_token'] as const },
  ];
  const serviceProviders = [{ entityId: `${origin}/saml`, consumerUrl: `${origin}/saml/acs`, name: 'Approvals' }];
  const made = await Promise.all([
    startOpenIdProvider({ folder, port: 0, clients }),
    startSamlProvider({ folder, port: 0, serviceProviders }),
  ]);
  running.push(...(made as readonly Running[]));
  return made;
}

async function page(port: number, sam: SicSamClient): Promise<Sic> {
  const listen = { host: '127.0.0.1', port };
  const origins = { origin, ssaOrigin: 'http://ssa.localhost', idpOrigins: [oidc.issuer, saml.issuer] };
  running.push(sam);
  return startSic({ listen, sam, ...origins, operator: 'Flows', pagesFolder: pagesFolder('sic') });
}

describe('the four flows of a group', () => {
  /** One for the keys of each level: a person is not sent two codes at once. */
  let people: Readonly<Record<Scal, Approver>>;
  before(async () => {
    const ana = { username: 'ana', password: 'ana' };
    const mei = { username: 'mei', password: 'mei' };
    people = { 1: await equipped(mei, 'person-1003'), 2: await equipped(ana, 'person-1001') };
  });

  for (const flow of flows) {
    for (const scal of [1, 2] as const) {
      test(`${flow.title}, SCAL${scal}: ${flow[scal].join(', ')}`, async () => {
        const who = people[scal];
        who.leave();
        if (flow.session) await who.identify(oidc);
        who.did.length = 0;
        await who.identify(oidc);
        const chal = await asked(who, flow.group, scal);
        await who.approve(chal);
        assert.equal((await ssa.status(chal)).state, 'activated');
        assert.deepEqual(who.did, flow[scal]);
      });
    }
  }

  test('where the provider’s login decides, what a session of before gives silently is refused', async () => {
    const ana = people[2];
    ana.leave();
    await ana.identify(oidc);
    // The provider counts in seconds.
    await setTimeout(1_001 - (Date.now() % 1_000));
    const chal = await asked(ana, 'fresh', 2);
    await assert.rejects(ana.approveSilently(chal), /evidence_invalid/);
    assert.equal((await ssa.status(chal)).state, 'open');
  });
});

test('2, by SAML: login, on to the page, click', async () => {
  const luis = new Approver(origin, { username: 'luis', password: 'luis' });
  await enrol(luis, { issuer: saml.issuer, subject: 'person-1002' });
  luis.did.length = 0;
  const chal = await asked(luis, 'fresh', 2);
  await luis.approve(chal);
  assert.equal((await ssa.status(chal)).state, 'activated');
  assert.deepEqual(luis.did, ['login', 'click', 'click']);
});

const asking = { client: 'sp', clientName: 'Bank', returnUrl: 'http://ssa.localhost/back' };

/** With a passkey, a PIN, an address, a phone and a key of each level. */
async function equipped(person: Readonly<Record<string, string>>, subject: string): Promise<Approver> {
  const who = new Approver(origin, person, inbox.messages);
  await enrol(who, { issuer: oidc.issuer, subject }, 'typed');
  const change = { ...asking, group: 'own', purpose: 'factor.change', signer: who.signer } as const;
  await who.addPhone((await ssa.prepare({ ...change, change: { add: 'device' } })).chal);
  return who;
}

async function enrol(who: Approver, idp: { issuer: string; subject: string }, group = 'own'): Promise<void> {
  const { chal } = await ssa.prepare({ ...asking, group, purpose: 'enrol', account: idp.subject, idp });
  await who.enrol(chal);
  who.signer = (await ssa.status(chal)).result?.signer ?? '';
  for (const scal of [1, 2] as const) who.keys[scal] = await key(who, scal);
}

async function key(who: Approver, scal: Scal): Promise<string> {
  const terms = { version: '1', lang: 'en', sha256: 'A'.repeat(43), url: 'http://ssa.localhost/terms' };
  const algorithm = { kind: 'ec', curve: 'P-256' } as const;
  const wanted = { purpose: 'key.create', signer: who.signer, algorithm, scal, terms } as const;
  const { chal } = await ssa.prepare({ ...asking, group: 'own', ...wanted });
  await who.approve(chal);
  const { key: made = '', csr = '' } = (await ssa.status(chal)).result ?? {};
  await ssa.bindCertificate({ key: made, chain: [await new TestAuthority().issue(csr)] });
  return made;
}

async function asked({ signer, keys }: Approver, group: string, scal: Scal): Promise<string> {
  const [docSha256, label] = ['A'.repeat(43), 'a document'];
  const display = [{ label, type: 'hash', size: 0, docSha256 }] as const;
  const sign = { purpose: 'sign', signer, key: keys[scal], hashOid: 'sha256', dtbsr: [docSha256], display } as const;
  return (await ssa.prepare({ ...asking, group, ...sign })).chal;
}

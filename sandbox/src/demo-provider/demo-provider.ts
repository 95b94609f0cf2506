/**
 * Banco Norte, a service provider for trying out: a person uploads a PDF, signs it through the engine, and sees it come back. It
 * knows the engine by its public REST only, as any application would.
 */
import { SandboxError, statusOf } from '../error.ts';
import { samplePdf } from '../sample-pdf/sample-pdf.ts';
import { type Route, type Running, serveLoopback } from '../server/loopback-server.ts';
import { asset } from '../server/page.ts';
import { type Asked, type Reply, refuseOtherPages, seeOther } from '../server/request.ts';
import { type Agreement, type Agreements, openAgreements } from './agreements.ts';
import { connectEngine, type Engine } from './engine.ts';
import { readUpload } from './multipart.ts';
import { homePage, isOpen, notSignedPage, refusalPage, signedName, signedPage } from './pages.ts';

export interface DemoProviderOptions {
  /** Where the list of agreements and the signed documents are kept. */
  readonly folder: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** How the browser sees the bank; `http://127.0.0.1:<port>` unless told. `<origin>/signed` must be a registered return address. */
  readonly origin?: string;
  readonly ssaOrigin: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Bank {
  readonly origin: string;
  readonly engine: Engine;
  readonly agreements: Agreements;
}

const largest = 20 * 1024 * 1024;

export function startDemoProvider(options: DemoProviderOptions): Promise<Running> {
  return serveLoopback({
    port: options.port,
    origin: options.origin,
    routes: (origin) => routes({ origin, engine: connectEngine(options), agreements: openAgreements(options.folder) }),
    failure: (error) => refusalPage(error.message, statusOf(error.code)),
  });
}

function routes(bank: Bank): readonly Route[] {
  return [
    { method: 'GET', path: '/', answer: () => home(bank) },
    { method: 'POST', path: '/agreements', answer: (asked) => sendOwn(bank, asked) },
    { method: 'POST', path: '/agreements/sample', answer: (asked) => sendSample(bank, asked) },
    { method: 'GET', path: '/signed', answer: (asked) => returned(bank, asked) },
    { method: 'GET', path: '/documents/:name', answer: (asked) => document(bank, asked) },
    { method: 'GET', path: '/sample.pdf', answer: () => pdf(samplePdf(), 'loan-agreement-2231.pdf') },
    asset('sandbox.css'),
    asset('bank.svg'),
  ];
}

/** What was still open is asked for again; a service that is away leaves the list as it was. */
async function home(bank: Bank): Promise<Reply> {
  const open = bank.agreements
    .list()
    .filter((one) => isOpen(one.state))
    .slice(0, 20);
  await Promise.all(open.map((one) => refresh(bank, one).catch(ignoreAway)));
  return homePage(bank.agreements.list());
}

function ignoreAway(error: unknown): void {
  if (!(error instanceof SandboxError)) throw error;
}

async function sendOwn(bank: Bank, asked: Asked): Promise<Reply> {
  refuseOtherPages(asked, bank.origin);
  try {
    const upload = readUpload(await asked.body(largest + 65_536), asked.headers['content-type'] ?? '', 'document');
    if (upload === undefined || upload.content.length === 0)
      throw new SandboxError('input', 'Please choose a PDF first. Nothing was sent.');
    if (upload.content.length > largest) throw new SandboxError('too-large', tooLarge);
    return await send(bank, upload.name || 'document.pdf', upload.content);
  } catch (error) {
    return wrongUpload(bank, error);
  }
}

const tooLarge = 'This file is larger than 20 MB. Nothing was sent.';

/** The page again, with what was wrong. */
function wrongUpload(bank: Bank, error: unknown): Reply {
  if (!(error instanceof SandboxError)) throw error;
  const message = error.code === 'too-large' ? tooLarge : error.message;
  return homePage(bank.agreements.list(), { message, status: statusOf(error.code) });
}

async function sendSample(bank: Bank, asked: Asked): Promise<Reply> {
  refuseOtherPages(asked, bank.origin);
  try {
    return await send(bank, 'Loan agreement 2231.pdf', samplePdf());
  } catch (error) {
    return wrongUpload(bank, error);
  }
}

/** Not judged here: whether it can be signed is the engine's to say. */
async function send({ origin, engine, agreements }: Bank, name: string, content: Uint8Array): Promise<Reply> {
  const request = await engine.ask({ name: name.slice(0, 255), content }, `${origin}/signed`);
  const { id, state, authorization_url: signUrl } = request;
  agreements.keep({ id, name, state, signUrl, sent: new Date().toISOString() });
  return seeOther('/#sent');
}

/** Where the signer's browser comes back to. What the address says of the outcome is not believed; the engine is asked. */
async function returned(bank: Bank, asked: Asked): Promise<Reply> {
  const agreement = await refresh(bank, known(bank, asked.url.searchParams.get('request') ?? ''));
  return agreement.state === 'signed' ? signedPage(agreement) : notSignedPage(agreement);
}

function known({ agreements }: Bank, id: string): Agreement {
  const agreement = agreements.find(id);
  if (!agreement) throw new SandboxError('not-found', 'The bank does not know this agreement.');
  return agreement;
}

/** The present state; a signed document is fetched once and kept. */
async function refresh({ engine, agreements }: Bank, agreement: Agreement): Promise<Agreement> {
  const complete = agreement.state !== 'signed' || agreements.signed(agreement.id) !== undefined;
  if (!isOpen(agreement.state) && complete) return agreement;
  const { state } = await engine.state(agreement.id);
  if (state === 'signed') agreements.keepSigned(agreement.id, await engine.document(agreement.id));
  if (state !== agreement.state) agreements.keep({ ...agreement, state });
  return { ...agreement, state };
}

function document(bank: Bank, asked: Asked): Reply {
  const agreement = known(bank, decoded(/^(.+)\.pdf$/.exec(asked.params['name'] ?? '')?.[1] ?? ''));
  const content = bank.agreements.signed(agreement.id);
  if (!content) throw new SandboxError('not-found', 'This agreement is not signed.');
  return pdf(content, signedName(agreement.name));
}

function decoded(text: string): string {
  return new URLSearchParams(`v=${text.replaceAll('+', '%2B')}`).get('v') ?? '';
}

/** Shown inside our own pages only. */
function pdf(body: Uint8Array, name: string): Reply {
  return {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-security-policy': "frame-ancestors 'self'",
      'cache-control': 'no-store',
    },
    body,
  };
}

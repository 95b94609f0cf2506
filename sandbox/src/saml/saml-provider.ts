/**
 * A small SAML 2.0 identity provider for trying out and for tests: web browser single sign-on by HTTP Redirect and HTTP POST (Profiles 4.1), a
 * login of this moment each time. Its people and passwords are public; it listens on loopback.
 */

import { statusOf } from '../error.ts';
import { type Person, sandboxPeople } from '../openid/person.ts';
import { type Running, serveLoopback } from '../server/loopback-server.ts';
import { asset } from '../server/page.ts';
import { type Asked, type Reply, readForm, refuseOtherPages } from '../server/request.ts';
import { sameSecret } from '../server/secret.ts';
import { response } from './assertion.ts';
import { readAuthnRequest, type ServiceProvider } from './authn-request.ts';
import { answerPage, loginPage, refusalPage } from './pages.ts';
import { openSigningCertificate, type SigningCertificate } from './signing-certificate.ts';

export interface SamlProviderOptions {
  /** Where its key is kept. */
  readonly folder: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly serviceProviders: readonly ServiceProvider[];
  /** ana, luis and mei unless told. */
  readonly people?: readonly Person[];
}

export interface RunningSamlProvider extends Running {
  readonly issuer: string;
  readonly authorizeUrl: string;
  /** Base64 DER, to be pinned. */
  readonly certificate: string;
}

interface Provider {
  readonly issuer: string;
  readonly signing: SigningCertificate;
  readonly serviceProviders: readonly ServiceProvider[];
  readonly people: readonly Person[];
}

export async function startSamlProvider(options: SamlProviderOptions): Promise<RunningSamlProvider> {
  const signing = await openSigningCertificate(options.folder);
  const { serviceProviders, people = sandboxPeople } = options;
  const running = await serveLoopback({
    port: options.port,
    routes: (issuer) => routes({ issuer, signing, serviceProviders, people }),
    failure: (error) => refusalPage(error.message, statusOf(error.code)),
  });
  const { origin } = running;
  return { ...running, issuer: origin, authorizeUrl: `${origin}/sso`, certificate: signing.certificate };
}

function routes(provider: Provider) {
  return [
    { method: 'GET', path: '/sso', answer: ({ url }: Asked) => showLogin(provider, url.searchParams) },
    { method: 'POST', path: '/login', answer: (asked: Asked) => logIn(provider, asked) },
    asset('sandbox.css'),
    asset('identity.svg'),
  ] as const;
}

function showLogin({ serviceProviders, people }: Provider, given: URLSearchParams, wrong?: string): Reply {
  const samlRequest = given.get('SAMLRequest') ?? '';
  const { provider } = readAuthnRequest(serviceProviders, samlRequest);
  const relayState = given.get('RelayState') ?? '';
  return loginPage({ provider, samlRequest, relayState, people, ...(wrong === undefined ? {} : { wrong }) });
}

async function logIn(known: Provider, asked: Asked): Promise<Reply> {
  refuseOtherPages(asked, known.issuer);
  const form = await readForm(asked);
  const request = readAuthnRequest(known.serviceProviders, form.get('SAMLRequest') ?? '');
  const username = form.get('username') ?? '';
  const person = known.people.find((one) => one.username === username.trim().toLowerCase());
  if (person === undefined || !sameSecret(person.password, form.get('password') ?? ''))
    return showLogin(known, form, username);
  const xml = response(request, person, { ...known, now: new Date() });
  return answerPage(request.provider, Buffer.from(xml, 'utf8').toString('base64'), form.get('RelayState') ?? '');
}

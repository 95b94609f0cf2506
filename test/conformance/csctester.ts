/**
 * What csctester asks of a service of CSC v1, in its order and judged by its rules: a public conformance tool whose source has no licence
 * and is not here. It compares words, counts and members, and verifies no signature. Its levels: 2 is a minor check, 3 the core. (Where it
 * says which of its checks are minor; what it returns counts fewer of them.)
 */
import { type Answer, digests, equals, has, lacks, numbers, type Rule } from './csctester-rules.ts';

/** A service at `base` (`.../csc/v1`), a person who logs in with a password, the PIN of her explicit credentials. */
export interface Tested {
  readonly base: string;
  readonly user: string;
  readonly password: string;
  readonly pin: string;
}

export interface Findings {
  readonly asked: number;
  readonly level: 0 | 2 | 3;
  /** Each once. */
  readonly complaints: ReadonlySet<string>;
}

const fine = lacks('error');
const refused = (error: string, error_description: string) => equals({ error, error_description });
const [sha1Oid, rsaEncryption] = ['1.3.14.3.2.26', '1.2.840.113549.1.1.1'];

/** One run. @throws when the tool would have stopped, for want of a token or a SAD */
export async function askedByCsctester(tested: Tested): Promise<Findings> {
  const tool = new Tool(tested);
  await tool.info();
  await tool.ask('unsupported/service', 'unknown', { key: 'value' }, [unknownRoute]);
  await tool.logIn();
  await tool.timestamps();
  for (const id of await tool.list()) await tool.credential(id);
  await tool.revocations();
  return tool.findings;
}

const unknownRoute = refused('access_denied', 'The user or Remote Service denied the request.');

class Tool {
  readonly findings = { asked: 0, level: 0 as Findings['level'], complaints: new Set<string>() };
  readonly #tested: Tested;
  readonly #basic: string;
  #bearer = '';
  #refreshToken = '';
  #sad: string | undefined;

  constructor(tested: Tested) {
    this.#tested = tested;
    this.#basic = `Basic ${Buffer.from(`${tested.user}:${tested.password}`).toString('base64')}`;
  }

  /** With `input` a POST, without it a GET; every answer is JSON or empty. */
  async send(service: string, input: object | undefined, authorization = this.#bearer): Promise<Answer> {
    const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
    const post = input && { method: 'POST', body: JSON.stringify(input) };
    const text = await (await fetch(`${this.#tested.base}/${service}`, { headers, ...post })).text();
    return (text === '' ? {} : JSON.parse(text)) as Answer;
  }

  async ask(
    service: string,
    name: string,
    input: object | undefined,
    rules: readonly Rule[],
    authorization?: string,
    level: Findings['level'] = 2,
  ): Promise<Answer> {
    const answer = await this.send(service, input, authorization);
    const wrong = rules.flatMap((rule) => rule(answer));
    this.#note(`${service}: ${name}`, wrong, level, answer);
    return answer;
  }

  /** What its core is judged by. */
  askCore(service: string, name: string, input: object, rules: readonly Rule[]): Promise<Answer> {
    return this.ask(service, name, input, rules, undefined, 3);
  }

  #note(what: string, wrong: readonly string[], level: Findings['level'] = 2, answer: object = {}): void {
    this.findings.asked++;
    for (const one of wrong) this.findings.complaints.add(`${what}: ${one}`);
    if (wrong.length === 0) return;
    if (level > this.findings.level) this.findings.level = level;
    process.stdout.write(`csctester ${what}: ${wrong.join('; ')} in ${JSON.stringify(answer).slice(0, 200)}\n`);
  }

  async info(): Promise<void> {
    const { logo } = await this.ask('info', 'no arguments', undefined, [fine, equals({ lang: 'en-US' })], '');
    const { status, headers } = await fetch(String(logo), { redirect: 'manual' });
    const shown = status === 200 && /^image\/(png|jpeg)$/.test(headers.get('content-type') ?? '');
    this.#note('logo', shown ? [] : ['is not shown']);
    await this.ask('info', 'Italian', { lang: 'it-IT' }, [fine, equals({ lang: 'it-IT' })], '');
  }

  /** Both ways; the first token is revoked by the second. */
  async logIn(): Promise<void> {
    const simple = [has('access_token'), lacks('refresh_token', 'error')];
    const first = await this.ask('auth/login', 'simple', undefined, simple, this.#basic);
    const remembered = [has('access_token', 'refresh_token'), fine];
    const second = await this.ask('auth/login', 'remember me', { rememberMe: true }, remembered, this.#basic);
    this.#bearer = `Bearer ${second['access_token']}`;
    this.#refreshToken = String(second['refresh_token']);
    await this.ask('auth/revoke', 'the first', { token: first['access_token'] }, [fine]);
  }

  async timestamps(): Promise<void> {
    const rules = [has('timestamp'), fine];
    await this.ask('signatures/timestamp', 'without nonce', imprint, rules);
    await this.ask('signatures/timestamp', 'with nonce', { ...imprint, nonce: '654654131635468464' }, rules);
  }

  async list(): Promise<readonly string[]> {
    for (const maxResults of [1, 5, 20]) {
      const rules = [has('credentialIDs'), fine, numbers({ credentialIDs: (n) => n <= maxResults })];
      await this.ask('credentials/list', `maxResults ${maxResults}`, { maxResults }, rules);
    }
    const all = await this.#pages(64, Number.POSITIVE_INFINITY);
    const paged = await this.#pages(Math.floor(all.length / 5) + 1, 5);
    this.#note('credentials/list: pagination', paged.length === all.length ? [] : ['is not the whole list']);
    if (all.length === 0) throw new Error('there is no credential to ask about');
    return all;
  }

  async #pages(maxResults: number, most: number): Promise<string[]> {
    const found: string[] = [];
    let pageToken: unknown;
    for (let page = 0; page < most; page++) {
      const answer = await this.send('credentials/list', { maxResults, ...(pageToken ? { pageToken } : {}) });
      found.push(...(answer['credentialIDs'] as string[]));
      pageToken = answer['nextPageToken'];
      if (pageToken === undefined) break;
    }
    return found;
  }

  /** Of a mode that it cannot authorize it goes on with the SAD of the credential before, where there was one. */
  async credential(credentialID: string): Promise<void> {
    const whole = { credentialID, certificates: 'none', authInfo: true, certInfo: true };
    const { authMode, key } = await this.send('credentials/info', whole);
    await this.#credentialInfo(credentialID, authMode === 'explicit');
    if (authMode === 'explicit') this.#sad = await this.#authorized(credentialID);
    if (this.#sad === undefined) return;
    this.#sad = await this.#extended(credentialID, this.#sad);
    await this.#signed(credentialID, this.#sad, (key as { algo: string[] }).algo);
  }

  async #credentialInfo(credentialID: string, explicit: boolean): Promise<void> {
    const names = ['cert.subjectDN', 'cert.serialNumber', 'cert.issuerDN'];
    const [times, factors] = [
      ['cert.validFrom', 'cert.validTo'],
      ['PIN', 'OTP'],
    ];
    const info = (name: string, more: object, n: number | 'none' | 'many', ...rules: Rule[]) => {
      const certificates =
        n === 'none'
          ? [has('cert'), lacks('cert.certificates')]
          : [
              has('cert.certificates'),
              numbers({ 'cert.certificates': (count) => (n === 'many' ? count > 1 : count === n) }),
            ];
      const always = [has('key.status', 'key.algo', 'key.len'), lacks('error', 'error_description'), inItsOrder];
      return this.ask('credentials/info', name, { credentialID, ...more }, [...always, ...certificates, ...rules]);
    };
    const bare = lacks(...names, ...times, ...factors);
    await info('credentialID only', {}, 1, bare);
    await info('certificates none', { certificates: 'none' }, 'none', bare);
    await info('certificates single', { certificates: 'single' }, 1, bare);
    await info('certificates chain', { certificates: 'chain' }, 'many', lacks(...times, ...factors));
    const withInfo = { certificates: 'single', certInfo: true };
    await info('certInfo', withInfo, 1, has(...names, ...times), lacks(...factors));
    await info('no certInfo', { certificates: 'single' }, 1, bare);
    const both = explicit ? has(...factors) : lacks(...factors);
    await info('authInfo', { certificates: 'chain', authInfo: true }, 'many', both, lacks(...times));
  }

  async #authorized(credentialID: string): Promise<string> {
    const { pin: PIN } = this.#tested;
    const authorize = (name: string, more: object, ...rules: Rule[]) =>
      this.ask('credentials/authorize', name, { credentialID, numSignatures: 17, ...more }, rules);
    await authorize('wrong PIN', { PIN: '>>0' }, lacks('SAD'), refused('invalid_pin', 'The PIN is invalid'));
    const valid = { credentialID, numSignatures: 17, PIN };
    const { SAD } = await this.askCore('credentials/authorize', '17 signatures', valid, [has('SAD'), fine]);
    const number = (name: string) => [lacks('SAD'), refused('invalid_request', `Invalid parameter ${name}`)];
    await authorize('PIN is a number', { PIN: 12345678 }, ...number('PIN'));
    await authorize('OTP is a number', { PIN, OTP: 12345678 }, ...number('OTP'));
    return String(SAD);
  }

  async #extended(credentialID: string, SAD: string): Promise<string> {
    const service = 'credentials/extendTransaction';
    const wrong = [lacks('SAD'), refused('invalid_request', 'Invalid parameter SAD')];
    await this.ask(service, 'wrong SAD', { SAD: 'xxx', credentialID }, wrong);
    const answer = await this.askCore(service, 'valid request', { SAD, credentialID }, [has('SAD'), fine]);
    return String(answer['SAD'] ?? SAD);
  }

  /** Each algorithm that the key has, by the one SAD; a digest of no length, by the first of them. */
  async #signed(credentialID: string, SAD: string, algo: readonly string[]): Promise<void> {
    let probed = false;
    for (const { name, signAlgo, hash, ...more } of signings) {
      if (!algo.includes(more.needs ?? signAlgo)) continue;
      const { needs: _, ...input } = { ...more, SAD, credentialID, signAlgo };
      const rules = [has('signatures'), fine, numbers({ signatures: (n) => n === hash.length })];
      await this.askCore('signatures/signHash', name, { ...input, hash }, rules);
      if (probed) continue;
      probed = true;
      const rule = equals({ error_description: 'Invalid digest value length' });
      await this.ask('signatures/signHash', 'digest length', { ...input, hash: ['000'] }, [rule, lacks('signatures')]);
    }
  }

  async revocations(): Promise<void> {
    await this.ask('auth/revoke', 'refresh token of this login', { token: this.#refreshToken }, [fine]);
    await this.ask('signatures/timestamp', 'its access token is dead', imprint, [has('error')]);
    for (const hint of [{}, { token_type_hint: 'refresh_token' }]) {
      const { access_token, refresh_token } = await this.send('auth/login', { rememberMe: true }, this.#basic);
      const revoke = { token: refresh_token, ...hint };
      await this.ask('auth/revoke', 'refresh token', revoke, [fine], `Bearer ${access_token}`);
      await this.ask('auth/login', 'with it, beside a password', { refresh_token }, [has('error')], this.#basic);
    }
    const { access_token: token } = await this.send('auth/login', undefined, this.#basic);
    const revoke = { token, token_type_hint: 'access_token' };
    await this.ask('auth/revoke', 'access token', revoke, [fine], `Bearer ${token}`);
    await this.ask('credentials/list', 'by GET, with it', undefined, [has('error')], `Bearer ${token}`);
  }
}

const imprint = { hash: 'uB28DAYaAZ+74aWHm30uDgeVB18=', hashAlgo: sha1Oid };

/** Compared as far as both lists go, so that a shorter one may pass. */
const inItsOrder: Rule = ({ key }) => {
  const own = [1, 5, 14, 11, 12, 13, 10].map((n) => `1.2.840.113549.1.1.${n}`);
  const { algo = [] } = (key ?? {}) as { algo?: string[] };
  return algo.every((oid, at) => own[at] === undefined || own[at] === oid) ? [] : ['key.algo is not in its order'];
};

interface Signing {
  readonly name: string;
  readonly signAlgo: string;
  readonly hash: readonly string[];
  readonly hashAlgo?: string;
  readonly signAlgoParams?: string;
  /** The algorithm of the key that it is asked for, where that is another. */
  readonly needs?: string;
}

const pssParams = 'MDmgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgEgowMCAQE=';
const withRsa = (n: number) => `1.2.840.113549.1.1.${n}`;
const times = (n: number, value: string) => Array.from({ length: n }, () => value);

const signings: readonly Signing[] = [
  { name: 'SHA-1', signAlgo: withRsa(5), hash: times(4, digests.sha1) },
  {
    name: 'SHA-1 by hashAlgo',
    signAlgo: rsaEncryption,
    hash: times(4, digests.sha1),
    hashAlgo: sha1Oid,
    needs: withRsa(5),
  },
  { name: 'SHA-224', signAlgo: withRsa(14), hash: [digests.sha224] },
  { name: 'SHA-256', signAlgo: withRsa(11), hash: [digests.sha256] },
  { name: 'SHA-384', signAlgo: withRsa(12), hash: times(3, digests.sha384) },
  { name: 'SHA-512', signAlgo: withRsa(13), hash: [digests.sha512] },
  { name: 'PSS', signAlgo: withRsa(10), hash: times(3, digests.sha256), signAlgoParams: pssParams },
];

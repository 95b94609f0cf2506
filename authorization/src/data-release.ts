/**
 * Personal data beyond the name of an account here (`sub`): which claims the scopes ask for, what the person has decided on each, and what
 * is told for that (OpenID Connect Core 5.4). Nothing is told that she has not released to this application.
 */
import { dataDecided, keepDataDecision, type Session, type StandingRelease, type Store } from '@chancery/store';

/** The claims that each scope asks for. */
export const personalScopes: Readonly<Record<string, readonly PersonalClaim[]>> = {
  profile: ['name', 'given_name', 'family_name'],
  person_identifier: ['person_identifier'],
};

export type PersonalClaim = 'name' | 'given_name' | 'family_name' | 'person_identifier';
export type PersonalData = { readonly [claim in PersonalClaim]?: string };

export interface AskedClaim {
  readonly claim: PersonalClaim;
  /** What would be told; undefined while it is not known here. */
  readonly value: string | undefined;
  /** Her earlier word. */
  readonly released: boolean;
}

/** What the page asks. */
export interface ReleaseQuestion {
  /** Where the answer is posted. */
  readonly action: string;
  /** Where she takes back what she has allowed. */
  readonly standing: string;
  readonly clientName: string;
  readonly group: string;
  /** Why, in the words of the application, by language. */
  readonly purpose: Readonly<Record<string, string>>;
  readonly claims: readonly AskedClaim[];
}

/** Where she sees what she has allowed, and takes it back. */
export const standingPath = '/data-release';

/** What the page shows that takes back. */
export interface StandingQuestion {
  /** Where it is posted which application is told nothing from now on. */
  readonly action: string;
  readonly releases: readonly StandingRelease[];
  /** She has just taken something back. */
  readonly takenBack: boolean;
}

export interface DataRelease {
  /** All that is known of a person here. */
  dataOf(account: string): Promise<PersonalData>;
  /** The whole page, in the language of the browser. */
  page(question: ReleaseQuestion, acceptLanguage: string | undefined): Promise<string>;
  standingPage(question: StandingQuestion, acceptLanguage: string | undefined): string | Promise<string>;
}

type Scopes = string | undefined;

/** Claims are told at userinfo alone, and only who asks for `openid` has that. */
export function personalClaims(scope: Scopes): PersonalClaim[] {
  const all = (scope ?? '').split(' ');
  return all.includes('openid') ? personalScopesIn(scope).flatMap((one) => personalScopes[one] ?? []) : [];
}

export function personalScopesIn(scope: Scopes): string[] {
  return (scope ?? '').split(' ').filter((one) => Object.hasOwn(personalScopes, one));
}

/** The claims she has not been asked about for this application; all of them where the application wants her asked anew. */
export async function claimsToAsk(
  { db }: Store,
  release: DataRelease,
  { account }: Pick<Session, 'account'>,
  { client_id, scope, prompt }: Readonly<Record<string, unknown>>,
): Promise<AskedClaim[]> {
  const wanted = personalClaims(String(scope ?? ''));
  if (wanted.length === 0) return [];
  const decided = await dataDecided(db, account.id, String(client_id));
  const anew = String(prompt ?? '')
    .split(' ')
    .includes('consent');
  const open = wanted.filter((claim) => anew || !decided.has(claim));
  if (open.length === 0) return [];
  const data = await release.dataOf(account.id);
  return open.map((claim) => ({ claim, value: data[claim], released: decided.get(claim) ?? false }));
}

/** What she ticked is released, and nothing else of what was asked. */
export async function keepAnswer(
  { db }: Store,
  account: string,
  client: string,
  asked: readonly AskedClaim[],
  ticked: readonly string[],
): Promise<void> {
  const decided = new Map(asked.map(({ claim }) => [claim, ticked.includes(claim)]));
  await keepDataDecision(db, { account, client, decided }, new Date());
}

export async function releasedData(
  { db }: Store,
  release: DataRelease,
  account: string,
  client: string,
  scope: Scopes,
): Promise<PersonalData> {
  const wanted = personalClaims(scope);
  if (wanted.length === 0) return {};
  const [decided, data] = await Promise.all([dataDecided(db, account, client), release.dataOf(account)]);
  const told = wanted.filter((claim) => decided.get(claim) === true && data[claim] !== undefined);
  return Object.fromEntries(told.map((claim) => [claim, data[claim]]));
}

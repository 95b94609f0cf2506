const documentStates = ['waiting', 'signed', 'left_out', 'failed', 'not_signed'] as const;

/** What the SSA says about a request, at <address of this page>/../state.json. */
export interface ResultDocument {
  readonly name: string;
  readonly state: (typeof documentStates)[number];
  /** What the signature has, where more was asked for. */
  readonly lower: SignatureSummary['level'] | undefined;
  /** Octets; of the signed file where there is one. */
  readonly size: number;
  /** The signed file, while it is kept. */
  readonly url: string | undefined;
}

export type KeptDocument = ResultDocument & { readonly url: string };

type ResultKind = 'signed' | 'waiting' | 'refused' | 'expired' | 'cancelled' | 'failed';
type Ending = ResultKind | 'missing' | 'unreachable';

export const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;

/** What is to be known of the signatures; times are unix seconds. */
export interface SignatureSummary {
  readonly at: number;
  readonly issuer: string;
  /** The end of the certificate. */
  readonly until: number;
  readonly level: (typeof levels)[number];
}

export interface ResultState {
  readonly state: Ending;
  /** Who asked for the signature. */
  readonly name: string | undefined;
  readonly documents: readonly ResultDocument[];
  /** Why it failed, in the word of the API. */
  readonly failure: string | undefined;
  /** It failed after she had approved it. */
  readonly approved: boolean;
  readonly signer: string | undefined;
  readonly signature: SignatureSummary | undefined;
  /** What an organisation makes is its seal. */
  readonly seal: boolean;
  readonly returnUrl: string | undefined;
  readonly reference: string | undefined;
}

const ends: readonly string[] = ['signed', 'refused', 'expired', 'cancelled', 'failed'] satisfies ResultKind[];
const nothing = {
  name: undefined,
  documents: [],
  failure: undefined,
  approved: false,
  signer: undefined,
  signature: undefined,
  seal: false,
  returnUrl: undefined,
  reference: undefined,
};

export async function fetchResult(): Promise<ResultState> {
  const answer = await fetch('state.json', { cache: 'no-store' }).catch(() => undefined);
  if (answer === undefined) return { ...nothing, state: 'unreachable' };
  const fields = await answer.json().catch(() => ({}));
  if (answer.ok) return readResult(fields);
  // RFC 9457: a refusal has a reference of its own.
  const reference = text((fields as Readonly<Record<string, unknown>>)['reference']);
  return { ...nothing, state: answer.status < 500 ? 'missing' : 'unreachable', reference };
}

/** Every state on the way to an end is shown as one: waiting. */
function readResult(value: unknown): ResultState {
  const fields = value as Readonly<Record<string, unknown>>;
  const state = String(fields['state']);
  return {
    state: ends.includes(state) ? (state as ResultKind) : 'waiting',
    name: text(fields['name']),
    documents: Array.isArray(fields['documents']) ? fields['documents'].flatMap(readDocument) : [],
    failure: text(fields['failure']),
    approved: fields['approved'] === true,
    signer: text(fields['signer']),
    signature: readSignature(fields['signature']),
    seal: fields['seal'] === true,
    returnUrl: webAddress(fields['returnUrl']),
    reference: text(fields['reference']),
  };
}

function readDocument(value: unknown): ResultDocument[] {
  const { name, size, url, state: word, level } = value as Readonly<Record<string, unknown>>;
  const state = documentStates.find((one) => one === word);
  const lower = levels.find((one) => one === level);
  if (typeof name !== 'string' || typeof size !== 'number' || state === undefined) return [];
  return [{ name, size, state, lower, url: text(url) }];
}

function readSignature(value: unknown): SignatureSummary | undefined {
  const { at, issuer, until, level: named } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const level = levels.find((one) => one === named);
  const known = typeof at === 'number' && typeof until === 'number' && typeof issuer === 'string';
  return known && level !== undefined ? { at, issuer, until, level } : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An address that a link may carry: never one that runs as script. */
function webAddress(value: unknown): string | undefined {
  return typeof value === 'string' && /^https?:\/\//.test(value) ? value : undefined;
}

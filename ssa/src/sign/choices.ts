/** What a request leaves open for the person: which of her identities, which documents, and where a signature is to be seen. */
import type { Chosen, OpenChoices, SignatureForm } from '@chancery/api';
import { nameAttributes, parseCertificate } from '@chancery/pki';
import {
  type Account,
  type Credential,
  choose,
  documentsOf,
  findClient,
  recordEvent,
  type SignatureRequest,
  type StoredDocument,
} from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { standingCredentials } from './credential.ts';
import { wantedForm } from './stored-form.ts';

interface Open {
  /** More than one, or none. */
  readonly identities: readonly Credential[];
  readonly documents: readonly StoredDocument[];
}

/** Undefined where nothing is open, or she has chosen, or it is too late. */
async function openOf(deps: SsaDeps, request: SignatureRequest, account: string): Promise<Open | undefined> {
  if (request.state !== 'created' || request.choices !== null) return undefined;
  const documents = await documentsOf(deps.store.db, request.id);
  const identities = await identitiesOf(deps, request, account);
  const optional = documents.length > 1 && documents.some((one) => one.optional);
  const open = optional || identities.length > 0 || documents.some((one) => one.choose_place);
  return open ? { identities, documents } : undefined;
}

export async function isOpen(deps: SsaDeps, request: SignatureRequest, account: Account): Promise<boolean> {
  return (await openOf(deps, request, account.id)) !== undefined;
}

/** Those of the best level of control, where several stand and the request names none. */
async function identitiesOf(deps: SsaDeps, request: SignatureRequest, account: string): Promise<Credential[]> {
  if (request.credential_id !== null || request.one_time !== null) return [];
  const [best, ...others] = await standingCredentials(deps, account);
  if (best === undefined) return [];
  const equal = others.filter(({ scal }) => scal === best.scal);
  return equal.length === 0 ? [] : [best, ...equal];
}

/** For the page. Undefined where nothing is open. */
export async function openChoices(
  deps: SsaDeps,
  request: SignatureRequest,
  account: Account,
): Promise<OpenChoices | undefined> {
  const open = await openOf(deps, request, account.id);
  if (open === undefined) return undefined;
  const client = await findClient(deps.store.db, request.client_id);
  const many = open.documents.length > 1;
  const documents = open.documents.map((one) => describe(deps, request, one, many));
  return {
    name: client?.providerName ?? '',
    reference: request.id,
    identities: open.identities.map(identity),
    documents: await Promise.all(documents),
  };
}

function identity({ id, chain }: Credential): OpenChoices['identities'][number] {
  const { subject, issuer, notAfter } = parseCertificate(Buffer.from(chain[0] ?? '', 'base64'));
  const [holder, authority] = [nameAttributes(subject), nameAttributes(issuer)];
  const name = holder.commonName ?? holder.organization ?? '';
  return { id, name, issuer: authority.commonName ?? '', until: Math.floor(notAfter.getTime() / 1000) };
}

async function describe(
  deps: SsaDeps,
  request: SignatureRequest,
  { position, name, size, optional, choose_place }: StoredDocument,
  many: boolean,
): Promise<OpenChoices['documents'][number]> {
  const url = `/sign/${request.token}/originals/${position}`;
  const form: SignatureForm = choose_place ? await wantedForm(deps, request, position) : { format: 'pades' };
  const place = form.format === 'pades' && form.place !== undefined ? { place: form.place } : {};
  return { position, name, size, url, optional: many && optional, placed: choose_place, ...place };
}

/** Keeps what she chose; of two windows the first counts. Throws SsaError `invalid_request` for what was not open. */
export async function keepChoices(
  deps: SsaDeps,
  request: SignatureRequest,
  account: Account,
  chosen: Chosen,
): Promise<void> {
  const open = await openOf(deps, request, account.id);
  if (open === undefined) return;
  requirePossible(open, chosen);
  const { identity: credential, left_out, places } = chosen;
  const kept = {
    ...(credential === undefined ? {} : { credential }),
    places: Object.fromEntries(places.map(({ position, place }) => [String(position), place])),
  };
  const { id, client_id: client } = request;
  await deps.store.db.transaction().execute(async (trx) => {
    if (!(await choose(trx, id, kept, left_out))) return;
    const detail = { leftOut: left_out, ...(credential === undefined ? {} : { credential }) };
    await recordEvent(trx, {
      kind: 'request.chosen',
      at: deps.clock(),
      client,
      account: account.id,
      object: id,
      detail,
    });
  });
}

function requirePossible({ identities, documents }: Open, { identity: wanted, left_out, places }: Chosen): void {
  const refuse = (detail: string) => new SsaError('invalid_request', detail);
  const known = identities.some(({ id }) => id === wanted);
  if (identities.length > 0 ? !known : wanted !== undefined)
    throw refuse('This identity is not among those to choose.');
  const at = new Map(documents.map((one) => [one.position, one]));
  if (left_out.some((position) => !at.get(position)?.optional)) throw refuse('Only what is optional can be left out.');
  if (left_out.length >= documents.length) throw refuse('One document at least is signed.');
  const placed = places.map(({ position }) => position);
  const wantedPlaces = documents.filter((one) => one.choose_place && !left_out.includes(one.position));
  if (placed.some((position) => !at.get(position)?.choose_place) || new Set(placed).size < placed.length)
    throw refuse('This signature has no place to choose.');
  if (wantedPlaces.some(({ position }) => !placed.includes(position))) throw refuse('A signature has no place yet.');
}

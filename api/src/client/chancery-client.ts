import type { Account, NewAccount } from '../accounts.ts';
import type { ClientApproved, ClientStatement } from '../client-approval.ts';
import type { NewSecret, Secret } from '../client-secrets.ts';
import type { Deletion, NewDeletion } from '../deletions.ts';
import type { DeliverySearch } from '../delivery-search.ts';
import type { DeviceChange, DeviceList, NewDeviceChange } from '../devices.ts';
import type { Enrollment, NewEnrollment } from '../enrollments.ts';
import type { Evidence } from '../evidence.ts';
import type { Identity, IdentityList, NewIdentity } from '../identities.ts';
import type { SignatureForm } from '../signature-form.ts';
import type { NewSignatureRequest, SignatureRequest, SignatureRequestList } from '../signature-requests.ts';
import type { NewSignatureUpdate, NewTimeStamp, SignatureUpdate, TimeStamp } from '../signature-update.ts';
import type { Validation } from '../signature-validation.ts';
import type { Upload } from '../uploads.ts';
import type {
  Delivery,
  DeliveryList,
  NewWebhook,
  Replay,
  Replayed,
  Webhook,
  WebhookChange,
  WebhookList,
} from '../webhooks.ts';
import { ApiError, type Call, type ClientOptions, callAnswer, callJson } from './call.ts';
import { follow, type StateEvent } from './follow.ts';
import { type Content, Octets } from './json-text.ts';
import { pathTo } from './path-to.ts';
import { type SignedFile, signedFile } from './signed-file.ts';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A document as a program has it; the encoding is this client's business. */
export interface DocumentInput {
  readonly name: string;
  /** The document, or the id of its upload: one of both. */
  readonly content?: Content;
  readonly upload?: string;
  /** As a PDF unless told. */
  readonly signature?: SignatureForm;
}

type SignatureRequestInput = Omit<NewSignatureRequest, 'documents'> & { readonly documents: readonly DocumentInput[] };
type ValidationInput = { readonly document: Uint8Array; readonly roots?: readonly Uint8Array[] };
type UpdateInput = Omit<NewSignatureUpdate, 'document' | 'content'> & {
  /** The document, or the id of its upload in `upload`: one of both. */
  readonly document?: Content;
  readonly content?: Content;
};
type TimeStampInput = Pick<NewTimeStamp, 'algorithm'> & { readonly hash: Uint8Array };
const api = '/api/v1';

/** What an organisation may approve by its own key. */
export type Approvable = 'enrollments' | 'identities' | 'identities/deletions' | 'signature-requests';

/** The public APIs as a service provider's application uses them, under client credentials. Every method throws ApiError. */
export class ChanceryClient {
  readonly #options: ClientOptions;
  readonly #credentials: Credentials;
  #token: { readonly value: string; readonly until: number } | undefined;

  constructor(options: ClientOptions & Credentials) {
    this.#options = options;
    this.#credentials = options;
  }

  readonly accounts = {
    create: (account: NewAccount) => this.#json<Account>({ method: 'POST', path: '/accounts', body: account }),
    get: (id: string) => this.#json<Account>({ method: 'GET', path: pathTo('accounts', id) }),
    find: (issuer: string, subject: string) =>
      this.#json<Account>({ method: 'GET', path: `/accounts?${new URLSearchParams({ issuer, subject })}` }),
  };

  readonly enrollments = {
    create: (enrollment: NewEnrollment) =>
      this.#json<Enrollment>({ method: 'POST', path: '/enrollments', body: enrollment }),
    get: (id: string) => this.#json<Enrollment>({ method: 'GET', path: pathTo('enrollments', id) }),
  };

  readonly identities = {
    create: (identity: NewIdentity) => this.#json<Identity>({ method: 'POST', path: '/identities', body: identity }),
    get: (id: string) => this.#json<Identity>({ method: 'GET', path: pathTo('identities', id) }),
    list: (account: string) =>
      this.#json<IdentityList>({ method: 'GET', path: `/identities?${new URLSearchParams({ account })}` }),
  };

  /** A key is destroyed for good, by an act of its owner. */
  readonly deletions = {
    create: (deletion: NewDeletion) =>
      this.#json<Deletion>({ method: 'POST', path: '/identities/deletions', body: deletion }),
    get: (id: string) => this.#json<Deletion>({ method: 'GET', path: pathTo('identities/deletions', id) }),
  };

  /** What a person approves with; it changes by an act of hers. */
  readonly devices = {
    list: (account: string) =>
      this.#json<DeviceList>({ method: 'GET', path: `/devices?${new URLSearchParams({ account })}` }),
    change: (change: NewDeviceChange) =>
      this.#json<DeviceChange>({ method: 'POST', path: '/devices/changes', body: change }),
    changed: (id: string) => this.#json<DeviceChange>({ method: 'GET', path: pathTo('devices/changes', id) }),
  };

  readonly signatureRequests = {
    /** With `idempotencyKey`, a repeat within a day returns the first answer. */
    create: (request: SignatureRequestInput, idempotencyKey?: string) =>
      this.#json<SignatureRequest>({
        method: 'POST',
        path: '/signature-requests',
        body: { ...request, documents: request.documents.map(encoded) },
        ...repeatable(idempotencyKey),
      }),
    get: (id: string) => this.#json<SignatureRequest>({ method: 'GET', path: pathTo('signature-requests', id) }),
    list: (search: { state?: SignatureRequest['state']; limit?: number } = {}) =>
      this.#json<SignatureRequestList>({ method: 'GET', path: `/signature-requests?${query(search)}` }),
    cancel: (id: string) => this.#json<SignatureRequest>({ method: 'DELETE', path: pathTo('signature-requests', id) }),
    /** The signed document. */
    document: async (id: string, index: number) =>
      new Uint8Array(await (await this.#answer(signedDocument(id, index))).arrayBuffer()),
    /** The same, read in parts, with the name it should have. */
    file: async (id: string, index: number): Promise<SignedFile> =>
      signedFile(await this.#answer(signedDocument(id, index))),
    /** All signed documents and the report, as a ZIP read in parts. */
    archive: async (id: string): Promise<SignedFile> =>
      signedFile(
        await this.#answer({ method: 'GET', path: `${pathTo('signature-requests', id)}/documents.zip`, lasting: true }),
      ),
    /** What the signature activation module has of the signature; `proven` a minute after it was made. */
    evidence: (id: string) =>
      this.#json<Evidence>({ method: 'GET', path: `${pathTo('signature-requests', id)}/evidence` }),
    /** The same as a page to read, a PDF. */
    evidencePdf: async (id: string): Promise<SignedFile> =>
      signedFile(await this.#answer({ method: 'GET', path: `${pathTo('signature-requests', id)}/evidence.pdf` })),
    /** The states of a request as it comes to them, after the one whose id is `last`; over with the last one. */
    follow: (id: string, last?: string): AsyncGenerator<StateEvent> =>
      follow((lastEventId) => this.#answer(events(id, lastEventId)), last),
  };

  readonly uploads = {
    /** A document by itself, of any size up to the engine's limit, never held. */
    create: (octets: Content, idempotencyKey?: string) =>
      this.#json<Upload>({ method: 'POST', path: '/uploads', octets, lasting: true, ...repeatable(idempotencyKey) }),
  };

  readonly signatures = {
    validate: ({ document, roots }: ValidationInput) =>
      this.#json<Validation>({ method: 'POST', path: '/signatures/validate', body: validation(document, roots) }),
    /** A higher level, or the same renewed. */
    update: async (update: UpdateInput) => {
      const body = {
        ...update,
        ...(update.document ? { document: new Octets(update.document) } : {}),
        ...(update.content ? { content: new Octets(update.content) } : {}),
      };
      const made = await this.#json<SignatureUpdate>({ method: 'POST', path: '/signatures/update', body });
      return { ...made, document: new Uint8Array(Buffer.from(made.document, 'base64')) };
    },
  };

  /** An organisation's own approval, without a page: what is asked, and the JWS over its intent hash. */
  readonly approvals = {
    statement: (what: Approvable, id: string) =>
      this.#json<ClientStatement>({ method: 'POST', path: `${pathTo(what, id)}/statement` }),
    approve: (what: Approvable, id: string, approval: string) =>
      this.#json<ClientApproved>({ method: 'POST', path: `${pathTo(what, id)}/approval`, body: { approval } }),
  };

  readonly timestamps = {
    create: ({ hash, algorithm }: TimeStampInput) =>
      this.#json<TimeStamp>({ method: 'POST', path: '/timestamps', body: { hash: base64(hash), algorithm } }),
  };

  /** Where this application is told. A secret is in the answer of `create` and `rotate`, and nowhere else. */
  readonly webhooks = {
    create: (webhook: NewWebhook) => this.#json<Webhook>({ method: 'POST', path: '/webhooks', body: webhook }),
    list: async () => (await this.#json<WebhookList>({ method: 'GET', path: '/webhooks' })).items,
    get: (id: string) => this.#json<Webhook>({ method: 'GET', path: pathTo('webhooks', id) }),
    change: (id: string, change: WebhookChange) =>
      this.#json<Webhook>({ method: 'PATCH', path: pathTo('webhooks', id), body: change }),
    remove: (id: string) => this.#json<void>({ method: 'DELETE', path: pathTo('webhooks', id) }),
    /** Deliveries carry the signatures of both secrets for `overlap` seconds. */
    rotate: (id: string, overlap: NewSecret = {}) =>
      this.#json<Secret>({ method: 'POST', path: `${pathTo('webhooks', id)}/secrets`, body: overlap }),
    deliveries: async (id: string, search: Omit<DeliverySearch, 'limit'> & { limit?: number } = {}) => {
      const path = `${pathTo('webhooks', id)}/deliveries?${query(search)}`;
      return (await this.#json<DeliveryList>({ method: 'GET', path })).deliveries;
    },
    /** One is told again, or all of a time. */
    replay: (id: string, delivery: string) =>
      this.#json<Delivery>({
        method: 'POST',
        path: `${pathTo('webhooks', id)}${pathTo('deliveries', delivery)}/replay`,
      }),
    replaySpan: async (id: string, span: Replay) =>
      (await this.#json<Replayed>({ method: 'POST', path: `${pathTo('webhooks', id)}/replay`, body: span })).deliveries,
  };

  /** An access token of scope `service` (RFC 6749, 4.4), kept until shortly before it ends. */
  async token(): Promise<string> {
    if (this.#token !== undefined && Date.now() < this.#token.until) return this.#token.value;
    const reply = await callJson(this.#options, tokenCall(this.#credentials));
    const { access_token: value, expires_in: seconds } = reply as Readonly<Record<string, unknown>>;
    if (typeof value !== 'string') throw new ApiError('malformed', 200, 'the token endpoint gave no token');
    this.#token = { value, until: Date.now() + (Number(seconds) || 0) * 1000 - 30_000 };
    return value;
  }

  async #json<T>(call: Call): Promise<T> {
    const token = await this.token();
    return (await callJson(this.#options, { ...call, path: api + call.path, token })) as T;
  }

  async #answer(call: Call): Promise<Response> {
    const token = await this.token();
    return callAnswer(this.#options, { ...call, path: api + call.path, token });
  }
}

function tokenCall({ clientId, clientSecret }: Credentials): Call {
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const headers = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
  return {
    method: 'POST',
    path: '/oauth2/token',
    headers,
    form: { grant_type: 'client_credentials', scope: 'service' },
  };
}

function signedDocument(id: string, index: number): Call {
  return { method: 'GET', path: `${pathTo('signature-requests', id)}/documents/${index}` };
}

function repeatable(key: string | undefined): Pick<Call, 'headers'> {
  return key === undefined ? {} : { headers: { 'idempotency-key': key } };
}

function events(id: string, last: string | undefined): Call {
  const headers = last === undefined ? {} : { 'last-event-id': last };
  return { method: 'GET', path: `${pathTo('signature-requests', id)}/events`, lasting: true, headers };
}

function encoded({ content, ...document }: DocumentInput) {
  return content === undefined ? document : { ...document, content: new Octets(content) };
}

function validation(document: Uint8Array, roots: readonly Uint8Array[] | undefined) {
  return { document: new Octets(document), ...(roots === undefined ? {} : { roots: roots.map(base64) }) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function query(search: Readonly<Record<string, string | number | undefined>>): URLSearchParams {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (value !== undefined) given.set(name, String(value));
  return given;
}

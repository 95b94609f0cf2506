/** The tables of the SSA (design: one installation is one TSP; accounts and credentials are global). */
import type { ColumnType, Generated } from 'kysely';

/** A value stored as JSON: read as it is, written as text. */
export type Json<T> = ColumnType<T, string, string>;

export interface Schema {
  service_group: {
    id: string;
    name: string;
    /** How its pages look; null: as those of the installation. */
    branding: ColumnType<StoredBranding | null, string | null | undefined, string | null>;
    /** Its logo, a PNG. */
    logo: ColumnType<Uint8Array | null, Uint8Array | null | undefined, Uint8Array | null>;
  };
  service_provider: {
    id: string;
    group_id: string;
    name: string;
    /** The most of each operation in a day; null: as many as come. */
    quota: ColumnType<Record<string, number> | null, string | null | undefined, string | null>;
  };
  client: { client_id: string; provider_id: string; metadata: Json<Record<string, unknown>> };
  idp: {
    group_id: string;
    issuer: string;
    client_id: string;
    client_secret: string | null;
    label: string;
    acr: string | null;
  };
  ca: { id: string; group_id: string; type: string; url: string; token: string };
  tsa: {
    group_id: string;
    id: string;
    url: string;
    policy: string | null;
    user_name: string | null;
    password: string | null;
    /** DER in base64. */
    roots: Json<string[]>;
  };
  account: AccountTable;
  federated_identity: { issuer: string; subject: string; account_id: string };
  session: {
    token_hash: Uint8Array;
    account_id: string;
    auth_time: Date;
    acr: string | null;
    amr: Json<string[]>;
    expires_at: Date;
  };
  oidc_artifact: ArtifactTable;
  credential_authorization: CredentialAuthorizationTable;
  credential: CredentialTable;
  errand: ErrandTable;
  signature_request: SignatureRequestTable;
  document: DocumentTable;
  upload: UploadTable;
  csc_answer: CscAnswerTable;
  webhook: WebhookTable;
  delivery: DeliveryTable;
  idempotency: {
    client_id: string;
    key: string;
    digest: Uint8Array;
    status: number;
    body: Json<unknown>;
    created_at: Generated<Date>;
  };
  data_release: { account_id: string; client_id: string; claim: string; released: boolean; at: Date };
  rate: { bucket: string; minute: number; n: number };
  usage: { provider_id: string; day: string; operation: string; result: string; n: number };
  event: {
    id: string;
    at: Date;
    kind: string;
    client_id: string | null;
    account_id: string | null;
    object: string | null;
    detail: Json<Record<string, unknown>>;
  };
}

/** What operators said, the octets of the logo aside. */
export interface StoredBranding {
  readonly logo?: { readonly text: string; readonly width: number; readonly height: number; readonly digest: string };
  readonly colours?: { readonly light: StoredColours; readonly dark: StoredColours };
  readonly texts?: Readonly<Record<string, { readonly greeting?: string; readonly help?: string }>>;
  readonly links?: { readonly terms?: string; readonly privacy?: string; readonly imprint?: string };
}

interface StoredColours {
  readonly accent: string;
  readonly button: string;
  readonly button_text: string;
}

export interface AccountTable {
  id: string;
  name: string;
  status: 'active' | 'suspended';
  /** The signer's id at the SAM, once enrolled. */
  signer: string | null;
  /** Its id at the SAM where the account is an organisation; null for a person. */
  organization: string | null;
  login: string | null;
  /** argon2id verifier of the password of `auth/login` (class C: it never decides a signature). */
  password: Json<PasswordVerifier> | null;
  failed_logins: Generated<number>;
  locked_until: Date | null;
}

export interface PasswordVerifier {
  readonly salt: string;
  readonly hash: string;
  readonly memory: number;
  readonly passes: number;
}

export interface ArtifactTable {
  model: string;
  id: string;
  payload: Json<Record<string, unknown>>;
  grant_id: string | null;
  uid: string | null;
  expires_at: Date | null;
  consumed_at: Date | null;
}

export interface CredentialAuthorizationTable {
  /** Of the interaction that asked. */
  uid: string;
  account_id: string;
  client_id: string;
  credential_id: string;
  chal: string;
  /** How the token that stands for the approval is called to the application. */
  token_type: 'SAD' | 'Bearer';
  /** Null until the signer has approved. */
  grant_id: string | null;
  /** The SAM's opaque handle: good for what the signer approved and nothing else. */
  sad: string | null;
  sad_expires_at: Date | null;
  created_at: Generated<Date>;
}

export interface CredentialTable {
  id: string;
  account_id: string;
  /** The key's id at the SAM. */
  key: string;
  scal: 1 | 2;
  algorithm: Json<unknown>;
  /** Base64 DER, the signer's certificate first. */
  chain: Json<string[]>;
  /** `destroyed` is a tombstone: it names the certificate of what was signed, and is nobody's identity any more. */
  status: 'active' | 'disabled' | 'destroyed';
  /** The one signature that its key is for; null for an identity that lasts. */
  request_id: string | null;
  /** What the authority last said of its certificate, and when; null while nobody has asked. */
  revocation: Revocation | null;
  revocation_seen: Date | null;
  created_at: Generated<Date>;
}

export type Revocation = 'good' | 'suspended' | 'revoked';

/** Something the signer is asked to do outside of a signature: to enrol, to have a key made or destroyed, to change a factor. */
export interface ErrandTable {
  id: string;
  token: string;
  kind: 'enrol' | 'key.create' | 'key.delete' | 'factor.change';
  account_id: string;
  client_id: string;
  parameters: Json<Record<string, unknown>>;
  chal: string | null;
  state: 'open' | 'done' | 'refused';
  /** What was made or destroyed, once it is done. */
  credential_id: string | null;
  return_url: string | null;
  /** The signature it is needed for. */
  request_id: string | null;
  /** Of the token that its application got for it, over OAuth. */
  grant_id: ColumnType<string | null, undefined, string>;
  /** When that token was used. */
  redeemed_at: ColumnType<Date | null, undefined, Date>;
  expires_at: Date;
}

export interface SignatureRequestTable {
  id: string;
  token: string;
  view_token: string;
  client_id: string;
  account_id: string | null;
  credential_id: string | null;
  /** The algorithm of the key that is made for this request alone; null where an identity signs. */
  one_time: Json<unknown> | null;
  redirect_uri: string | null;
  state: 'created' | 'prepared' | 'signing' | 'signed' | 'refused' | 'cancelled' | 'expired' | 'failed';
  /** Which attempt this is; part of the call id, so that no attempt signs twice. */
  attempt: Generated<number>;
  chal: string | null;
  /** Until then one call alone may ask for the signature. */
  lease: Date | null;
  reason: string | null;
  location: string | null;
  level: Generated<'B-B' | 'B-T' | 'B-LT' | 'B-LTA'>;
  when_unavailable: Generated<'fail' | 'lower'>;
  /** For state failed: why, in one word. */
  failure: string | null;
  /** What the person chose of what the request left open; null until she has. */
  choices: Json<Choices> | null;
  /** AES-256 key of the documents; empty when they are forgotten. */
  document_key: Uint8Array;
  created_at: Generated<Date>;
  expires_at: Date;
}

export interface DocumentTable {
  request_id: string;
  position: number;
  name: string;
  size: number;
  sha256: string;
  /** Where in the document store lies what embedding needs, and what was frozen. */
  prepared: Json<FrozenDocument> | null;
  /** The level that its signature reached; null for B-B. */
  level: string | null;
  /** The person may leave it out, or says where its signature is to be seen. */
  optional: Generated<boolean>;
  choose_place: Generated<boolean>;
  /** She left it out: it is never prepared, shown for approval or signed. */
  dropped: Generated<boolean>;
}

export interface Choices {
  readonly credential?: string;
  /** By the position of the document. */
  readonly places: Readonly<Record<string, ChosenPlace>>;
}

/** Points, from the upper left corner of the page as it is seen; the first page is 1. */
export interface ChosenPlace {
  readonly page: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** `dtbsr` and `docSha256` are base64url; `name` is an object of the document store. Without `format` it is a PDF's own. */
export interface FrozenDocument {
  readonly name: string;
  readonly format?: 'pades' | 'cades' | 'xades' | 'jades';
  /** The signed file is a container with the document in it. */
  readonly container?: 'ASiC-S' | 'ASiC-E';
  /** A JSON signature that was made in its compact form. */
  readonly compact?: true;
  readonly dtbsr: string;
  readonly docSha256: string;
}

export interface UploadTable {
  id: string;
  client_id: string;
  /** AES-256 key of its octets; empty once it is used. */
  document_key: Uint8Array;
  /** While it comes in: the most that may come. */
  size: number;
  /** Null while it comes in. */
  sha256: string | null;
  /** The request it became a document of. */
  used_by: string | null;
  created_at: Date;
  expires_at: Date;
}

/** An answer of CSC that is fetched later; `id` is the digest of what it is asked by, `sealed` null while it is waited for. */
export interface CscAnswerTable {
  id: Uint8Array;
  client_id: string;
  account_id: string | null;
  sealed: Uint8Array | null;
  expires_at: Date;
}

export interface WebhookTable {
  id: string;
  client_id: string;
  url: string;
  /** The states that are told. */
  events: Json<string[]>;
  secret: Uint8Array;
  /** Signs as well until then. */
  previous_secret: Uint8Array | null;
  previous_until: Date | null;
  /** Until then one node alone delivers to it. */
  leased_until: Date | null;
  created_at: Date;
}

export interface DeliveryTable {
  webhook_id: string;
  event_id: string;
  /** When it happened. */
  at: Date;
  state: 'waiting' | 'delivered' | 'failed';
  tries: Generated<number>;
  /** While it waits: the next try. */
  due: Date;
  last_at: Date | null;
  last_status: number | null;
  /** Why there was no answer. */
  last_error: string | null;
}

import type { Generated } from 'kysely';
import type { ChallengeState, Purpose } from '../../client/index.ts';

/** The tables of the SAM's database. Rows that steer a key carry a MAC of the module over what must not be edited. */
export interface Ledger {
  readonly signer: SignerTable;
  readonly factor: FactorTable;
  readonly key: KeyTable;
  readonly pooled_key: PooledKeyTable;
  readonly challenge: ChallengeTable;
  readonly slot: SlotTable;
  readonly otp: OtpTable;
  readonly message: MessageTable;
  readonly prompt: PromptTable;
  readonly trust: TrustTable;
  readonly officer: OfficerTable;
  readonly operation: OperationTable;
  readonly approval: ApprovalTable;
  readonly epoch: EpochTable;
  readonly audit: AuditTable;
  readonly checkpoint: CheckpointTable;
  readonly checkpoint_head: CheckpointHeadTable;
}

/** `identity` is canonical JSON of the identity record; what was asked before `since` is over, and keys of SCAL2 rest until `rests_until`. */
export interface SignerTable {
  signer: string;
  account: string;
  issuer: string;
  subject: string;
  identity: string;
  state: 'active' | 'suspended';
  created: Date;
  since: Date | null;
  rests_until: Date | null;
  mac: Uint8Array;
}

/** `data` (canonical JSON) is what never changes; the counters beside it move by conditional updates only. */
export interface FactorTable {
  signer: string;
  factor: string;
  kind: 'webauthn' | 'pin' | 'otp' | 'device';
  key: string | null;
  data: string;
  created: Date;
  mac: Uint8Array;
  counter: Generated<number>;
  fails: Generated<number>;
  series: Generated<number>;
  locked_until: Date | null;
}

/** Header, blob and record MAC are the module's record; `mac` ties them to this row, its public key and its chain. */
export interface KeyTable {
  signer: string;
  key: string;
  header: Uint8Array;
  blob: Uint8Array | null;
  record_mac: Uint8Array;
  spki: Uint8Array;
  csr: Uint8Array | null;
  chain: string | null;
  version: number;
  created: Date;
  /** When a one-time key is destroyed that nobody used; whatever stands here, its record says when it is over. */
  until: Date | null;
  mac: Uint8Array;
}

/** A key that is nobody's yet; `mac` covers all of it, and the epoch that it may be used in. */
export interface PooledKeyTable {
  id: string;
  algorithm: string;
  scal: number;
  generation: number;
  epoch: number;
  header: Uint8Array;
  blob: Uint8Array;
  record_mac: Uint8Array;
  spki: Uint8Array;
  created: Date;
  mac: Uint8Array;
}

/** `mac` covers what prepare wrote, `activation_mac` that and what the activation added. */
export interface ChallengeTable {
  signer: string;
  chal: string;
  bearer: string;
  client: string;
  purpose: Purpose;
  epoch: number;
  ih: Uint8Array;
  intent: string;
  pin: string | null;
  peer: string;
  exp: Date;
  created: Date;
  mac: Uint8Array;
  state: Exclude<ChallengeState, 'expired'>;
  sad_hash: Uint8Array | null;
  sad_exp: Date | null;
  evidence: string | null;
  activation_mac: Uint8Array | null;
}

/** One authorized occurrence. `hash` is null for a counted SCAL1 slot; its immutable part stands in the MACed intent. */
interface SlotTable {
  signer: string;
  chal: string;
  i: number;
  hash: Uint8Array | null;
  state: 'free' | 'spent';
  call_id: string | null;
  place: number | null;
  request_digest: Uint8Array | null;
  result: Uint8Array | null;
  spent_at: Date | null;
}

/** The live one-time password of a challenge; `verifier` is a MAC of the module over it, its challenge, intent and end. */
interface OtpTable {
  signer: string;
  chal: string;
  verifier: Uint8Array;
  exp: Date;
  tries: Generated<number>;
  created: Date;
}

/** What was sent, for the limits; `address` is a MAC of it. */
interface MessageTable {
  signer: string;
  address: Uint8Array;
  sent: Date;
  chal: string;
}

/** What the devices of a signer were asked, and what became of it. */
interface PromptTable {
  signer: string;
  chal: string;
  sent: Date;
  state: 'sent' | 'approved' | 'denied';
}

/** Data approved by officers: identity providers, organisations and time-stamping authorities, with their keys, and policies of groups. */
interface TrustTable {
  kind: 'idp' | 'organization' | 'policy' | 'tsa';
  id: string;
  data: string;
  mac: Uint8Array;
}

/** A privileged user. The MAC covers all but the counters, which move by conditional updates; one that was removed stays as a tombstone. */
export interface OfficerTable {
  officer: string;
  name: string;
  roles: string;
  certificate: Uint8Array;
  certificate_sha256: Uint8Array;
  key: string;
  key_sha256: Uint8Array;
  state: 'active' | 'removed';
  version: number;
  mac: Uint8Array;
  fails: Generated<number>;
  locked_until: Date | null;
}

/** What an officer asks for; `params` is canonical JSON. The MAC covers what was asked, `state` moves once. */
export interface OperationTable {
  op: string;
  type: string;
  params: string;
  requested_by: string;
  reason: string;
  needed: number;
  epoch: number;
  created: Date;
  exp: Date;
  mac: Uint8Array;
  state: 'open' | 'executed' | 'withdrawn';
  ended: Date | null;
}

/** `proof` is the officer's own signature, verified whenever it counts: it needs no MAC. */
export interface ApprovalTable {
  op: string;
  officer: string;
  proof: string;
  at: Date;
}

/** Raised by every restore, so that nothing approved before it lives on. */
interface EpochTable {
  id: number;
  epoch: number;
  mac: Uint8Array;
}

/** `record` is canonical JSON; `h` is SHA-256(0x00 || record). One chain per run of a SAM. */
export interface AuditTable {
  chain: string;
  seq: number;
  record: string;
  h: Uint8Array;
}

/** `jws` is what the module attests; `token` a time-stamp over it, once there is one. Rows are added and stamped, nothing else. */
export interface CheckpointTable {
  cp: number;
  ts: Date;
  jws: string;
  token: Uint8Array | null;
  stamped: Date | null;
}

/** The last record of a chain that a checkpoint covers: finds the checkpoint of a record, and proves nothing. */
interface CheckpointHeadTable {
  chain: string;
  seq: number;
  cp: number;
}

import { createHash } from 'node:crypto';
import { nameToString, parseCertificate } from '@chancery/pki';
import {
  type Credential,
  eventsOf,
  findAccount,
  findClient,
  findPastCredential,
  type SignatureRequest,
} from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import type { Measure } from '../uploads/octets.ts';

/** A document as the report tells of it. Digests are SHA-256 in hexadecimal, as `sha256sum` prints them. */
export interface ReportedDocument {
  /** As it was uploaded, and what its file in the archive is called. */
  readonly name: string;
  readonly file: string;
  readonly format: 'pades' | 'cades' | 'xades' | 'jades';
  readonly container?: 'ASiC-S' | 'ASiC-E';
  readonly uploaded: Digested;
  readonly signed: Digested;
  readonly level: string;
  /** The level that was asked for and not reached. */
  readonly not_reached?: string;
}

interface Digested {
  readonly size: number;
  readonly sha256: string;
}

/** Who signed what, when, for whom: everything about a signed request but its documents. Times are UTC. */
export interface Report {
  readonly request: string;
  /** A person signs, an organisation seals (Regulation (EU) No 910/2014, article 3, 9 and 25). */
  readonly kind: 'signature' | 'seal';
  readonly service: string;
  readonly requested_by: string;
  readonly requested_at: string;
  readonly signed_at: string;
  readonly signer: {
    readonly name: string;
    readonly certificate?: {
      readonly subject: string;
      readonly issuer: string;
      readonly serial_number: string;
      readonly sha256: string;
    };
  };
  readonly asked: { readonly level: string; readonly when_unavailable: string };
  readonly documents: readonly ReportedDocument[];
}

/** What the report says of the request as a whole. */
export async function reportedRequest(deps: SsaDeps, request: SignatureRequest): Promise<Omit<Report, 'documents'>> {
  const { db } = deps.store;
  const client = await findClient(db, request.client_id);
  const account = await findAccount(db, request.account_id ?? '');
  const credential = await findPastCredential(db, request.account_id ?? '', request.credential_id ?? '');
  const ended = (await eventsOf(db, request.id)).findLast(({ kind }) => kind === 'request.ended');
  return {
    request: request.id,
    kind: (account?.organization ?? null) === null ? 'signature' : 'seal',
    service: deps.operator,
    requested_by: client?.providerName ?? '',
    requested_at: request.created_at.toISOString(),
    signed_at: (ended?.at ?? request.created_at).toISOString(),
    signer: { name: account?.name ?? '', ...(credential === undefined ? {} : { certificate: certified(credential) }) },
    asked: { level: request.level, when_unavailable: request.when_unavailable },
  };
}

function certified({ chain }: Credential) {
  const der = Buffer.from(chain[0] ?? '', 'base64');
  const { subject, issuer, serialHex } = parseCertificate(der);
  return {
    subject: nameToString(subject),
    issuer: nameToString(issuer),
    serial_number: serialHex,
    sha256: createHash('sha256').update(der).digest('hex'),
  };
}

export function digested({ size, sha256 }: Measure): Digested {
  return { size, sha256: Buffer.from(sha256, 'base64url').toString('hex') };
}

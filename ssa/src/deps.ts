import type { IncomingMessage } from 'node:http';
import type { RevocationSource } from '@chancery/connectors/revocation';
import type { Outward } from '@chancery/connectors/tsa';
import type { OptionalAlgorithm } from '@chancery/pki';
import type { SamClient } from '@chancery/sam/client';
import type { Session, Store } from '@chancery/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Brands } from './branding/brand.ts';
import type { DocumentStore } from './documents/document-store.ts';
import type { Possession } from './http/possession.ts';

/** The terms of the TSP in one language: `text` is what the approval page shows. */
export interface OperatorTerms {
  readonly version: string;
  /** BCP 47. */
  readonly lang: string;
  readonly text: string;
}

/** What the application needs from the programs that run it, and nothing more. */
export interface SsaDeps {
  readonly store: Store;
  readonly sam: Pick<
    SamClient,
    | 'evidence'
    | 'prepare'
    | 'statement'
    | 'approveByClient'
    | 'status'
    | 'cancel'
    | 'bindCertificate'
    | 'sign'
    | 'key'
    | 'discardKey'
    | 'factorsOf'
    | 'revokeDevice'
    | 'health'
  >;
  readonly documents: DocumentStore;
  /** Who stands behind an access token; undefined when it is unknown, expired or revoked, or bound to what did not come with it. */
  bearer(token: string, possession?: Possession): Promise<Caller | undefined>;
  /** DER of the certificate whose key the sender of a request has shown to have; nobody has one unless told. */
  certificateOf?(request: IncomingMessage): Uint8Array | undefined;
  /** The session of an active account, if this browser has one. It identifies and approves nothing. */
  requireSession(request: FastifyRequest): Promise<Pick<Session, 'account'> | undefined>;
  /** Sends the browser to log in and back to a path of this host. */
  startLogin(reply: FastifyReply, returnPath: string): Promise<FastifyReply>;
  /** Where browsers see this server, and the approval page; origins without a path. */
  readonly publicOrigin: string;
  readonly sicOrigin: string;
  /** Who runs this installation, as people read it. */
  readonly operator: string;
  /** Accepted with every new key, in each language that they exist in; the first where the person's is not among them. */
  readonly terms: readonly [OperatorTerms, ...OperatorTerms[]];
  /** DER of the roots that validation trusts unless the caller brings its own. */
  readonly roots: readonly Uint8Array[];
  /** The one way to servers of others. */
  readonly outward: Outward;
  readonly revocation: RevocationSource;
  /** TrueType files for what signatures show; each character comes from the first that has it. */
  readonly signatureFonts: readonly Uint8Array[];
  /** Octets of a document that comes in as a stream or in a form; 1 GiB unless told. */
  readonly largestDocument?: number;
  /** Bearer token of the administration API. */
  readonly adminToken: string;
  /** What keys may be beyond the ordinary: nothing unless told. The SAM has its own word on it. */
  readonly switchedOn?: readonly OptionalAlgorithm[];
  /** There is no SAM on a machine of its own: who has no key gets one of SCAL1. */
  readonly onlyScal1?: boolean;
  /** The folder of the built pages. */
  readonly pagesFolder: string;
  /** The banner that signatures bind nobody; shown unless this says false. */
  readonly sandbox?: boolean;
  /** How pages look that belong to a group; as all others unless told. */
  readonly brands?: Brands;
  clock(): Date;
}

/** An application, or an application on behalf of an account. */
export interface Caller {
  readonly client: string;
  readonly clientName: string;
  readonly group: string;
  /** Its service provider. */
  readonly provider?: string;
  readonly account?: string;
  readonly scopes: readonly string[];
}

/** DSS, the EU's validator, as a judge: one Java process for a whole run, asked over a pipe. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { buildJudge } from './java-program.ts';

/** A document, or only its digest; `name` is how a detached reference calls it. */
export type Content = { readonly name?: string } & (
  | { readonly path: string }
  | { readonly bytes: Uint8Array }
  | { readonly algorithm: 'SHA256' | 'SHA384' | 'SHA512'; readonly digest: Uint8Array }
);

/** What a judgement rests on; all certificates and revocation data are DER. */
export interface Grounds {
  readonly roots: readonly Uint8Array[];
  readonly certificates?: readonly Uint8Array[];
  readonly ocsp?: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  /** Certificates and revocation data may be fetched from 127.0.0.1; else nothing is fetched. */
  readonly fetch?: boolean;
  readonly detached?: readonly Content[];
  /** Opens an encrypted PDF. */
  readonly password?: string;
  /** Documents of signature policies by their identifier, an object identifier or URI. */
  readonly signaturePolicies?: Readonly<Record<string, Content>>;
  /** Now unless told. */
  readonly at?: Date;
  /** Path of another policy than `dss/policy.xml`. */
  readonly policy?: string;
}

/** In DSS's words: `TOTAL_PASSED` for signatures, `PASSED` for time-stamps. */
export interface DssVerdict {
  readonly id: string;
  readonly indication: string;
  readonly subIndication: string | null;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  /** As DSS names it, for example `RSA_SSA_PSS_SHA256_MGF1`. */
  readonly algorithm: string | null;
  readonly scopes: readonly { readonly scope: string; readonly name: string; readonly description: string }[];
}

export interface DssTimestamp extends DssVerdict {
  readonly type: string;
  readonly time: string;
}

export interface DssSignature extends DssVerdict {
  /** As DSS spells it: `PAdES-BASELINE-B`. */
  readonly level: string;
  /** Names of the PDF fields that show it; empty in other formats. */
  readonly fields: readonly string[];
  readonly counter: boolean;
  readonly signedBy: string;
  /** What the signer's certificate says it is for (EN 319 412-5, 4.2), as DSS reads it. */
  readonly certifiedFor: {
    readonly types: readonly string[];
    readonly qualified: boolean;
    readonly qscd: boolean;
    readonly organizationIdentifier: string | null;
  } | null;
  readonly claimedTime: string | null;
  readonly bestTime: string | null;
  readonly timestamps: readonly DssTimestamp[];
}

export interface DssReport {
  readonly signatures: readonly DssSignature[];
  /** All of the document, those of signatures among them. */
  readonly timestamps: readonly DssTimestamp[];
  readonly container: string | null;
}

/** XML-DSig core validation by the JDK. */
export interface XmlSignatureVerdict {
  readonly valid: boolean;
  readonly valueValid: boolean;
  readonly references: readonly {
    readonly uri: string | null;
    readonly type: string | null;
    readonly valid: boolean;
  }[];
}

/** One signer of a CMS by Bouncy Castle; algorithms by their object identifiers. */
export interface CmsSignerVerdict {
  readonly algorithm: string;
  readonly digest: string;
  readonly valid: boolean;
  readonly trusted: boolean;
}

/** `key` is PKCS #8. `encryption`, `digest` and `packaging` as DSS names them. */
export interface SigningTask {
  readonly format: 'PAdES' | 'CAdES' | 'XAdES';
  readonly packaging?: 'ENVELOPED' | 'ENVELOPING' | 'DETACHED' | 'INTERNALLY_DETACHED';
  readonly document: Content;
  readonly key: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  readonly encryption: 'RSA' | 'RSASSA_PSS' | 'ECDSA';
  readonly digest: 'SHA256' | 'SHA384' | 'SHA512';
  readonly warmUp: number;
  readonly rounds: number;
}

/** Milliseconds: `wall` of each round, `cpu` of the whole process over all rounds. `signed` is the last document. */
export interface SigningTimes {
  readonly wall: readonly number[];
  readonly cpu: number;
  readonly signed: Uint8Array;
}

type Java = ChildProcessByStdio<Writable, Readable, Readable>;
type Reply = { readonly id?: number; readonly answer?: unknown; readonly failure?: string };

const policy = join(import.meta.dirname, 'dss', 'policy.xml');
const patience = 120_000;

/** Starts the judge. What it cannot answer it refuses with DSS's own words, as an Error. */
export async function openJudge(): Promise<Judge> {
  const flags = ['-Xmx2g', '-Djava.awt.headless=true', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error'];
  const args = [...flags, '-cp', buildJudge('dss'), 'chancery.judge.Judge', policy];
  const java = spawn('java', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  await once(java, 'spawn');
  return new Judge(java);
}

export class Judge {
  readonly #java: Java;
  readonly #open = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;
  #complaint = '';

  constructor(java: Java) {
    this.#java = java;
    java.stderr.on('data', (text) => {
      this.#complaint = `${this.#complaint}${text}`.slice(-2000);
    });
    java.stdin.on('error', () => {});
    java.once('close', () => this.#failAll(`DSS has ended: ${this.#complaint.trim()}`));
    createInterface({ input: java.stdout }).on('line', (line) => this.#settle(JSON.parse(line) as Reply));
  }

  async validate(document: Content, { detached = [], at, ...grounds }: Grounds): Promise<DssReport> {
    const fields = { ...grounds, at: at?.toISOString(), document, detached };
    return (await this.#ask('validate', fields)) as DssReport;
  }

  /** One verdict per `ds:Signature`, with whichever key of the certificates fits. */
  xmlSignatures(
    document: Content,
    certificates: readonly Uint8Array[],
    detached: readonly Content[] = [],
  ): Promise<readonly XmlSignatureVerdict[]> {
    return this.#signatures('xmldsig', { document, certificates, detached });
  }

  cmsSigners(
    document: Content,
    roots: readonly Uint8Array[],
    detached: readonly Content[] = [],
  ): Promise<readonly CmsSignerVerdict[]> {
    return this.#signatures('cms', { document, roots, detached });
  }

  async benchSign(task: SigningTask): Promise<SigningTimes> {
    const answer = (await this.#ask('bench-sign', { ...task })) as Omit<SigningTimes, 'signed'> & { signed: string };
    return { ...answer, signed: Buffer.from(answer.signed, 'base64') };
  }

  async close(): Promise<void> {
    if (this.#java.exitCode !== null || this.#java.signalCode !== null) return;
    this.#java.stdin.end();
    await once(this.#java, 'close');
  }

  async #signatures<Verdict>(command: string, fields: Readonly<Record<string, unknown>>): Promise<readonly Verdict[]> {
    const { signatures } = (await this.#ask(command, fields)) as { readonly signatures: readonly Verdict[] };
    return signatures;
  }

  #ask(command: string, fields: Readonly<Record<string, unknown>>): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    const timer = setTimeout(() => this.#java.kill('SIGKILL'), patience);
    this.#open.set(id, answer);
    this.#java.stdin.write(`${JSON.stringify(encodable({ id, command, ...fields }))}\n`);
    return answer.promise.finally(() => clearTimeout(timer));
  }

  #settle({ id, answer, failure }: Reply): void {
    const asked = this.#open.get(id ?? this.#lastId);
    this.#open.delete(id ?? this.#lastId);
    if (failure === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(`DSS: ${failure}`));
  }

  #failAll(reason: string): void {
    for (const asked of this.#open.values()) asked.reject(new Error(reason));
    this.#open.clear();
  }
}

/** Octets become base64 wherever they stand; a document's `bytes` are what the program calls `base64`. */
function encodable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(encodable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [name === 'bytes' ? 'base64' : name, encodable(one)]);
  return Object.fromEntries(entries);
}

/**
 * A company's server that approves its own seals, unattended: it believes no statement but one by a pinned key, about itself, over exactly
 * the documents it handed in, and signs the hash of that intent with its own key. A worked example, with the checks of the approval page.
 */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { SandboxError } from '../error.ts';
import { checkSignature, checkTerms } from './approval.ts';
import { Browser } from './browser.ts';
import { demand, readStatement, type Statement, type StatementKey } from './statement.ts';

export interface SealingClientOptions {
  readonly sicOrigin: string;
  /** Its id at the SAM. */
  readonly organization: string;
  /** On P-256, registered with the SAM under that name. */
  readonly key: { readonly kid: string; readonly privateKey: KeyObject };
  /** Pinned; else those the approval host names at the first statement. */
  readonly statementKeys?: readonly StatementKey[];
}

export interface SealingClient {
  /**
   * The approval of a statement, a JWS over its intent hash; `documents` are those handed in, in their order, where seals are asked for.
   * XML that is to be sealed within itself is not approved: its canonical form is for eyes to compare, and nobody looks here.
   * Throws SandboxError `statement`.
   */
  approval(statement: string, documents?: readonly Uint8Array[]): Promise<string>;
}

export function sealingClient(options: SealingClientOptions): SealingClient {
  const { sicOrigin, organization, key } = options;
  let pinned = options.statementKeys;
  return {
    approval: async (jws, documents = []) => {
      pinned ??= (await new Browser().ask(sicOrigin, '/api/statement-keys'))['keys'] as readonly StatementKey[];
      const statement = readStatement(jws, pinned, { host: new URL(sicOrigin).hostname });
      const { of } = (statement.intent['seal'] ?? {}) as { readonly of?: unknown };
      demand(of === organization, 'it is about the seal of somebody else');
      await checkPurpose(sicOrigin, statement, documents);
      return approved(statement, key);
    },
  };
}

async function checkPurpose(sicOrigin: string, statement: Statement, documents: readonly Uint8Array[]): Promise<void> {
  const { purpose } = statement.intent;
  if (purpose === 'enrol') return;
  if (purpose === 'key.create') return checkKey(sicOrigin, statement);
  if (purpose !== 'sign') throw new SandboxError('statement', `The purpose ${String(purpose)} is unknown here.`);
  checkOurs(statement, documents);
  await checkSignature({ sicOrigin, unseen: true }, statement);
}

/** A key of SCAL 1 may come to be used without an approval over exactly what is sealed.. */
async function checkKey(sicOrigin: string, statement: Statement): Promise<void> {
  const { scal } = (statement.intent['kgen'] ?? {}) as { readonly scal?: unknown };
  demand(scal === 2, 'the key would be of a lower level than ours');
  await checkTerms({ sicOrigin }, statement);
}

/** What is to be sealed is what we handed in, all of it and in our order: nobody else has seen it before. */
function checkOurs({ intent }: Statement, documents: readonly Uint8Array[]): void {
  const display = (intent['display'] ?? []) as readonly { readonly type?: unknown; readonly docSha256?: unknown }[];
  const ours = documents.map((document) => createHash('sha256').update(document).digest('base64url'));
  demand(display.length === ours.length, 'it is about more documents, or fewer');
  for (const [i, { type, docSha256 }] of display.entries())
    demand(type !== 'hash' && docSha256 === ours[i], 'a document is not ours');
}

/** RFC 7515, compact: the payload is the intent hash itself. */
function approved({ hash }: Statement, { kid, privateKey }: SealingClientOptions['key']): string {
  const header = { alg: 'ES256', kid, typ: 'chancery-approval' };
  const content = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${hash.toString('base64url')}`;
  const value = sign('sha256', Buffer.from(content), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${content}.${value.toString('base64url')}`;
}

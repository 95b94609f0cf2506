import { setTimeout } from 'node:timers/promises';
import { type DigestName, digestLength, digestOf } from '@chancery/pki';
import { type IssuedSad, SamError } from '@chancery/sam/client';
import type { CscBearer, CscCredential, CscDeps } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import { base64urlOf } from './hash-values.ts';
import { refusalOfSam } from './sam-refusal.ts';

/**
 * Authorization mode implicit (CSC API v1.0.4.0, 11.6; in v2 an authentication object out of band): the signer's phone is asked, by the SAM's
 * statement over exactly these hashes, and the SSA waits. What she says reaches the SAM alone.
 */
export interface Pushed {
  readonly hashes: readonly Uint8Array[];
  /** What the signer reads of them all. */
  readonly description: string | undefined;
}

/** Returns the challenge. @throws CscError */
export async function askPhone(
  { signer, key }: CscCredential,
  bearer: CscBearer,
  { hashes, description }: Pushed,
  deps: CscDeps,
): Promise<string> {
  const { client, clientName, group } = bearer;
  const named = { client, clientName: (clientName || deps.info.name).slice(0, 200), group: group || '-' };
  const who = { ...named, lifetime: Math.max(60, deps.pushSeconds) };
  const hashOid = digestNamed(hashes);
  const dtbsr = hashes.map(base64urlOf);
  const display = hashes.map((hash, i) => ({
    label: label(description, i, hashes.length),
    type: 'hash' as const,
    size: 0,
    docSha256: mark(hash),
  }));
  const { chal } = await deps.signing.push({ ...who, signer, key, hashOid, dtbsr, display }).catch(refusalOfSam);
  return chal;
}

/** Their lengths tell, so they are of one. */
function digestNamed(hashes: readonly Uint8Array[]): DigestName {
  const names = ['sha256', 'sha384', 'sha512'] as const;
  const digest = names.find((name) => hashes.every((hash) => hash.length === digestLength(name)));
  if (digest === undefined) throw new CscError('digestLength');
  return digest;
}

/** There is no document: the hash itself, or the SHA-256 of a longer one, as on the approval page. */
function mark(hash: Uint8Array): string {
  return base64urlOf(hash.length === digestLength('sha256') ? hash : digestOf('sha256', hash));
}

function label(description = 'Document', index: number, count: number): string {
  const line = description.replace(/\p{Cc}+/gu, ' ').slice(0, 280);
  return count === 1 ? line : `${line} (${index + 1})`;
}

const pause = 500;

/** Waits as long as is configured, and while the client does; what nobody waits for any more is withdrawn. @throws CscError */
export async function awaitPhone(
  chal: string,
  bearer: CscBearer,
  gone: AbortSignal,
  deps: CscDeps,
): Promise<IssuedSad> {
  const until = deps.now() + deps.pushSeconds * 1000;
  for (;;) {
    const answer = await answerOfPhone(chal, bearer, deps);
    if (answer !== undefined) return answer;
    if (gone.aborted || deps.now() >= until) break;
    await setTimeout(pause, undefined, { signal: gone }).catch(() => undefined);
  }
  await deps.signing.cancel(chal).catch(refusalOfSam);
  throw new CscError('phoneRefused');
}

/** Undefined while it waits. @throws CscError when she said no or it is over, and `invalidHandle` for what is not this client's and person's. */
export async function answerOfPhone(
  chal: string,
  { client, account }: CscBearer,
  deps: CscDeps,
): Promise<IssuedSad | undefined> {
  if (!/^c_[\w-]{22}$/.test(chal)) throw new CscError('invalidHandle');
  const signer = account === undefined ? undefined : await deps.signerOf(account);
  if (account !== undefined && signer === undefined) throw new CscError('invalidHandle');
  const asked = { chal, client, ...(signer !== undefined && { signer }) };
  const { state, result } = await deps.signing.pushed(asked).catch(unknownOrRefused);
  if (state === 'open') return undefined;
  const { sad, sadExp } = result ?? {};
  if (sad === undefined || sadExp === undefined) throw new CscError('phoneRefused');
  return { sad, exp: sadExp };
}

function unknownOrRefused(error: unknown): never {
  if (error instanceof SamError && error.code === 'not_found') throw new CscError('invalidHandle', { cause: error });
  return refusalOfSam(error);
}

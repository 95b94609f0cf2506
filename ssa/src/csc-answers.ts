import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { expectCscAnswer, findClient, findCscAnswer, keepCscAnswer, type Store } from '@chancery/store';
import type { CscBearer, CscDeps } from './csc/csc-deps.ts';
import { CscError, type CscErrorKey } from './csc/csc-error.ts';

/** What came of a request: its answer, or its refusal. */
type Outcome = { readonly answer: object } | { readonly refusal: CscErrorKey; readonly description: string };

export interface CscAnswers {
  readonly later: CscDeps['later'];
  /** When everything that this process still works on is kept. */
  settled(): Promise<void>;
}

interface Parts {
  readonly store: Store;
  readonly clock: () => Date;
  /** Told of what could not be kept. */
  readonly failed: (error: unknown) => void;
  /** Tells an address of a client that its answer is there; does not wait. */
  readonly tell: (responseUri: string, responseID: string) => void;
}

/**
 * Answers that are fetched later, on any node, for as long as was asked. Each is sealed under the id it is asked by, which the database does
 * not have: who reads it reads no signature.
 */
export function cscAnswers({ store: { db }, clock, failed, tell }: Parts): CscAnswers {
  const running = new Set<Promise<void>>();
  const work = async (id: string, responseUri: string | undefined, answer: () => Promise<object>) => {
    const outcome = await answer().then((made): Outcome => ({ answer: made }), refused);
    await keepCscAnswer(db, nameOf(id), seal(id, outcome));
    if (responseUri !== undefined) tell(responseUri, id);
  };
  return {
    settled: async () => void (await Promise.all(running)),
    later: {
      mayTell: async ({ client }, responseUri) => {
        const registered = (await findClient(db, client))?.metadata['response_uris'];
        return Array.isArray(registered) && registered.includes(responseUri);
      },
      begin: async (bearer, { validity, responseUri }, answer) => {
        const id = randomBytes(32).toString('base64url');
        const expires_at = new Date(clock().getTime() + validity);
        await expectCscAnswer(db, { id: nameOf(id), ...whose(bearer), expires_at });
        const working = work(id, responseUri, answer)
          .catch(failed)
          .finally(() => running.delete(working));
        running.add(working);
        return id;
      },
      find: async (id, bearer) => {
        const found = await findCscAnswer(db, { id: nameOf(id), ...whose(bearer) }, clock());
        if (found === undefined) return undefined;
        return found.sealed === null ? 'pending' : told(open(id, found.sealed));
      },
    },
  };
}

function refused(error: unknown): Outcome {
  if (error instanceof CscError) return { refusal: error.key, description: error.message };
  return { refusal: 'serverError', description: new CscError('serverError').message };
}

function told(outcome: Outcome): object {
  if ('answer' in outcome) return outcome.answer;
  throw new CscError(outcome.refusal, { description: outcome.description });
}

function whose({ client: client_id, account }: CscBearer) {
  return { client_id, account_id: account ?? null };
}

function nameOf(id: string): Uint8Array {
  return createHash('sha256').update(`csc-answer\0${id}`).digest();
}

function keyOf(id: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', id, '', 'chancery csc answer', 32));
}

function seal(id: string, outcome: Outcome): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(id), nonce);
  return Buffer.concat([nonce, cipher.update(JSON.stringify(outcome)), cipher.final(), cipher.getAuthTag()]);
}

function open(id: string, sealed: Uint8Array): Outcome {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(id), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  return JSON.parse(text.toString('utf8')) as Outcome;
}

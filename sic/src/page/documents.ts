/** The documents of a request: fetched from the SSA, believed only after the checks. */
import { type Content, contentOf } from '@chancery/look/content';
import { useEffect, useState } from 'react';
import type { DisplayItem, SignIntent } from './intent.ts';
import { readProof } from './proof.ts';
import { verifyDocument } from './verify-document.ts';
import { type VerifyCode, VerifyError } from './verify-error.ts';

export interface CheckedDocument {
  readonly kind: 'checked';
  /** What is signed, octet by octet. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly content: Content;
  /** XML in the form that is signed, which the file may write in another way. */
  readonly canonical: boolean;
}

export type DocumentState =
  | { readonly kind: 'loading' }
  | CheckedDocument
  /** Only the fingerprint was sent: nothing to show, nothing to compare. */
  | { readonly kind: 'unseen' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'doubt'; readonly code: VerifyCode };

/** A document that is here and checked, whose content only another program can show. */
export function isUnshown(state: DocumentState): boolean {
  return state.kind === 'checked' && state.content.kind === 'other';
}

/** One state per document, in the order of the statement; `again` fetches once more. */
export function useDocuments(intent: SignIntent): { states: readonly DocumentState[]; again: () => void } {
  const [attempt, setAttempt] = useState(0);
  const [states, setStates] = useState<readonly DocumentState[]>(() => intent.display.map(() => ({ kind: 'loading' })));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a new fetch
  useEffect(() => {
    const stop = new AbortController();
    setStates(intent.display.map(() => ({ kind: 'loading' })));
    load(intent, stop.signal, (index, state) => setStates((now) => now.with(index, state)));
    return () => stop.abort();
  }, [intent, attempt]);
  return { states, again: () => setAttempt((now) => now + 1) };
}

/** One after the other: a large batch must not hold all its copies in memory at once. */
async function load(intent: SignIntent, signal: AbortSignal, set: (index: number, state: DocumentState) => void) {
  for (const index of intent.display.keys()) {
    const state = await loadOne(intent, index, signal);
    if (signal.aborted) return;
    set(index, state);
  }
}

async function loadOne(intent: SignIntent, index: number, signal: AbortSignal): Promise<DocumentState> {
  const item = intent.display[index];
  if (item?.viewUrl === undefined || item.type === 'hash') return { kind: 'unseen' };
  try {
    const [file, proof] = await Promise.all([read(item.viewUrl, signal), read(`${item.viewUrl}/proof`, signal)]);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const signed = await verifyDocument(bytes, readProof(await proof.json()), intent, index);
    const canonical = signed !== bytes;
    const content = contentOf(signed, canonical ? 'text/xml' : mediaTypeOf(item));
    return { kind: 'checked', bytes: signed, content, canonical };
  } catch (error) {
    return error instanceof VerifyError ? { kind: 'doubt', code: error.code } : { kind: 'unreachable' };
  }
}

function mediaTypeOf({ type, mediaType }: DisplayItem): string | undefined {
  return type === 'application/pdf' ? type : mediaType;
}

async function read(url: string, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(url, { signal, credentials: 'omit', cache: 'no-store', redirect: 'error' });
  if (!answer.ok) throw new Error(`the document could not be read: ${answer.status}`);
  return answer;
}

/** The documents of a request: fetched from the SSA, believed only after the checks. */
import { type Content, contentOf } from '@chancery/look/content';
import { useEffect, useState } from 'react';
import { fromBase64url } from './base64url.ts';
import type { DisplayItem, SignIntent } from './intent.ts';
import { type Proof, verifyDocument } from './verify-document.ts';
import { type VerifyCode, VerifyError } from './verify-error.ts';

export type DocumentState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'checked'; readonly bytes: Uint8Array<ArrayBuffer>; readonly content: Content }
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
    await verifyDocument(bytes, readProof(await proof.json()), intent, index);
    return { kind: 'checked', bytes, content: contentOf(bytes, mediaTypeOf(item)) };
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

function readProof(value: unknown): Proof {
  const { originalSize, byteRange, signedAttributes } = value as Readonly<Record<string, unknown>>;
  if (!isLength(originalSize)) throw new VerifyError('original-size');
  if (typeof signedAttributes !== 'string') throw new VerifyError('attributes-malformed');
  const proof = { originalSize, signedAttributes: decoded(signedAttributes) };
  return byteRange === undefined ? proof : { ...proof, byteRange: readRange(byteRange) };
}

function readRange(value: unknown): readonly number[] {
  if (!Array.isArray(value) || !value.every(isLength)) throw new VerifyError('range-start');
  return value;
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function decoded(text: string): Uint8Array<ArrayBuffer> {
  try {
    return fromBase64url(text);
  } catch (cause) {
    throw new VerifyError('attributes-malformed', cause);
  }
}

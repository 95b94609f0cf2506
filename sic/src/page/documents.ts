/** The documents of a request: fetched from the SSA, believed only after the checks. */
import { type Content, contentOf } from '@chancery/look/content';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DisplayItem, SignIntent } from './intent.ts';
import { readProof } from './proof.ts';
import { verifyDocument } from './verify-document.ts';
import { type VerifyCode, VerifyError } from './verify-error.ts';

/** What is signed, octet by octet, and how it can be shown. */
interface Held {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly content: Content;
}

export interface CheckedDocument {
  readonly kind: 'checked';
  readonly shown: Content['kind'];
  /** XML in the form that is signed, which the file may write in another way. */
  readonly canonical: boolean;
  /** Undefined where memory was needed for others: it is fetched and checked again when it is to be shown. */
  readonly held: Held | undefined;
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
  return state.kind === 'checked' && state.shown === 'other';
}

/** Octets of documents that stay here once they are checked, the first ones first. */
const room = 64 * 1024 * 1024;
const atOnce = 4;
/** Milliseconds between two pictures of the progress. */
const beat = 100;

/**
 * One state per document, in the order of the statement. `again` fetches once more what is not here; the document `chosen`
 * is held as soon as it is checked, whatever else is not.
 */
export function useDocuments(
  intent: SignIntent,
  chosen: number,
): { states: readonly DocumentState[]; again: () => void } {
  const [attempt, setAttempt] = useState(0);
  const [states, setStates] = useState<readonly DocumentState[]>(() => intent.display.map(() => ({ kind: 'loading' })));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a new fetch
  useEffect(() => {
    const stop = new AbortController();
    setStates(intent.display.map(() => ({ kind: 'loading' })));
    void loadAll(intent, stop.signal, (fresh) => setStates((now) => now.map((state, i) => fresh.get(i) ?? state)));
    return () => stop.abort();
  }, [intent, attempt]);
  useHeld(intent, chosen, states[chosen], setStates);
  return { states, again: useCallback(() => setAttempt((now) => now + 1), []) };
}

/** Fetches and checks again the document that is to be shown and was not kept; the one before is let go. */
function useHeld(
  intent: SignIntent,
  chosen: number,
  state: DocumentState | undefined,
  setStates: (change: (now: readonly DocumentState[]) => readonly DocumentState[]) => void,
): void {
  const before = useRef<number>(undefined);
  const wanted = state?.kind === 'checked' && state.held === undefined;
  useEffect(() => {
    if (!wanted) return;
    const stop = new AbortController();
    void loadOne(intent, chosen, stop.signal).then((fresh) => {
      if (stop.signal.aborted) return;
      const last = before.current;
      before.current = chosen;
      setStates((now) => now.map((one, i) => (i === chosen ? fresh : i === last ? released(one) : one)));
    });
    return () => stop.abort();
  }, [intent, chosen, wanted, setStates]);
}

function released(state: DocumentState): DocumentState {
  return state.kind === 'checked' ? { ...state, held: undefined } : state;
}

/** A few at a time, told in batches: a thousand must neither be in memory at once nor draw the page a thousand times. */
async function loadAll(
  intent: SignIntent,
  signal: AbortSignal,
  tell: (fresh: ReadonlyMap<number, DocumentState>) => void,
): Promise<void> {
  let fresh = new Map<number, DocumentState>();
  const flush = () => {
    if (fresh.size > 0 && !signal.aborted) tell(fresh);
    fresh = new Map();
  };
  const timer = setInterval(flush, beat);
  let left = room;
  const places = intent.display.keys();
  const worker = async () => {
    for (const index of places) {
      const state = await loadOne(intent, index, signal);
      if (signal.aborted) return;
      left -= state.kind === 'checked' ? (state.held?.bytes.length ?? 0) : 0;
      fresh.set(index, left >= 0 || index === 0 ? state : released(state));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  clearInterval(timer);
  flush();
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
    return { kind: 'checked', shown: content.kind, canonical, held: { bytes: signed, content } };
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

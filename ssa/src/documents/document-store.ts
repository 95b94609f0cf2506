/** What a document is made of when it comes in: whole, or piece by piece. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/** A document read where it is needed; both ways of reading throw DocumentError `damaged`. To be closed. */
export interface OpenDocument {
  readonly size: number;
  /** The octets from `start` up to, not including, `end`, at once: for structures, which are small. */
  read(start: number, end: number): Uint8Array;
  /** All of them, in pieces. */
  stream(): AsyncIterable<Uint8Array>;
  close(): void;
}

/**
 * Documents, for as long as a request needs them. `folder` is the request's id, `key` (32 bytes) the request's own: who
 * forgets the key has forgotten the documents.
 */
export interface DocumentStore {
  /** Replaces what was there, whole or not at all. Pieces are never held together. */
  put(key: Uint8Array, folder: string, name: string, content: Content): Promise<void>;
  /** Throws DocumentError `missing` or `damaged`, as `open` does. */
  get(key: Uint8Array, folder: string, name: string): Promise<Uint8Array>;
  open(key: Uint8Array, folder: string, name: string): Promise<OpenDocument>;
  /** As `get`; undefined when there is none. */
  find(key: Uint8Array, folder: string, name: string): Promise<Uint8Array | undefined>;
  /** The names of all that is there of a request; none when there is nothing. */
  names(folder: string): Promise<ReadonlySet<string>>;
  /** Everything of a request; nothing happens when there is nothing. */
  delete(folder: string): Promise<void>;
}

export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly code: 'missing' | 'damaged' | 'name';

  constructor(code: DocumentError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * What a PDF does besides showing its pages, found in its octets: actions (ISO 32000-2, table 201), media annotations (table 171) and
 * streams whose content lies elsewhere (7.3.8.2). Object streams are read too (7.5.7). Pure; it never runs, follows or draws anything.
 */
export type ActiveKind = 'scripts' | 'launches' | 'links' | 'media' | 'outside' | 'sends';

export interface Activity {
  readonly kinds: ReadonlySet<ActiveKind>;
  /** False where a part could not be read, so that more may be there. */
  readonly whole: boolean;
}

const actions: Readonly<Record<string, ActiveKind>> = {
  JavaScript: 'scripts',
  Launch: 'launches',
  GoToR: 'launches',
  URI: 'links',
  Sound: 'media',
  Movie: 'media',
  Rendition: 'media',
  GoTo3DView: 'media',
  RichMediaExecute: 'media',
  SubmitForm: 'sends',
};
const annotations: ReadonlySet<string> = new Set(['Movie', 'Sound', 'Screen', '3D', 'RichMedia']);

/** Octets that are looked through between two breaths of the page, and how far a dictionary may reach over their edge. */
const piece = 4 * 1024 * 1024;
const edge = 4_096;
/** A stream of objects that opens to more than this is not worth the wait. */
const longestOpened = 64 * 1024 * 1024;

export async function activityIn(bytes: Uint8Array, signal?: AbortSignal): Promise<Activity> {
  const kinds = new Set<ActiveKind>();
  let whole = true;
  for (let at = 0; at < bytes.length && !signal?.aborted; at += piece) {
    const text = latin1(bytes.subarray(at, at + piece + edge));
    look(text, kinds);
    for (const { index } of text.matchAll(/\/Type\s*\/ObjStm\b/g)) {
      const opened = await objectStream(bytes, at + index).catch(() => undefined);
      if (opened === undefined) whole = false;
      else look(opened, kinds);
    }
    await breath();
  }
  return { kinds, whole };
}

function look(written: string, kinds: Set<ActiveKind>): void {
  const text = written.replace(/#([0-9a-fA-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  for (const [, name = ''] of text.matchAll(/\/S\s*\/(\w+)/g)) {
    const kind = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (kind !== undefined) kinds.add(kind);
  }
  for (const [, name = ''] of text.matchAll(/\/Subtype\s*\/(\w+)/g)) if (annotations.has(name)) kinds.add('media');
  for (const { index } of text.matchAll(/>>\s*stream\r?\n/g)) if (hasFile(text, index)) kinds.add('outside');
}

/** Whether the dictionary that ends here says that its content is in a file (table 5): `/F` with a file specification. */
function hasFile(text: string, end: number): boolean {
  let depth = 1;
  for (let at = end - 1; at >= Math.max(0, end - edge); at--) {
    const two = text.slice(at, at + 2);
    if (two === '>>') depth++;
    else if (two === '<<' && --depth === 0) return /\/F\s*(?:\(|<|\d+\s+\d+\s+R\b)/.test(text.slice(at, end));
    else continue;
    at--;
  }
  return false;
}

/** The objects of the stream whose dictionary stands around this place. Rejects where it is encrypted, or made by another filter. */
async function objectStream(bytes: Uint8Array, inside: number): Promise<string> {
  const head = latin1(bytes.subarray(inside, inside + edge));
  const start = /stream\r?\n/.exec(head);
  if (start === null) throw new Error('a stream of objects without its content');
  const from = inside + start.index + start[0].length;
  const dictionary = latin1(bytes.subarray(Math.max(0, inside - edge), from));
  const own = dictionary.slice(dictionary.lastIndexOf(' obj') + 1);
  const length = /\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(own)?.[1];
  const content = bytes.subarray(from, length === undefined ? endOf(bytes, from) : from + Number(length));
  if (!/\/Filter/.test(own)) return latin1(content);
  if (!/\/Filter\s*\[?\s*\/Fl(?:ateDecode)?\b/.test(own) || /\/Predictor/.test(own)) throw new Error('another filter');
  return opened(content);
}

function endOf(bytes: Uint8Array, from: number): number {
  const mark = [...'endstream'].map((letter) => letter.charCodeAt(0));
  for (let at = bytes.indexOf(mark[0] ?? 0, from); at !== -1; at = bytes.indexOf(mark[0] ?? 0, at + 1)) {
    if (mark.every((octet, index) => bytes[at + index] === octet)) return beforeBreak(bytes, at);
  }
  return bytes.length;
}

/** A break of the line stands before the word, and is no part of the content (7.3.8.1). */
function beforeBreak(bytes: Uint8Array, end: number): number {
  const [before, last] = [bytes[end - 2], bytes[end - 1]];
  if (last === 0x0a) return before === 0x0d ? end - 2 : end - 1;
  return last === 0x0d ? end - 1 : end;
}

async function opened(content: Uint8Array): Promise<string> {
  const inflate = new DecompressionStream('deflate');
  const writer = inflate.writable.getWriter();
  writer.write(new Uint8Array(content)).catch(() => undefined);
  writer.close().catch(() => undefined);
  const parts: string[] = [];
  let length = 0;
  const reader = inflate.readable.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(latin1(next.value));
    length += next.value.length;
    if (length > longestOpened) throw new Error('too long');
  }
  return parts.join('');
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

/** Lets the page draw and be used meanwhile. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

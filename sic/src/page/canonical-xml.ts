/**
 * XML that is already in its canonical form (Canonical XML 1.1, 1.1; Exclusive XML Canonicalization): start tag, end tag,
 * text, and nothing else. No declaration, document type, comment, CDATA, empty-element tag or second spelling is read, so
 * that nothing can be read in two ways.
 */
import { VerifyError } from './verify-error.ts';

export interface CanonicalElement {
  /** With its prefix, as written. */
  readonly name: string;
  /** Namespace declarations among them; values as written. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: CanonicalElement[];
  text: string;
}

const startTag = /<([^\s<>/="'!?&]+)((?: [^\s<>/="'&]+="[^"<]*")*)>/y;
const endTag = /<\/([^\s<>/="'!?&]+)>/y;
const characters = /[^<>]+/y;

/** The one element that fills the octets. Throws VerifyError xml-malformed. */
export function readCanonicalXml(octets: Uint8Array): CanonicalElement {
  const text = decoded(octets);
  const outside: CanonicalElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open = [outside];
  for (let at = 0; at < text.length; ) at = readOne(text, at, open);
  const [root] = outside.children;
  if (open.length !== 1 || root === undefined || outside.children.length > 1 || outside.text !== '') throw malformed();
  return root;
}

/** Reads one tag or run of text at `at`; where the next begins. */
function readOne(text: string, at: number, open: CanonicalElement[]): number {
  const parent = open.at(-1);
  const [start, end, run] = [startTag, endTag, characters].map((kind) => matched(kind, text, at));
  if (parent === undefined) throw malformed();
  if (start?.[1] !== undefined) {
    const element = { name: start[1], attributes: attributesOf(start[2] ?? ''), children: [], text: '' };
    parent.children.push(element);
    open.push(element);
  } else if (end !== undefined) {
    // What is outside has no name: no end tag is its own.
    if (open.pop()?.name !== end[1]) throw malformed();
  } else if (run !== undefined) parent.text += run[0];
  const found = start ?? end ?? run;
  if (found === undefined) throw malformed();
  return at + found[0].length;
}

function matched(kind: RegExp, text: string, at: number): RegExpExecArray | undefined {
  kind.lastIndex = at;
  return kind.exec(text) ?? undefined;
}

function attributesOf(written: string): ReadonlyMap<string, string> {
  const found = [...written.matchAll(/ ([^=]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const);
  const attributes = new Map(found);
  if (attributes.size !== found.length) throw malformed();
  return attributes;
}

function decoded(octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch (cause) {
    throw new VerifyError('xml-malformed', cause);
  }
}

function malformed(): VerifyError {
  return new VerifyError('xml-malformed');
}

/** Where reading stands, and the smallest steps forward. */
import { requireCharacters } from './characters.ts';
import { XmlError } from './error.ts';
import { tooComplex, type XmlLimits } from './limits.ts';
import { NamespaceScope } from './namespaces.ts';
import type { XmlChild, XmlDocument, XmlElement } from './tree.ts';

export interface XmlName {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
}

/** Elements by their ids, and the ids given more than once. */
export interface Ids {
  readonly ids: Map<string, XmlElement>;
  readonly repeatedIds: Set<string>;
}

export interface Reader extends Ids {
  readonly text: string;
  at: number;
  /** Inside this node; `top` is where reading began. */
  current: XmlElement | (Omit<XmlDocument, 'root'> & { root: XmlElement });
  readonly top: Reader['current'];
  depth: number;
  nodes: number;
  readonly scope: NamespaceScope;
  readonly limits: XmlLimits;
  readonly names: Map<string, XmlName>;
  /** What the text has anywhere: most have no carriage return and no `]]>`, and need not be searched again piece by piece. */
  readonly hasReturns: boolean;
  readonly hasSectionEnds: boolean;
}

export function newReader(
  text: string,
  top: Reader['current'],
  bound: ReadonlyMap<string, string>,
  limits: XmlLimits,
  ids: Ids,
): Reader {
  requireCharacters(text);
  const scope = new NamespaceScope(bound, limits.namespaces);
  const found = { hasReturns: text.includes('\r'), hasSectionEnds: text.includes(']]>') };
  return { text, at: 0, current: top, top, depth: 0, nodes: 0, scope, limits, names: new Map(), ...found, ...ids };
}

export function malformed({ at }: { at: number }, message: string): XmlError {
  return new XmlError('malformed', `${message}, at ${at}`);
}

export function addChild(reader: Reader, child: XmlChild): void {
  if (++reader.nodes > reader.limits.nodes) throw tooComplex(`more than ${reader.limits.nodes} nodes`);
  const parent = reader.current as { children: XmlChild[] };
  // An array that is made with its one member is as long as that; most elements have no second.
  if (parent.children.length === 0) parent.children = [child];
  else parent.children.push(child);
}

export function enterElement(reader: Reader, element: XmlElement): void {
  if (++reader.depth > reader.limits.depth) throw tooComplex(`nested deeper than ${reader.limits.depth}`);
  reader.current = element;
}

export function leaveElement(reader: Reader, element: XmlElement): boolean {
  element.end = reader.at;
  reader.scope.leave(element.declarations.length);
  reader.depth--;
  reader.current = element.parent as Reader['current'];
  return reader.current === reader.top && reader.top.kind === 'element';
}

/** The text from `skip` characters on until `mark`, and behind the mark. */
export function readUntil(reader: Reader, skip: number, mark: string): string {
  const start = reader.at + skip;
  const end = reader.text.indexOf(mark, start);
  if (end < 0) throw malformed(reader, `${mark} is missing`);
  reader.at = end + mark.length;
  return reader.text.slice(start, end);
}

/** True when something was skipped. */
export function skipSpace(reader: Reader): boolean {
  const { text, at } = reader;
  while (isSpace(text.charCodeAt(reader.at))) reader.at++;
  return reader.at > at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

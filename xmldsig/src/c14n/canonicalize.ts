/** Canonical XML 1.0 and 1.1, Exclusive XML Canonicalization 1.0: the text whose UTF-8 octets are digested. */
import { XmlError } from '../error.ts';
import type { NodeSet, XmlNode } from '../node-set.ts';
import { namespacesInScope, type XmlAttribute, type XmlChild, type XmlDocument, type XmlElement } from '../tree.ts';
import { Bindings } from './bindings.ts';
import { declarationsOf } from './declarations.ts';
import { byCodePoint, escapeReturn, escapeText, escapeValue } from './escape.ts';
import type { C14nMethod } from './method.ts';
import { Output } from './output.ts';
import { inheritedXmlAttributes } from './xml-attributes.ts';

/** `canonicalOctets` as text. */
export function canonicalize(set: NodeSet, method: C14nMethod): string {
  return Buffer.from(canonicalOctets(set, method)).toString();
}

/** Throws XmlError `unsupported` for relative namespace names (Canonical XML 1.0, 1.3), `too-complex` beyond the bounds. */
export function canonicalOctets(set: NodeSet, method: C14nMethod): Uint8Array {
  const { apex } = set;
  const scope = new Bindings(apex.kind === 'element' ? namespacesInScope(apex.parent) : undefined);
  for (const [, uri] of scope.entries()) requireAbsolute(uri);
  const hidden = apex.kind === 'element' ? ancestors(apex) : [];
  const common = { out: new Output(), set, method, scope, rendered: new Bindings(), declared: new Map() };
  const writing: Writing = { ...common, hidden, namespaceNodes: 0 };
  if (apex.kind === 'document') writeDocument(writing, apex);
  else writeNode(writing, apex);
  return writing.out.octets;
}

export interface Writing {
  readonly out: Output;
  readonly set: NodeSet;
  readonly method: C14nMethod;
  /** In scope at the element being written; written already by an element above it. */
  readonly scope: Bindings;
  readonly rendered: Bindings;
  /** Elements left out between the one being written and the next one above that is in the set, nearest first. */
  hidden: readonly XmlElement[];
  namespaceNodes: number;
  /** Declarations as they were written last, by their prefixes: most are written again and again. */
  readonly declared: Map<string, { readonly uri: string; readonly text: string }>;
}

function ancestors(element: XmlElement): XmlElement[] {
  const { parent } = element;
  return parent.kind === 'element' ? [parent, ...ancestors(parent)] : [];
}

function isKept({ set }: Writing, node: XmlNode): boolean {
  return set.keeps === undefined || set.keeps(node);
}

function writeDocument(writing: Writing, document: XmlDocument): void {
  let afterRoot = false;
  for (const child of document.children) afterRoot = writeTop(writing, child, afterRoot);
}

/** 2.3: what stands beside the root is kept apart from it by line ends. */
function writeTop(writing: Writing, child: XmlChild, afterRoot: boolean): boolean {
  if (child.kind === 'element') {
    writeNode(writing, child);
    return true;
  }
  const text = isKept(writing, child) ? besideElements(writing, child) : '';
  if (text !== '') writing.out.add(afterRoot ? `\n${text}` : `${text}\n`);
  return afterRoot;
}

function writeNode(writing: Writing, node: XmlChild): void {
  if (node.kind === 'element') {
    if (writing.set.without.size === 0 || !writing.set.without.has(node)) writeElement(writing, node);
  } else if (isKept(writing, node)) writing.out.add(besideElements(writing, node));
}

function besideElements({ method, set }: Writing, node: Exclude<XmlChild, XmlElement>): string {
  if (node.kind === 'text') return escapeText(node.value);
  if (node.kind === 'instruction') return instruction(node.target, node.value);
  return method.comments && set.comments ? `<!--${escapeReturn(node.value)}-->` : '';
}

function instruction(target: string, value: string): string {
  return value === '' ? `<?${target}?>` : `<?${target} ${escapeReturn(value)}?>`;
}

function writeElement(writing: Writing, element: XmlElement): void {
  const { out, scope, rendered, hidden } = writing;
  const scopeMark = scope.mark;
  const renderedMark = rendered.mark;
  for (const { prefix, uri } of element.declarations) scope.set(prefix, requireAbsolute(uri));
  const kept = isKept(writing, element);
  const inside = declarationsOf(writing, element, kept) + attributesOf(writing, element, kept);
  out.add(kept ? `<${element.name}${inside}>` : inside);
  writing.hidden = kept ? none : [element, ...hidden];
  for (const child of element.children) writeNode(writing, child);
  if (kept) out.add(`</${element.name}>`);
  writing.hidden = hidden;
  scope.backTo(scopeMark);
  rendered.backTo(renderedMark);
}

const none: readonly XmlElement[] = [];

/** 1.3: a document with a relative namespace name has no canonical form. */
function requireAbsolute(uri: string): string {
  if (uri === '' || /^[A-Za-z][\w+.-]*:/.test(uri)) return uri;
  throw new XmlError('unsupported', 'a document with a relative namespace name has no canonical form');
}

/** An empty value among the inherited ones is an `xml:base` that came to nothing (Canonical XML 1.1, 2.4). */
function attributesOf(writing: Writing, element: XmlElement, kept: boolean): string {
  const all = element.attributes;
  const own = writing.set.keeps === undefined || all.length === 0 ? all : all.filter((one) => isKept(writing, one));
  const inherited = kept && writing.hidden.length > 0 ? inheritedBy(writing, element) : [];
  if (inherited.length === 0) return allWritten(own);
  const others = own.filter((one) => !inherited.some(({ name }) => name === one.name));
  return allWritten([...others, ...inherited.filter(({ value }) => value !== '')]);
}

function inheritedBy({ method, hidden }: Writing, element: XmlElement): XmlAttribute[] {
  if (method.name === 'exclusive') return [];
  return inheritedXmlAttributes(element, hidden, method.name);
}

/** 2.3: by namespace, then by name. */
function allWritten(attributes: readonly XmlAttribute[]): string {
  if (attributes.length === 0) return '';
  if (attributes.length === 1) return written(attributes[0]!);
  const sorted = attributes.toSorted((a, b) => byCodePoint(a.namespace, b.namespace) || byCodePoint(a.local, b.local));
  return sorted.map(written).join('');
}

function written({ name, value }: XmlAttribute): string {
  return ` ${name}="${escapeValue(value)}"`;
}

/** Canonical XML 1.0 and 1.1, Exclusive XML Canonicalization 1.0: the text whose UTF-8 octets are digested. */
import { XmlError } from '../error.ts';
import type { NodeSet, XmlNode } from '../node-set.ts';
import { namespacesInScope, type XmlAttribute, type XmlChild, type XmlDocument, type XmlElement } from '../tree.ts';
import { Bindings } from './bindings.ts';
import { declarationsOf } from './declarations.ts';
import { byCodePoint, escapeReturn, escapeText, escapeValue } from './escape.ts';
import type { C14nMethod } from './method.ts';
import { inheritedXmlAttributes } from './xml-attributes.ts';

/** Throws XmlError `unsupported` for relative namespace names (Canonical XML 1.0, 1.3), `too-complex` beyond the bounds. */
export function canonicalize(set: NodeSet, method: C14nMethod): string {
  const { apex } = set;
  const scope = new Bindings(apex.kind === 'element' ? namespacesInScope(apex.parent) : undefined);
  for (const [, uri] of scope.entries()) requireAbsolute(uri);
  const hidden = apex.kind === 'element' ? ancestors(apex) : [];
  const writing: Writing = { out: '', set, method, scope, rendered: new Bindings(), hidden, namespaceNodes: 0 };
  if (apex.kind === 'document') writeChildren(writing, apex);
  else writeNode(writing, apex);
  return writing.out;
}

export interface Writing {
  out: string;
  readonly set: NodeSet;
  readonly method: C14nMethod;
  /** In scope at the element being written; written already by an element above it. */
  readonly scope: Bindings;
  readonly rendered: Bindings;
  /** Elements left out between the one being written and the next one above that is in the set, nearest first. */
  hidden: readonly XmlElement[];
  namespaceNodes: number;
}

function ancestors(element: XmlElement): XmlElement[] {
  const { parent } = element;
  return parent.kind === 'element' ? [parent, ...ancestors(parent)] : [];
}

export function isKept({ set }: Writing, node: XmlNode): boolean {
  return set.keeps === undefined || set.keeps(node);
}

function writeChildren(writing: Writing, parent: XmlElement | XmlDocument): void {
  let afterRoot = false;
  for (const child of parent.children) {
    if (parent.kind === 'document') afterRoot = writeTop(writing, child, afterRoot);
    else writeNode(writing, child);
  }
}

/** 2.3: what stands beside the root is kept apart from it by line ends. */
function writeTop(writing: Writing, child: XmlChild, afterRoot: boolean): boolean {
  const before = writing.out;
  writing.out = '';
  writeNode(writing, child);
  const { out } = writing;
  const apart = child.kind === 'element' || out === '' ? out : afterRoot ? `\n${out}` : `${out}\n`;
  writing.out = before + apart;
  return afterRoot || child.kind === 'element';
}

function writeNode(writing: Writing, node: XmlChild): void {
  if (node.kind === 'element') {
    if (!writing.set.without.has(node)) writeElement(writing, node);
    return;
  }
  if (!isKept(writing, node)) return;
  if (node.kind === 'text') writing.out += escapeText(node.value);
  else if (node.kind === 'instruction') writing.out += instruction(node.target, node.value);
  else if (writing.method.comments && writing.set.comments) writing.out += `<!--${escapeReturn(node.value)}-->`;
}

function instruction(target: string, value: string): string {
  return value === '' ? `<?${target}?>` : `<?${target} ${escapeReturn(value)}?>`;
}

function writeElement(writing: Writing, element: XmlElement): void {
  const { scope, rendered, hidden } = writing;
  const [scopeMark, renderedMark] = [scope.mark, rendered.mark];
  for (const { prefix, uri } of element.declarations) scope.set(prefix, requireAbsolute(uri));
  const kept = isKept(writing, element);
  if (kept) writing.out += `<${element.name}`;
  writing.out += declarationsOf(writing, element, kept) + attributesOf(writing, element, kept);
  if (kept) writing.out += '>';
  writing.hidden = kept ? [] : [element, ...hidden];
  writeChildren(writing, element);
  if (kept) writing.out += `</${element.name}>`;
  writing.hidden = hidden;
  scope.backTo(scopeMark);
  rendered.backTo(renderedMark);
}

/** 1.3: a document with a relative namespace name has no canonical form. */
function requireAbsolute(uri: string): string {
  if (uri === '' || /^[A-Za-z][\w+.-]*:/.test(uri)) return uri;
  throw new XmlError('unsupported', 'a document with a relative namespace name has no canonical form');
}

/** An empty value among the inherited ones is an `xml:base` that came to nothing (Canonical XML 1.1, 2.4). */
function attributesOf(writing: Writing, element: XmlElement, kept: boolean): string {
  const own =
    writing.set.keeps === undefined ? element.attributes : element.attributes.filter((one) => isKept(writing, one));
  const inherited = kept ? inheritedBy(writing, element) : [];
  if (inherited.length === 0) return sorted(own).map(written).join('');
  const others = own.filter((one) => !inherited.some(({ name }) => name === one.name));
  return sorted([...others, ...inherited])
    .map(written)
    .join('');
}

function inheritedBy({ method, hidden }: Writing, element: XmlElement): XmlAttribute[] {
  if (hidden.length === 0 || method.name === 'exclusive') return [];
  return inheritedXmlAttributes(element, hidden, method.name);
}

function sorted(attributes: readonly XmlAttribute[]): readonly XmlAttribute[] {
  if (attributes.length < 2) return attributes;
  return attributes.toSorted((a, b) => byCodePoint(a.namespace, b.namespace) || byCodePoint(a.local, b.local));
}

function written({ name, value }: XmlAttribute): string {
  return ` ${name}="${escapeValue(value)}"`;
}

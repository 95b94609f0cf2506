/** An XML document as the information that canonical forms and XPath see (XML Infoset; XPath 1.0, 5). */
import type { DecodedXml } from './encoding.ts';

export interface XmlDocument {
  readonly kind: 'document';
  /** Comments, instructions and exactly one element. */
  readonly children: readonly XmlChild[];
  readonly root: XmlElement;
  readonly source: DecodedXml;
  /** The first element with each value of an attribute Id, ID, id or xml:id. */
  readonly ids: ReadonlyMap<string, XmlElement>;
  /** Values that more than one element has. */
  readonly repeatedIds: ReadonlySet<string>;
}

export type XmlChild = XmlElement | XmlText | XmlComment | XmlInstruction;

export interface XmlElement {
  readonly kind: 'element';
  /** As written, with its prefix. */
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  /** Empty when in none. */
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly declarations: readonly XmlDeclaration[];
  readonly children: XmlChild[];
  readonly parent: XmlElement | XmlDocument;
  /** Where it stands in the text: `<` of its start tag, `<` of its end tag, behind `>` of that. */
  readonly start: number;
  contentEnd: number;
  end: number;
}

export interface XmlAttribute {
  readonly kind: 'attribute';
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly namespace: string;
  readonly value: string;
  readonly parent: XmlElement;
}

/** A namespace declaration as written; an empty prefix is the default namespace. */
export interface XmlDeclaration {
  readonly prefix: string;
  readonly uri: string;
}

/** Text between two pieces of markup, CDATA sections included. */
export interface XmlText {
  readonly kind: 'text';
  value: string;
  readonly parent: XmlElement;
}

export interface XmlComment {
  readonly kind: 'comment';
  readonly value: string;
  readonly parent: XmlElement | XmlDocument;
}

export interface XmlInstruction {
  readonly kind: 'instruction';
  readonly target: string;
  readonly value: string;
  readonly parent: XmlElement | XmlDocument;
}

export const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';

export function childElements(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child.kind === 'element');
}

/** The value of an attribute in no namespace. */
export function attributeOf(element: XmlElement, local: string): string | undefined {
  return element.attributes.find((one) => one.local === local && one.namespace === '')?.value;
}

/** All character data in it, in document order (XPath 1.0, 5.2). */
export function textOf(element: XmlElement): string {
  return element.children
    .map((child) => (child.kind === 'text' ? child.value : child.kind === 'element' ? textOf(child) : ''))
    .join('');
}

export function isNamed(node: XmlChild, namespace: string, local: string): node is XmlElement {
  return node.kind === 'element' && node.local === local && node.namespace === namespace;
}

export function documentOf(node: XmlElement): XmlDocument {
  let at: XmlElement | XmlDocument = node;
  while (at.kind === 'element') at = at.parent;
  return at;
}

export function isWithin(node: XmlElement | XmlDocument, ancestor: XmlElement | XmlDocument): boolean {
  for (let at = node; ; at = at.parent) {
    if (at === ancestor) return true;
    if (at.kind === 'document') return false;
  }
}

/** Prefixes in scope at an element, its own declarations included; `xml` is not listed, an undeclared default is empty. */
export function namespacesInScope(element: XmlElement | XmlDocument): Map<string, string> {
  if (element.kind === 'document') return new Map();
  const scope = namespacesInScope(element.parent);
  for (const { prefix, uri } of element.declarations) scope.set(prefix, uri);
  return scope;
}

/** Visits all nodes inside in document order, without attributes and namespaces. */
export function visitInside(top: XmlElement | XmlDocument, visit: (node: XmlChild) => void): void {
  for (const child of top.children) {
    visit(child);
    if (child.kind === 'element') visitInside(child, visit);
  }
}

/** All elements of a subtree in document order, its top among them. */
export function elementsOf(top: XmlElement | XmlDocument): XmlElement[] {
  const found: XmlElement[] = top.kind === 'element' ? [top] : [];
  visitInside(top, (node) => {
    if (node.kind === 'element') found.push(node);
  });
  return found;
}

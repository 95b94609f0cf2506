/** What a reference leads to before it becomes octets: a set of nodes of one document (XML-DSig, 4.4.3.3). */
import type { XmlAttribute, XmlChild, XmlDocument, XmlElement } from './tree.ts';

/** A namespace in scope at an element, as a node of its own (XPath 1.0, 5.4). */
export interface XmlNamespaceNode {
  readonly kind: 'namespace';
  readonly prefix: string;
  readonly uri: string;
  readonly parent: XmlElement;
}

export type XmlNode = XmlDocument | XmlChild | XmlAttribute | XmlNamespaceNode;

/** The nodes of a subtree, with attributes and namespaces, less what the other members take away. */
export interface NodeSet {
  readonly apex: XmlDocument | XmlElement;
  readonly comments: boolean;
  /** Subtrees that do not belong to it. */
  readonly without: ReadonlySet<XmlElement>;
  /** Present after an XPath transform: which of the nodes left are in the set. */
  readonly keeps?: (node: XmlNode) => boolean;
}

export function subtree(apex: XmlDocument | XmlElement, comments = false): NodeSet {
  return { apex, comments, without: new Set() };
}

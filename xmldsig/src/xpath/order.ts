/** Document order (XPath 1.0, 5): an element, its namespaces, its attributes, its children. */
import type { XmlNode } from '../node-set.ts';
import { visitInside, type XmlChild, type XmlDocument } from '../tree.ts';
import type { Budget } from './budget.ts';

/** The nodes of one document, numbered when it is first asked for. */
export class DocumentOrder {
  readonly #document: XmlDocument;
  #numbers: Map<XmlNode, number> | undefined;

  constructor(document: XmlDocument) {
    this.#document = document;
  }

  sort(nodes: readonly XmlNode[], budget: Budget): XmlNode[] {
    if (nodes.length < 2) return [...nodes];
    this.#numbers ??= numbered(this.#document, budget);
    const numbers = this.#numbers;
    budget.spend(nodes.length);
    return [...new Set(nodes)].sort((a, b) => place(a, numbers) - place(b, numbers));
  }
}

function numbered(document: XmlDocument, budget: Budget): Map<XmlNode, number> {
  const numbers = new Map<XmlNode, number>([[document, 0]]);
  const number = (node: XmlNode) => {
    budget.spend();
    numbers.set(node, numbers.size);
  };
  visitInside(document, (node) => {
    number(node);
    for (const attribute of attributesOf(node)) number(attribute);
  });
  return numbers;
}

function attributesOf(node: XmlChild) {
  return node.kind === 'element' ? node.attributes : [];
}

/** Namespaces of one element stand together, right behind it. */
function place(node: XmlNode, numbers: ReadonlyMap<XmlNode, number>): number {
  return node.kind === 'namespace' ? numbers.get(node.parent)! + 0.5 : numbers.get(node)!;
}

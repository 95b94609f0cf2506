/** XML-Signature XPath Filter 2.0: subtrees are kept, taken away or added. */
import { XmlError } from '../error.ts';
import { type NodeSet, subtree, type XmlNode } from '../node-set.ts';
import { documentOf, textOf, type XmlDocument, type XmlElement } from '../tree.ts';
import { Budget } from '../xpath/budget.ts';
import { compileXPath } from '../xpath/xpath.ts';
import type { FilterOperation } from './transform.ts';

interface Filter {
  readonly operation: FilterOperation;
  readonly bearer: XmlElement;
}

/** 3: the expressions are asked about the document of the input, one after the other. */
export function applyFilters(nodes: NodeSet, filters: readonly Filter[]): NodeSet {
  const budget = new Budget();
  const document = nodes.apex.kind === 'document' ? nodes.apex : documentOf(nodes.apex);
  const selected = filters.map(({ operation, bearer }) => ({ operation, roots: select(document, bearer, budget) }));
  return withOnlySubtractions(nodes, selected) ?? withTest(nodes, document, selected);
}

interface Selected {
  readonly operation: FilterOperation;
  readonly roots: ReadonlySet<XmlNode>;
}

function select(document: XmlDocument, bearer: XmlElement, budget: Budget): ReadonlySet<XmlNode> {
  const value = compileXPath(textOf(bearer), bearer, budget).evaluate(document);
  if (!Array.isArray(value)) throw new XmlError('malformed', 'an XPath filter that does not select nodes');
  return new Set(value);
}

/** The common case, signatures taken away, needs no test of each node. */
function withOnlySubtractions(nodes: NodeSet, selected: readonly Selected[]): NodeSet | undefined {
  const roots = selected.flatMap((one) => [...one.roots]);
  const elements = roots.filter((node) => node.kind === 'element');
  const simple = elements.length === roots.length && selected.every(({ operation }) => operation === 'subtract');
  if (!simple || elements.includes(nodes.apex as XmlElement)) return undefined;
  return { ...nodes, without: new Set([...nodes.without, ...elements]) };
}

/** A union may bring back what is outside of the input: the whole document is tested. */
function withTest(nodes: NodeSet, document: XmlDocument, selected: readonly Selected[]): NodeSet {
  const keeps = (node: XmlNode) =>
    selected.reduce((kept, { operation, roots }) => combined(operation, kept, isBelow(node, roots)), isIn(nodes, node));
  return { ...subtree(document, true), keeps };
}

function combined(operation: FilterOperation, kept: boolean, below: boolean): boolean {
  if (operation === 'union') return kept || below;
  return kept && (operation === 'intersect' ? below : !below);
}

function isBelow(node: XmlNode, roots: ReadonlySet<XmlNode>): boolean {
  for (let at = node; ; at = at.parent) {
    if (roots.has(at)) return true;
    if (at.kind === 'document') return false;
  }
}

function isIn({ apex, comments, without, keeps }: NodeSet, node: XmlNode): boolean {
  if (node.kind === 'comment' && !comments) return false;
  return isBelow(node, new Set([apex])) && !isBelow(node, without) && (keeps === undefined || keeps(node));
}

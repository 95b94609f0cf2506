/** The thirteen axes of XPath 1.0 (2.2), each in its own order: reverse axes from near to far. */
import type { XmlNamespaceNode, XmlNode } from '../node-set.ts';
import { namespacesInScope, visitInside, type XmlChild, type XmlElement, xmlNamespace } from '../tree.ts';
import type { Budget } from './budget.ts';
import type { Axis } from './expression.ts';

/** Namespaces are made into nodes when asked for, and are the same nodes when asked again. */
export class NamespaceNodes {
  readonly #known = new Map<XmlElement, readonly XmlNamespaceNode[]>();

  of(parent: XmlElement): readonly XmlNamespaceNode[] {
    const known = this.#known.get(parent);
    if (known !== undefined) return known;
    const bindings = [...namespacesInScope(parent).set('xml', xmlNamespace)].filter(([, uri]) => uri !== '');
    const nodes = bindings.map(([prefix, uri]): XmlNamespaceNode => ({ kind: 'namespace', prefix, uri, parent }));
    this.#known.set(parent, nodes);
    return nodes;
  }
}

export interface Walk {
  readonly budget: Budget;
  readonly namespaces: NamespaceNodes;
}

/** Visits the nodes of an axis in its order; each costs a step. */
export function along(axis: Axis, node: XmlNode, walk: Walk, visit: (node: XmlNode) => void): void {
  const step = (one: XmlNode) => {
    walk.budget.spend();
    visit(one);
  };
  if (axis === 'self' || axis.endsWith('-or-self')) step(node);
  if (axis === 'descendant' || axis === 'descendant-or-self') visitBelow(node, step);
  else for (const one of listed(axis, node, walk)) step(one);
}

function visitBelow(node: XmlNode, visit: (node: XmlNode) => void): void {
  if (node.kind === 'element' || node.kind === 'document') visitInside(node, visit);
}

type Listed = Exclude<Axis, 'descendant' | 'descendant-or-self'>;

function listed(axis: Listed, node: XmlNode, walk: Walk): readonly XmlNode[] {
  switch (axis) {
    case 'self':
      return [];
    case 'child':
      return childrenOf(node);
    case 'attribute':
      return node.kind === 'element' ? node.attributes : [];
    case 'namespace':
      return node.kind === 'element' ? walk.namespaces.of(node) : [];
    case 'parent':
      return node.kind === 'document' ? [] : [node.parent];
    case 'ancestor':
    case 'ancestor-or-self':
      return ancestors(node);
    case 'following-sibling':
      return siblings(node, walk).following;
    case 'preceding-sibling':
      return siblings(node, walk).preceding;
    case 'following':
      return following(node, walk);
    case 'preceding':
      return preceding(node, walk);
  }
}

function childrenOf(node: XmlNode): readonly XmlChild[] {
  return node.kind === 'element' || node.kind === 'document' ? node.children : [];
}

function inside(node: XmlNode): XmlNode[] {
  const found: XmlNode[] = [];
  visitBelow(node, (one) => found.push(one));
  return found;
}

function ancestors(node: XmlNode): XmlNode[] {
  const found: XmlNode[] = [];
  for (let at = node; at.kind !== 'document'; at = at.parent) found.push(at.parent);
  return found;
}

const alone = { following: [], preceding: [] };

/** From near to far. Looking for the place among them costs as well. */
function siblings(node: XmlNode, { budget }: Walk): { following: readonly XmlChild[]; preceding: readonly XmlChild[] } {
  if (node.kind === 'document' || node.kind === 'attribute' || node.kind === 'namespace') return alone;
  const { children } = node.parent;
  budget.spend(children.length);
  const at = children.indexOf(node);
  return { following: children.slice(at + 1), preceding: children.slice(0, at).reverse() };
}

function following(node: XmlNode, walk: Walk): XmlNode[] {
  const own = node.kind === 'attribute' || node.kind === 'namespace' ? inside(node.parent) : [];
  const after = lineage(node).flatMap((one) => siblings(one, walk).following);
  return [...own, ...after.flatMap((one) => [one, ...inside(one)])];
}

function preceding(node: XmlNode, walk: Walk): XmlNode[] {
  const before = lineage(node).flatMap((one) => siblings(one, walk).preceding);
  return before.flatMap((one) => [...inside(one).reverse(), one]);
}

/** The node and what it stands in; from an attribute on, the element it belongs to. */
function lineage(node: XmlNode): XmlNode[] {
  const first = node.kind === 'attribute' || node.kind === 'namespace' ? node.parent : node;
  return [first, ...ancestors(first)];
}

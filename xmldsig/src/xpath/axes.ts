/** The thirteen axes of XPath 1.0 (2.2), each in its own order: reverse axes from near to far. */
import type { XmlNamespaceNode, XmlNode } from '../node-set.ts';
import { namespacesInScope, type XmlChild, type XmlDocument, type XmlElement, xmlNamespace } from '../tree.ts';
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

export function* along(axis: Axis, node: XmlNode, walk: Walk): Generator<XmlNode> {
  switch (axis) {
    case 'self':
      return yield node;
    case 'child':
      return yield* childrenOf(node);
    case 'attribute':
      return yield* node.kind === 'element' ? node.attributes : [];
    case 'namespace':
      return yield* node.kind === 'element' ? walk.namespaces.of(node) : [];
    case 'parent':
      return yield* node.kind === 'document' ? [] : [node.parent];
    case 'ancestor':
      return yield* ancestors(node);
    case 'ancestor-or-self':
      yield node;
      return yield* ancestors(node);
    case 'descendant':
      return yield* descendants(node);
    case 'descendant-or-self':
      yield node;
      return yield* descendants(node);
    case 'following-sibling':
      return yield* siblings(node, 1, walk);
    case 'preceding-sibling':
      return yield* siblings(node, -1, walk);
    case 'following':
      return yield* following(node, walk);
    case 'preceding':
      return yield* preceding(node, walk);
  }
}

function childrenOf(node: XmlNode): readonly XmlChild[] {
  return node.kind === 'element' || node.kind === 'document' ? node.children : [];
}

function* ancestors(node: XmlNode): Generator<XmlNode> {
  let at = node;
  while (at.kind !== 'document') {
    at = at.parent;
    yield at;
  }
}

/** Without recursion: a generator inside a generator costs a step for each level. */
export function* descendants(top: XmlNode): Generator<XmlChild> {
  const pending = [...childrenOf(top)].reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    if (next.kind !== 'element') continue;
    for (let at = next.children.length - 1; at >= 0; at--) pending.push(next.children[at]!);
  }
}

function* siblings(node: XmlNode, direction: 1 | -1, { budget }: Walk): Generator<XmlChild> {
  if (node.kind === 'document' || node.kind === 'attribute' || node.kind === 'namespace') return;
  const { children } = node.parent;
  budget.spend(children.length >> 4);
  for (let at = children.indexOf(node) + direction; at >= 0 && at < children.length; at += direction)
    yield children[at]!;
}

function* following(node: XmlNode, walk: Walk): Generator<XmlNode> {
  if (node.kind === 'attribute' || node.kind === 'namespace') yield* descendants(node.parent);
  for (const one of lineage(node)) {
    for (const sibling of siblings(one, 1, walk)) {
      yield sibling;
      yield* descendants(sibling);
    }
  }
}

function* preceding(node: XmlNode, walk: Walk): Generator<XmlNode> {
  for (const one of lineage(node)) {
    for (const sibling of siblings(one, -1, walk)) {
      yield* [...descendants(sibling)].reverse();
      yield sibling;
    }
  }
}

/** The node and what it stands in; from an attribute on, the element it belongs to. */
function lineage(node: XmlNode): (XmlChild | XmlDocument)[] {
  const first = node.kind === 'attribute' || node.kind === 'namespace' ? node.parent : node;
  const found: (XmlChild | XmlDocument)[] = [first];
  for (let at = first; at.kind !== 'document'; at = at.parent) found.push(at.parent);
  return found;
}

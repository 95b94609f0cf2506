/** What an XPath 1.0 expression comes to, within a budget. */
import { XmlError } from '../error.ts';
import type { XmlNode } from '../node-set.ts';
import type { XmlElement } from '../tree.ts';
import { along, type NamespaceNodes } from './axes.ts';
import type { Budget } from './budget.ts';
import { compare } from './compare.ts';
import type { Arithmetic, Expression, NodeTest, Step } from './expression.ts';
import { callFunction } from './functions.ts';
import type { DocumentOrder } from './order.ts';
import { toBoolean, toNumber, type Value } from './values.ts';

export interface Context {
  readonly node: XmlNode;
  readonly position: number;
  readonly size: number;
  /** What prefixes stand for in the expression. */
  readonly prefixes: ReadonlyMap<string, string>;
  /** The element that bears the expression. */
  readonly here: XmlElement;
  readonly namespaces: NamespaceNodes;
  readonly order: DocumentOrder;
  readonly budget: Budget;
}

/** Throws XmlError: `malformed`, `unsupported`, `too-complex`. Sets of nodes come in document order. */
export function evaluate(expression: Expression, context: Context): Value {
  context.budget.spend();
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'or':
      return toBoolean(evaluate(expression.left, context)) || toBoolean(evaluate(expression.right, context));
    case 'and':
      return toBoolean(evaluate(expression.left, context)) && toBoolean(evaluate(expression.right, context));
    case 'comparison':
      return compare(expression.operator, ...both(expression, context), context.budget);
    case 'arithmetic':
      return calculate(expression.operator, ...numbers(expression, context));
    case 'negation':
      return -toNumber(evaluate(expression.operand, context), context.budget);
    case 'call':
      return callFunction(
        expression.name,
        expression.operands.map((one) => evaluate(one, context)),
        context,
      );
    case 'union':
      return union(...both(expression, context), context);
    case 'filter':
      return filter(nodesOf(evaluate(expression.operand, context)), expression.predicates, context);
    case 'path':
      return walk(startOf(expression.from, context), expression.steps, context);
  }
}

type Pair = { readonly left: Expression; readonly right: Expression };

function both({ left, right }: Pair, context: Context): [Value, Value] {
  return [evaluate(left, context), evaluate(right, context)];
}

function numbers(pair: Pair, context: Context): [number, number] {
  const [left, right] = both(pair, context);
  return [toNumber(left, context.budget), toNumber(right, context.budget)];
}

function calculate(operator: Arithmetic, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case 'div':
      return left / right;
    case 'mod':
      return left % right;
  }
}

function nodesOf(value: Value): XmlNode[] {
  if (Array.isArray(value)) return value;
  throw new XmlError('malformed', 'an XPath expression with a value where nodes are needed');
}

function union(left: Value, right: Value, context: Context): XmlNode[] {
  return context.order.sort([...nodesOf(left), ...nodesOf(right)], context.budget);
}

function startOf(from: 'root' | 'context' | Expression, context: Context): XmlNode[] {
  if (from === 'context') return [context.node];
  if (from !== 'root') return nodesOf(evaluate(from, context));
  let at = context.node;
  while (at.kind !== 'document') at = at.parent;
  return [at];
}

function walk(start: XmlNode[], steps: readonly Step[], context: Context): XmlNode[] {
  let nodes = start;
  for (const step of steps) {
    if (nodes.length === 1) nodes = inOrderOf(step, stepFrom(nodes[0]!, step, context));
    else
      nodes = context.order.sort(
        nodes.flatMap((node) => stepFrom(node, step, context)),
        context.budget,
      );
  }
  return nodes;
}

const reverse: ReadonlySet<string> = new Set(['ancestor', 'ancestor-or-self', 'preceding', 'preceding-sibling']);

function inOrderOf({ axis }: Step, nodes: XmlNode[]): XmlNode[] {
  return reverse.has(axis) ? nodes.reverse() : nodes;
}

/** In the order of the axis, by which its predicates count. */
function stepFrom(node: XmlNode, { axis, test, predicates }: Step, context: Context): XmlNode[] {
  const found: XmlNode[] = [];
  along(axis, node, context, (one) => {
    if (passes(one, test, axis, context)) found.push(one);
  });
  return filter(found, predicates, context);
}

function filter(nodes: XmlNode[], predicates: readonly Expression[], context: Context): XmlNode[] {
  let left = nodes;
  for (const predicate of predicates) {
    const size = left.length;
    left = left.filter((node, at) => {
      const value = evaluate(predicate, { ...context, node, position: at + 1, size });
      return typeof value === 'number' ? value === at + 1 : toBoolean(value);
    });
  }
  return left;
}

function passes(node: XmlNode, test: NodeTest, axis: Step['axis'], context: Context): boolean {
  if (test.kind === 'type') return isOfType(node, test);
  const principal = axis === 'attribute' ? 'attribute' : axis === 'namespace' ? 'namespace' : 'element';
  if (node.kind !== principal) return false;
  if (node.kind === 'namespace')
    return test.local === undefined || (test.prefix === undefined && test.local === node.prefix);
  if (node.kind !== 'element' && node.kind !== 'attribute') return false;
  if (test.local === undefined && test.prefix === undefined) return true;
  return node.namespace === namespaceOf(test.prefix, context) && (test.local ?? node.local) === node.local;
}

/** 2.3: the default namespace does not count in expressions. */
function namespaceOf(prefix: string | undefined, { prefixes }: Context): string {
  const uri = prefix === undefined ? '' : prefixes.get(prefix);
  if (uri === undefined) throw new XmlError('malformed', `an XPath expression with the unknown prefix ${prefix}`);
  return uri;
}

function isOfType(node: XmlNode, test: NodeTest & { kind: 'type' }): boolean {
  if (test.type === 'node') return true;
  if (test.type !== 'processing-instruction') return node.kind === test.type;
  return node.kind === 'instruction' && (test.target === undefined || test.target === node.target);
}

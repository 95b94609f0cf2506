/** One expression of a transform, ready to be asked about nodes of one document. */
import type { XmlNode } from '../node-set.ts';
import { documentOf, namespacesInScope, type XmlElement, xmlNamespace } from '../tree.ts';
import { NamespaceNodes } from './axes.ts';
import { Budget } from './budget.ts';
import { type Context, evaluate } from './evaluate.ts';
import { DocumentOrder } from './order.ts';
import { parseExpression } from './parser.ts';
import type { Value } from './values.ts';

export interface XPath {
  /** Throws XmlError as `evaluate` does. The same budget serves all questions. */
  evaluate(node: XmlNode): Value;
}

/** `bearer` is the element whose text is the expression: it gives the prefixes their meaning (XML-DSig, 6.6.3). */
export function compileXPath(text: string, bearer: XmlElement, budget = new Budget()): XPath {
  const expression = parseExpression(text);
  const common = {
    position: 1,
    size: 1,
    prefixes: namespacesInScope(bearer).set('xml', xmlNamespace),
    here: bearer,
    namespaces: new NamespaceNodes(),
    order: new DocumentOrder(documentOf(bearer)),
    budget,
  } satisfies Omit<Context, 'node'>;
  return { evaluate: (node) => evaluate(expression, { ...common, node }) };
}

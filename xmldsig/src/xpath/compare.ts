/** Comparisons of XPath 1.0 (3.4): with a set of nodes, one member that fits is enough. */
import type { Budget } from './budget.ts';
import type { Comparison } from './expression.ts';
import { stringValue, toBoolean, toNumber, toText, type Value } from './values.ts';

export function compare(operator: Comparison, left: Value, right: Value, budget: Budget): boolean {
  const withBoolean = typeof left === 'boolean' || typeof right === 'boolean';
  if (withBoolean && (operator === '=' || operator === '!=')) return holds(operator, toBoolean(left), toBoolean(right));
  const [lefts, rights] = [members(left, budget, withBoolean), members(right, budget, withBoolean)];
  return lefts.some((a) => {
    budget.spend(rights.length);
    return rights.some((b) => compareSingle(operator, a, b, budget));
  });
}

type Single = boolean | number | string;

function members(value: Value, budget: Budget, asBoolean: boolean): Single[] {
  if (!Array.isArray(value)) return [value];
  return asBoolean ? [value.length > 0] : value.map((node) => stringValue(node, budget));
}

function compareSingle(operator: Comparison, a: Single, b: Single, budget: Budget): boolean {
  const asNumbers =
    operator.startsWith('<') || operator.startsWith('>') || typeof a === 'number' || typeof b === 'number';
  if (asNumbers) return holds(operator, toNumber(a, budget), toNumber(b, budget));
  return holds(operator, toText(a, budget), toText(b, budget));
}

function holds<T extends Single>(operator: Comparison, a: T, b: T): boolean {
  switch (operator) {
    case '=':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

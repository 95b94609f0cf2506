/** The grammar of XPath 1.0, without variables. */
import { XmlError } from '../error.ts';
import type { Arithmetic, Axis, Comparison, Expression, NodeTest, Step } from './expression.ts';
import { type Token, tokenize } from './lexer.ts';

/** Throws XmlError `malformed`, or `too-complex` where it nests too deeply. */
export function parseExpression(text: string): Expression {
  const reading: Reading = { tokens: tokenize(text), at: 0, depth: 0 };
  const expression = readOr(reading);
  if (peek(reading).kind !== 'end') throw unexpected(reading);
  return expression;
}

interface Reading {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

function peek({ tokens, at }: Reading, ahead = 0): Token {
  return tokens[Math.min(at + ahead, tokens.length - 1)]!;
}

function unexpected(reading: Reading): XmlError {
  const { kind, text } = peek(reading);
  return new XmlError('malformed', `in an XPath expression: ${kind === 'end' ? 'it ends too early' : text}`);
}

function accept(reading: Reading, kind: Token['kind'], ...texts: readonly string[]): string | undefined {
  const token = peek(reading);
  if (token.kind !== kind || !texts.includes(token.text)) return undefined;
  reading.at++;
  return token.text;
}

function expect(reading: Reading, text: string): void {
  if (accept(reading, 'punctuation', text) === undefined) throw unexpected(reading);
}

const deepest = 50;

function readOr(reading: Reading): Expression {
  if (++reading.depth > deepest) throw new XmlError('too-complex', 'an XPath expression that nests too deeply');
  let left = readAnd(reading);
  while (accept(reading, 'operator', 'or')) left = { kind: 'or', left, right: readAnd(reading) };
  reading.depth--;
  return left;
}

function readAnd(reading: Reading): Expression {
  let left = readComparison(reading, ['=', '!=']);
  while (accept(reading, 'operator', 'and')) left = { kind: 'and', left, right: readComparison(reading, ['=', '!=']) };
  return left;
}

function readComparison(reading: Reading, operators: readonly Comparison[]): Expression {
  const inner = () => (operators.includes('=') ? readComparison(reading, ['<', '<=', '>', '>=']) : readSum(reading));
  let left = inner();
  for (
    let found = accept(reading, 'operator', ...operators);
    found;
    found = accept(reading, 'operator', ...operators)
  ) {
    left = { kind: 'comparison', operator: found as Comparison, left, right: inner() };
  }
  return left;
}

function readSum(reading: Reading): Expression {
  return readArithmetic(reading, ['+', '-'], () =>
    readArithmetic(reading, ['*', 'div', 'mod'], () => readNegation(reading)),
  );
}

function readArithmetic(reading: Reading, operators: readonly Arithmetic[], inner: () => Expression): Expression {
  let left = inner();
  for (
    let found = accept(reading, 'operator', ...operators);
    found;
    found = accept(reading, 'operator', ...operators)
  ) {
    left = { kind: 'arithmetic', operator: found as Arithmetic, left, right: inner() };
  }
  return left;
}

function readNegation(reading: Reading): Expression {
  let minus = 0;
  while (accept(reading, 'operator', '-')) minus++;
  let operand = readUnion(reading);
  for (; minus > 0; minus--) operand = { kind: 'negation', operand };
  return operand;
}

function readUnion(reading: Reading): Expression {
  let left = readPath(reading);
  while (accept(reading, 'operator', '|')) left = { kind: 'union', left, right: readPath(reading) };
  return left;
}

/** 3.3 [19]: a location path, or a filter expression that may go on with steps. */
function readPath(reading: Reading): Expression {
  if (!startsFilter(reading)) return readLocation(reading);
  const operand = readPrimary(reading);
  const predicates = readPredicates(reading);
  const filter: Expression = predicates.length === 0 ? operand : { kind: 'filter', operand, predicates };
  const steps = readFurtherSteps(reading);
  return steps.length === 0 ? filter : { kind: 'path', from: filter, steps };
}

const nodeTypes = ['node', 'text', 'comment', 'processing-instruction'] as const;

function startsFilter(reading: Reading): boolean {
  const [first, second] = [peek(reading), peek(reading, 1)];
  if (first.kind === 'literal' || first.kind === 'number') return true;
  if (first.kind === 'punctuation') return first.text === '(' || first.text === '$';
  const isCall = first.kind === 'name' && second.kind === 'punctuation' && second.text === '(';
  return isCall && !nodeTypes.some((type) => type === first.text);
}

function readPrimary(reading: Reading): Expression {
  const { kind, text } = peek(reading);
  if (text === '$') throw new XmlError('unsupported', 'an XPath expression with a variable');
  reading.at++;
  if (kind === 'literal') return { kind: 'literal', value: text };
  if (kind === 'number') return { kind: 'literal', value: Number(text) };
  if (kind === 'name') return { kind: 'call', name: text, operands: readOperands(reading) };
  const inner = readOr(reading);
  expect(reading, ')');
  return inner;
}

function readOperands(reading: Reading): Expression[] {
  expect(reading, '(');
  if (accept(reading, 'punctuation', ')')) return [];
  const operands = [readOr(reading)];
  while (accept(reading, 'punctuation', ',')) operands.push(readOr(reading));
  expect(reading, ')');
  return operands;
}

const everything: Step = { axis: 'descendant-or-self', test: { kind: 'type', type: 'node' }, predicates: [] };

function readLocation(reading: Reading): Expression {
  if (accept(reading, 'operator', '//')) {
    return { kind: 'path', from: 'root', steps: [everything, readStep(reading), ...readFurtherSteps(reading)] };
  }
  if (accept(reading, 'operator', '/') === undefined) {
    return { kind: 'path', from: 'context', steps: [readStep(reading), ...readFurtherSteps(reading)] };
  }
  const steps = startsStep(reading) ? [readStep(reading), ...readFurtherSteps(reading)] : [];
  return { kind: 'path', from: 'root', steps };
}

function readFurtherSteps(reading: Reading): Step[] {
  const steps: Step[] = [];
  for (let found = accept(reading, 'operator', '/', '//'); found; found = accept(reading, 'operator', '/', '//')) {
    if (found === '//') steps.push(everything);
    steps.push(readStep(reading));
  }
  return steps;
}

function startsStep(reading: Reading): boolean {
  const { kind, text } = peek(reading);
  return kind === 'name' || (kind === 'punctuation' && ['.', '..', '@'].includes(text));
}

function readStep(reading: Reading): Step {
  const test: NodeTest = { kind: 'type', type: 'node' };
  if (accept(reading, 'punctuation', '.')) return { axis: 'self', test, predicates: [] };
  if (accept(reading, 'punctuation', '..')) return { axis: 'parent', test, predicates: [] };
  const axis = readAxis(reading);
  return { axis, test: readTest(reading), predicates: readPredicates(reading) };
}

const axes: ReadonlySet<string> = new Set<Axis>([
  'ancestor',
  'ancestor-or-self',
  'attribute',
  'child',
  'descendant',
  'descendant-or-self',
  'following',
  'following-sibling',
  'namespace',
  'parent',
  'preceding',
  'preceding-sibling',
  'self',
]);

function readAxis(reading: Reading): Axis {
  if (accept(reading, 'punctuation', '@')) return 'attribute';
  const [first, second] = [peek(reading), peek(reading, 1)];
  if (second.text !== '::' || second.kind !== 'punctuation') return 'child';
  if (first.kind !== 'name' || !axes.has(first.text)) throw unexpected(reading);
  reading.at += 2;
  return first.text as Axis;
}

function readTest(reading: Reading): NodeTest {
  const { kind, text } = peek(reading);
  if (kind !== 'name') throw unexpected(reading);
  reading.at++;
  const type = nodeTypes.find((one) => one === text);
  if (type !== undefined && accept(reading, 'punctuation', '(')) return readType(reading, type);
  const colon = text.indexOf(':');
  const local = text.slice(colon + 1);
  return {
    kind: 'name',
    prefix: colon < 0 ? undefined : text.slice(0, colon),
    local: local === '*' ? undefined : local,
  };
}

function readType(reading: Reading, type: (typeof nodeTypes)[number]): NodeTest {
  const { kind, text } = peek(reading);
  const named = type === 'processing-instruction' && kind === 'literal';
  if (named) reading.at++;
  expect(reading, ')');
  return named ? { kind: 'type', type, target: text } : { kind: 'type', type };
}

function readPredicates(reading: Reading): Expression[] {
  const predicates: Expression[] = [];
  while (accept(reading, 'punctuation', '[')) {
    predicates.push(readOr(reading));
    expect(reading, ']');
  }
  return predicates;
}

/** The core functions of XPath 1.0 (4) and `here` of XML-DSig (6.6.3); `id` is refused, nothing can be added. */
import { XmlError } from '../error.ts';
import type { XmlNode } from '../node-set.ts';
import { type XmlElement, xmlNamespace } from '../tree.ts';
import type { Context } from './evaluate.ts';
import { stringValue, toBoolean, toNumber, toText, type Value } from './values.ts';

type CoreFunction = (operands: readonly Value[], context: Context) => Value;

/** By name: how many operands at least and at most, and what it does with them. */
const functions = new Map<string, readonly [least: number, most: number, apply: CoreFunction]>([
  ['last', [0, 0, (_, { size }) => size]],
  ['position', [0, 0, (_, { position }) => position]],
  ['count', [1, 1, ([set]) => nodes(set).length]],
  ['local-name', [0, 1, ([set], context) => nameOf(first(set, context)).local]],
  ['namespace-uri', [0, 1, ([set], context) => nameOf(first(set, context)).namespace]],
  ['name', [0, 1, ([set], context) => nameOf(first(set, context)).name]],
  ['string', [0, 1, ([value], context) => ownText(value, context)]],
  ['concat', [2, 100, (operands, context) => charged(operands.map((one) => text(one, context)).join(''), context)]],
  ['starts-with', [2, 2, ([a, b], context) => text(a, context).startsWith(text(b, context))]],
  ['contains', [2, 2, ([a, b], context) => text(a, context).includes(text(b, context))]],
  ['substring-before', [2, 2, ([a, b], context) => before(text(a, context), text(b, context))]],
  ['substring-after', [2, 2, ([a, b], context) => after(text(a, context), text(b, context))]],
  ['substring', [2, 3, ([a, start, length], context) => substring(text(a, context), start!, length, context)]],
  ['string-length', [0, 1, ([value], context) => [...ownText(value, context)].length]],
  ['normalize-space', [0, 1, ([value], context) => normalizeSpace(ownText(value, context))]],
  ['translate', [3, 3, ([a, b, c], context) => translate(text(a, context), text(b, context), text(c, context))]],
  ['boolean', [1, 1, ([value]) => toBoolean(value!)]],
  ['not', [1, 1, ([value]) => !toBoolean(value!)]],
  ['true', [0, 0, () => true]],
  ['false', [0, 0, () => false]],
  ['lang', [1, 1, ([value], context) => isInLanguage(text(value, context), context.node)]],
  ['number', [0, 1, ([value], context) => toNumber(value ?? [context.node], context.budget)]],
  ['sum', [1, 1, ([set], context) => sum(nodes(set), context)]],
  ['floor', [1, 1, ([value], context) => Math.floor(toNumber(value!, context.budget))]],
  ['ceiling', [1, 1, ([value], context) => Math.ceil(toNumber(value!, context.budget))]],
  ['round', [1, 1, ([value], context) => round(toNumber(value!, context.budget))]],
  ['here', [0, 0, (_, { here }) => [here]]],
]);

export function callFunction(name: string, operands: readonly Value[], context: Context): Value {
  const found = functions.get(name);
  if (found === undefined) throw new XmlError('unsupported', `an XPath expression with the function ${name}`);
  const [least, most, apply] = found;
  if (operands.length < least || operands.length > most) throw new XmlError('malformed', `the operands of ${name}`);
  return apply(operands, context);
}

function nodes(value: Value | undefined): XmlNode[] {
  if (Array.isArray(value)) return value;
  throw new XmlError('malformed', 'an XPath expression with a value where nodes are needed');
}

function first(value: Value | undefined, { node }: Context): XmlNode | undefined {
  return value === undefined ? node : nodes(value)[0];
}

function nameOf(node: XmlNode | undefined): { local: string; namespace: string; name: string } {
  if (node?.kind === 'element' || node?.kind === 'attribute') return node;
  const name = node?.kind === 'instruction' ? node.target : node?.kind === 'namespace' ? node.prefix : '';
  return { local: name, namespace: '', name };
}

function text(value: Value | undefined, { budget }: Context): string {
  return charged(toText(value!, budget), { budget });
}

function charged(value: string, { budget }: Pick<Context, 'budget'>): string {
  budget.spendText(value);
  return value;
}

function ownText(value: Value | undefined, context: Context): string {
  return value === undefined ? stringValue(context.node, context.budget) : text(value, context);
}

function before(a: string, b: string): string {
  return a.includes(b) ? a.slice(0, a.indexOf(b)) : '';
}

function after(a: string, b: string): string {
  return a.includes(b) ? a.slice(a.indexOf(b) + b.length) : '';
}

/** 4.2: positions from 1, counted in characters, ends rounded. */
function substring(value: string, start: Value, length: Value | undefined, { budget }: Context): string {
  const from = round(toNumber(start, budget));
  const until = length === undefined ? Number.POSITIVE_INFINITY : from + round(toNumber(length, budget));
  return [...value].filter((_, at) => at + 1 >= from && at + 1 < until).join('');
}

function normalizeSpace(value: string): string {
  return value
    .split(/[\t\n\r ]+/)
    .filter((one) => one !== '')
    .join(' ');
}

function translate(value: string, from: string, to: string): string {
  const targets = [...to];
  const table = new Map<string, string>();
  for (const [at, one] of [...from].entries()) if (!table.has(one)) table.set(one, targets[at] ?? '');
  return [...value].map((one) => table.get(one) ?? one).join('');
}

function isInLanguage(wanted: string, node: XmlNode): boolean {
  const start = node.kind === 'element' || node.kind === 'document' ? node : node.parent;
  for (let at = start; at.kind === 'element'; at = at.parent) {
    const found = languageOf(at)?.toLowerCase();
    if (found !== undefined) return found === wanted.toLowerCase() || found.startsWith(`${wanted.toLowerCase()}-`);
  }
  return false;
}

function languageOf({ attributes }: XmlElement): string | undefined {
  return attributes.find(({ local, namespace }) => local === 'lang' && namespace === xmlNamespace)?.value;
}

function sum(set: readonly XmlNode[], { budget }: Context): number {
  return set.reduce((total, node) => total + toNumber(stringValue(node, budget), budget), 0);
}

/** 4.4: the nearer integer, halves towards positive infinity. */
function round(value: number): number {
  return Number.isFinite(value) ? Math.floor(value + 0.5) : value;
}

/** The four types of XPath 1.0 and how one becomes another (3.2, 4.2 to 4.4, 5). */
import type { XmlNode } from '../node-set.ts';
import { visitInside, type XmlDocument, type XmlElement } from '../tree.ts';
import type { Budget } from './budget.ts';

export type Value = boolean | number | string | XmlNode[];

export function toBoolean(value: Value): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

export function toNumber(value: Value, budget: Budget): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = toText(value, budget).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}

/** A set of nodes is its first in document order; sets are kept in that order. */
export function toText(value: Value, budget: Budget): string {
  if (Array.isArray(value)) return value[0] === undefined ? '' : stringValue(value[0], budget);
  if (typeof value === 'number') return numberText(value);
  return String(value);
}

/** 4.2: no exponent; negative zero is zero. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const text = String(value === 0 ? 0 : value);
  return text.includes('e') ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : text;
}

export function stringValue(node: XmlNode, budget: Budget): string {
  const text = node.kind === 'element' || node.kind === 'document' ? allText(node, budget) : ownText(node);
  budget.spendText(text);
  return text;
}

function allText(top: XmlElement | XmlDocument, budget: Budget): string {
  let text = '';
  visitInside(top, (node) => {
    budget.spend();
    if (node.kind === 'text') text += node.value;
  });
  return text;
}

function ownText(node: XmlNode): string {
  if (node.kind === 'namespace') return node.uri;
  return node.kind === 'element' || node.kind === 'document' ? '' : node.value;
}

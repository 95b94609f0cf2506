/** Attributes of the namespace `xml` that the top of a subset takes over from ancestors outside of it. */
import { type XmlAttribute, type XmlElement, xmlNamespace } from '../tree.ts';
import { joinReferences } from './join-references.ts';
import type { C14nName } from './method.ts';

/**
 * Canonical XML 1.0, 2.4: the nearest of each name among all ancestors. Canonical XML 1.1, 2.4: `xml:lang` and
 * `xml:space` likewise, but only from ancestors that were left out (`hidden`, nearest first); `xml:base` joined; `xml:id` never.
 */
export function inheritedXmlAttributes(
  element: XmlElement,
  hidden: readonly XmlElement[],
  form: Exclude<C14nName, 'exclusive'>,
): XmlAttribute[] {
  if (form === '1.0') return nearest(element, ancestorsOf(element));
  const simple = nearest(element, hidden).filter(({ local }) => local === 'lang' || local === 'space');
  const base = joinedBase(element, hidden);
  return base === undefined ? simple : [...simple, base];
}

function ancestorsOf(element: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (let at = element.parent; at.kind === 'element'; at = at.parent) found.push(at);
  return found;
}

function nearest(element: XmlElement, ancestors: readonly XmlElement[]): XmlAttribute[] {
  const names = new Set(element.attributes.filter(isXml).map(({ local }) => local));
  const found: XmlAttribute[] = [];
  for (const one of ancestors.flatMap(({ attributes }) => attributes.filter(isXml))) {
    if (names.has(one.local)) continue;
    names.add(one.local);
    found.push(one);
  }
  return found;
}

function isXml({ namespace }: XmlAttribute): boolean {
  return namespace === xmlNamespace;
}

/** Undefined when no ancestor left out has one: then the element's own, if any, stays as it is. */
function joinedBase(element: XmlElement, hidden: readonly XmlElement[]): XmlAttribute | undefined {
  const outer = hidden.map(baseOf).filter((one) => one !== undefined);
  if (outer.length === 0) return undefined;
  const own = baseOf(element);
  const value = [...(own === undefined ? [] : [own]), ...outer].reduce((inner, base) => joinReferences(base, inner));
  const name = 'xml:base';
  return { kind: 'attribute', name, prefix: 'xml', local: 'base', namespace: xmlNamespace, value, parent: element };
}

function baseOf(element: XmlElement): string | undefined {
  return element.attributes.find((one) => isXml(one) && one.local === 'base')?.value;
}

/** Which namespaces an element writes (Canonical XML 1.0, 2.3; Exclusive XML Canonicalization, 3). */
import { tooComplex } from '../limits.ts';
import type { XmlElement } from '../tree.ts';
import type { Writing } from './canonicalize.ts';
import { byCodePoint, escapeValue } from './escape.ts';

/** The declarations as text, in order; what is written is remembered for the elements inside. */
export function declarationsOf(writing: Writing, element: XmlElement, kept: boolean): string {
  if (writing.method.name !== 'exclusive') return inclusive(writing, element, kept);
  return kept ? exclusive(writing, element) : '';
}

type Binding = readonly [prefix: string, uri: string];

function inclusive(writing: Writing, element: XmlElement, kept: boolean): string {
  if (writing.set.keeps !== undefined) return filtered(writing, element, kept);
  const isTop = writing.set.apex === element;
  const candidates = isTop
    ? writing.scope.entries()
    : element.declarations.map(({ prefix, uri }): Binding => [prefix, uri]);
  return writeNew(writing, candidates);
}

/** With nodes taken out one by one, what counts as written is what the next element above has in the set. */
function filtered(writing: Writing, element: XmlElement, kept: boolean): string {
  const nodes = writing.scope.entries().filter((one) => isInSet(writing, element, one));
  if (!kept)
    return asText(
      writing,
      nodes.filter((one) => one[1] !== '' && isNew(writing, one)),
    );
  const prefixes = new Set(nodes.map(([prefix]) => prefix));
  for (const [prefix] of writing.rendered.entries()) {
    if (!prefixes.has(prefix)) writing.rendered.set(prefix, undefined);
  }
  return writeNew(writing, nodes);
}

const mostNamespaceNodes = 10_000_000;

function isInSet(writing: Writing, parent: XmlElement, [prefix, uri]: Binding): boolean {
  if (++writing.namespaceNodes > mostNamespaceNodes) throw tooComplex('too many namespaces in a set of nodes');
  return uri === '' || writing.set.keeps === undefined || writing.set.keeps({ kind: 'namespace', prefix, uri, parent });
}

/** What the element and its attributes use, and the prefixes treated inclusively. */
function exclusive(writing: Writing, element: XmlElement): string {
  const { set, method } = writing;
  if (set.keeps === undefined && method.inclusivePrefixes === undefined && !element.attributes.some(hasPrefix)) {
    return writeOne(writing, [element.prefix, element.namespace]);
  }
  const used: Binding[] = [[element.prefix, element.namespace]];
  for (const { prefix, namespace } of element.attributes) if (prefix !== '') used.push([prefix, namespace]);
  for (const prefix of method.inclusivePrefixes ?? []) {
    const uri = writing.scope.get(prefix);
    if (uri !== undefined) used.push([prefix, uri]);
  }
  if (set.keeps === undefined) return writeNew(writing, used);
  return writeNew(
    writing,
    used.filter((one) => isInSet(writing, element, one)),
  );
}

function hasPrefix({ prefix }: { readonly prefix: string }): boolean {
  return prefix !== '';
}

/** Most elements use the one namespace they are in. */
function writeOne(writing: Writing, binding: Binding): string {
  if (!isNew(writing, binding)) return '';
  writing.rendered.set(binding[0], binding[1]);
  return declaration(writing.declared, binding);
}

function writeNew(writing: Writing, candidates: readonly Binding[]): string {
  const fresh: Binding[] = [];
  for (const one of candidates) {
    if (!isNew(writing, one)) continue;
    writing.rendered.set(one[0], one[1]);
    fresh.push(one);
  }
  return asText(writing, fresh);
}

/** `xmlns=""` is written only to take back a default; `xml` is never written. */
function isNew({ rendered }: Writing, binding: Binding): boolean {
  return binding[0] !== 'xml' && (rendered.get(binding[0]) ?? '') !== binding[1];
}

function asText({ declared }: Writing, bindings: readonly Binding[]): string {
  if (bindings.length === 0) return '';
  if (bindings.length === 1) return declaration(declared, bindings[0]!);
  const ordered = bindings.toSorted(([a], [b]) => byCodePoint(a, b));
  return ordered.map((one) => declaration(declared, one)).join('');
}

function declaration(declared: Writing['declared'], [prefix, uri]: Binding): string {
  const known = declared.get(prefix);
  if (known?.uri === uri) return known.text;
  const text = ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escapeValue(uri)}"`;
  declared.set(prefix, { uri, text });
  return text;
}

/** Transforms at work: nodes or octets in, nodes or octets out (XML-DSig 1.1, 4.4.3.2 and 6.6). */
import { decodeBase64 } from '../base64.ts';
import { canonicalOctets } from '../c14n/canonicalize.ts';
import type { C14nMethod } from '../c14n/method.ts';
import { XmlError } from '../error.ts';
import { type NodeSet, subtree, type XmlNode } from '../node-set.ts';
import { parseXml } from '../parser.ts';
import { isWithin, type XmlDocument, type XmlElement } from '../tree.ts';
import { Budget } from '../xpath/budget.ts';
import { toBoolean } from '../xpath/values.ts';
import { compileXPath } from '../xpath/xpath.ts';
import { applyFilters } from './filter2.ts';
import type { Transform } from './transform.ts';

/** What a reference leads to. */
export type ReferenceData =
  | { readonly kind: 'nodes'; readonly nodes: NodeSet }
  | { readonly kind: 'octets'; readonly octets: Uint8Array };

/** `signature` is the one whose reference it is. Throws XmlError. */
export function applyTransform(data: ReferenceData, transform: Transform, signature: XmlElement): ReferenceData {
  switch (transform.kind) {
    case 'base64':
      return { kind: 'octets', octets: decodeBase64(data.kind === 'octets' ? latin(data.octets) : textIn(data.nodes)) };
    case 'c14n':
      return { kind: 'octets', octets: canonicalOctets(nodesOf(data), transform.method) };
    case 'enveloped':
      return { kind: 'nodes', nodes: withoutSignature(nodesOf(data), signature) };
    case 'xpath':
      return { kind: 'nodes', nodes: filtered(nodesOf(data), transform.bearer) };
    case 'filter2':
      return { kind: 'nodes', nodes: applyFilters(nodesOf(data), transform.filters) };
  }
}

/** 4.4.3.3: what goes into the digest; nodes that no transform has written are written by Canonical XML 1.0. */
export function octetsOf(data: ReferenceData, method: C14nMethod = { name: '1.0', comments: false }): Uint8Array {
  return data.kind === 'octets' ? data.octets : canonicalOctets(data.nodes, method);
}

function latin(octets: Uint8Array): string {
  return Buffer.from(octets).toString('latin1');
}

/** 4.4.3.2: octets become all nodes of the document they are, comments among them. */
function nodesOf(data: ReferenceData): NodeSet {
  return data.kind === 'nodes' ? data.nodes : subtree(parseXml(data.octets), true);
}

/** 6.6.2: the texts of the set, in document order. */
function textIn({ apex, without, keeps }: NodeSet): string {
  const texts: string[] = [];
  const collect = (parent: XmlElement | XmlDocument) => {
    for (const child of parent.children) {
      if (child.kind === 'element' && !without.has(child)) collect(child);
      else if (child.kind === 'text' && (keeps === undefined || keeps(child))) texts.push(child.value);
    }
  };
  collect(apex);
  return texts.join('');
}

/** 6.6.4: this signature alone, and only from the document that bears it. */
function withoutSignature(nodes: NodeSet, signature: XmlElement): NodeSet {
  if (!isWithin(signature, nodes.apex)) throw new XmlError('malformed', 'an enveloped signature outside of its data');
  return { ...nodes, without: new Set([...nodes.without, signature]) };
}

/** 6.6.3: the nodes for which the expression holds; asked when a node is about to be written. */
function filtered(nodes: NodeSet, bearer: XmlElement): NodeSet {
  const budget = new Budget();
  const expression = compileXPath(textIn(subtree(bearer)), bearer, budget);
  const holds = (node: XmlNode) => toBoolean(expression.evaluate(node));
  const { keeps } = nodes;
  return { ...nodes, keeps: keeps === undefined ? holds : (node) => keeps(node) && holds(node) };
}

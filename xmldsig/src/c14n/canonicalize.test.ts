import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { XmlElement as PeerElement, XmlNode as PeerNode } from 'libxml2-wasm';
import { XmlError } from '../error.ts';
import { type NodeSet, subtree } from '../node-set.ts';
import { parseXml } from '../parser.ts';
import { corpusXml, readCorpus, requireCorpus } from '../testing/corpus.test.ts';
import { canonicalWithout, withPeer } from '../testing/libxml2.test.ts';
import { randomXml, seededRandom } from '../testing/random-xml.test.ts';
import { elementsOf, type XmlElement } from '../tree.ts';
import { canonicalize } from './canonicalize.ts';
import { type C14nMethod, type C14nName, c14nByUri, c14nUri, inclusivePrefixes } from './method.ts';

/** The judge: libxml2, in this process, so that thousands of documents can be compared. */
const modes: Readonly<Record<C14nName, 0 | 1 | 2>> = { '1.0': 0, exclusive: 1, '1.1': 2 };
const methods = (['1.0', '1.1', 'exclusive'] as const).flatMap((name): C14nMethod[] => [
  { name, comments: false },
  { name, comments: true },
]);

function peerOptions({ name, comments, inclusivePrefixes: prefixes }: C14nMethod) {
  const list = prefixes?.map((prefix) => (prefix === '' ? '#default' : prefix));
  return { mode: modes[name], withComments: comments, ...(list && { inclusiveNamespacePrefixes: list }) };
}

/** Whole document and so many of its subtrees, in every form. */
function judge(bytes: Uint8Array, subtrees: number): void {
  const document = parseXml(bytes);
  const elements = elementsOf(document);
  const every = Math.ceil(elements.length / subtrees);
  withPeer(bytes, (peer) => {
    const theirs = peer.find('//*') as PeerElement[];
    assert.equal(elements.length, theirs.length);
    for (const method of methods) {
      assert.equal(canonicalize(subtree(document, true), method), peer.canonicalizeToString(peerOptions(method)));
      for (let at = 0; at < elements.length; at += every) {
        const expected = theirs[at]!.canonicalizeToString(peerOptions(method));
        assert.equal(canonicalize(subtree(elements[at]!, true), method), expected);
      }
    }
  });
}

const relative = ['input/xml/simple-ns.xml'];
const withDoctype = ['external', 'quadratic', 'xmlbomb2', 'xmp-with-harmless-entity'].map(
  (one) => `input/xml/${one}.xml`,
);

requireCorpus();
for (const file of ['xades', 'input/xml', 'detached'].flatMap(corpusXml)) {
  if (relative.includes(file) || withDoctype.includes(file)) continue;
  test(`${file} has the canonical forms that libxml2 finds`, () => judge(readCorpus(file), 8));
}

test('three hundred random documents have the canonical forms that libxml2 finds', () => {
  for (let seed = 1; seed <= 300; seed++) judge(Buffer.from(randomXml(seed)), 1000);
});

/** The enveloped signature: subtrees cut out of the document. */
function cut(seed: number, elements: readonly XmlElement[]): Set<number> {
  const random = seededRandom(seed);
  const chosen = elements.map((_, at) => at).filter((at) => at > 0 && random(4) === 0);
  return new Set(chosen);
}

test('documents with subtrees cut out have the canonical forms that libxml2 finds', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const bytes = Buffer.from(randomXml(seed));
    const document = parseXml(bytes);
    const elements = elementsOf(document);
    const holes = cut(seed, elements);
    const without = new Set(elements.filter((_, at) => holes.has(at)));
    withPeer(bytes, (peer) => {
      const hidden = (peer.find('//*') as PeerNode[]).filter((_, at) => holes.has(at));
      const isVisible = (node: PeerNode, parent: PeerNode | null) => !isInside(hidden, node, parent);
      for (const method of methods) {
        const expected = peer.canonicalizeToString({ ...peerOptions(method), isVisible });
        assert.equal(canonicalize({ ...subtree(document, true), without }, method), expected);
      }
    });
  }
});

function isInside(hidden: readonly PeerNode[], node: PeerNode, parent: PeerNode | null): boolean {
  if (hidden.some((one) => one.isSameNode(node))) return true;
  for (let at = parent; at !== null; at = at.parent) if (hidden.some((one) => one.isSameNode(at!))) return true;
  return false;
}

/** An XPath filter: elements left out whose children stay, with their attributes and namespaces. */
test('documents with elements taken out between others have the canonical forms that libxml2 finds', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const bytes = Buffer.from(randomXml(seed));
    const document = parseXml(bytes);
    const elements = elementsOf(document);
    const holes = cut(seed + 1000, elements);
    const without = new Set(elements.filter((_, at) => holes.has(at)));
    const keeps: NodeSet['keeps'] = (node) => {
      const owner = node.kind === 'attribute' || node.kind === 'namespace' ? node.parent : node;
      return owner.kind !== 'element' || !without.has(owner);
    };
    withPeer(bytes, (peer) => {
      const hidden = (peer.find('//*') as PeerElement[]).filter((_, at) => holes.has(at));
      for (const method of methods) {
        const expected = canonicalWithout(peer, hidden, modes[method.name], method.comments);
        assert.equal(canonicalize({ ...subtree(document, true), keeps }, method), expected);
      }
    });
  }
});

test('exclusive form with inclusive prefixes is what libxml2 finds', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const bytes = Buffer.from(randomXml(seed));
    const elements = elementsOf(parseXml(bytes));
    const method = { name: 'exclusive', comments: false, inclusivePrefixes: ['a', '', 'nowhere'] } as const;
    withPeer(bytes, (peer) => {
      for (const [at, theirs] of (peer.find('//*') as PeerElement[]).entries()) {
        assert.equal(canonicalize(subtree(elements[at]!), method), theirs.canonicalizeToString(peerOptions(method)));
      }
    });
  }
});

test('a relative namespace name has no canonical form, wherever it is declared', () => {
  const document = parseXml(Buffer.from('<a xmlns="relative"><b xmlns="urn:x"/></a>'));
  for (const apex of [document, document.root, document.root.children[0] as XmlElement]) {
    const refusal = (error: unknown) => error instanceof XmlError && error.code === 'unsupported';
    assert.throws(() => canonicalize(subtree(apex), methods[0]!), refusal);
  }
});

/** xmllint in its own process: the same library as xmlsec1 has, of another age than the one in this process. */
test('xmllint writes the same canonical forms', (t) => {
  if (spawnSync('xmllint', ['--version']).error !== undefined) {
    assert.ok(process.env['CI'] === undefined, 'xmllint is missing');
    t.skip('xmllint is not installed');
    return;
  }
  const switches = { '1.0': '--c14n', '1.1': '--c14n11', exclusive: '--exc-c14n' } as const;
  for (const text of [randomXml(4), randomXml(7), randomXml(12)]) {
    const document = parseXml(Buffer.from(text));
    for (const name of ['1.0', '1.1', 'exclusive'] as const) {
      const expected = execFileSync('xmllint', [switches[name], '-'], { input: text, encoding: 'utf8' });
      assert.equal(canonicalize(subtree(document, true), { name, comments: true }), expected);
    }
  }
});

test('the methods go by the names of the standard', () => {
  for (const method of methods) assert.deepEqual(c14nByUri(c14nUri(method)), method);
  assert.equal(c14nByUri('http://www.w3.org/TR/1999/REC-xslt-19991116'), undefined);
  assert.deepEqual(inclusivePrefixes(' xs  #default\n'), ['xs', '']);
  assert.throws(() => inclusivePrefixes('x '.repeat(101)), XmlError);
});

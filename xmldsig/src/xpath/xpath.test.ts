import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { XmlDocument as PeerDocument, XmlNode as PeerNode } from 'libxml2-wasm';
import { XmlError, type XmlErrorCode } from '../error.ts';
import type { XmlNode } from '../node-set.ts';
import { parseXml } from '../parser.ts';
import { withPeer } from '../testing/libxml2.test.ts';
import { randomXml } from '../testing/random-xml.test.ts';
import { Budget } from './budget.ts';
import { compileXPath } from './xpath.ts';

/** With the prefixes of the peer declared where the expressions stand. */
const namespaces = { one: 'urn:1', two: 'urn:2', three: 'urn:3' };

function ours(text: string, expression: string): unknown {
  const document = parseXml(Buffer.from(text));
  const bearer = parseXml(Buffer.from('<x xmlns:one="urn:1" xmlns:two="urn:2" xmlns:three="urn:3"/>')).root;
  const here = { ...bearer, parent: document };
  return described(compileXPath(expression, here).evaluate(document.root));
}

function described(value: unknown): unknown {
  return Array.isArray(value) ? value.map(describe) : value;
}

function describe(node: XmlNode): string {
  if (node.kind === 'element') return `<${node.name}>`;
  if (node.kind === 'attribute') return `@${node.name}=${node.value}`;
  if (node.kind === 'namespace') return `ns ${node.prefix}`;
  return node.kind === 'document' ? '/' : node.kind === 'instruction' ? `?${node.value}` : `${node.kind} ${node.value}`;
}

function theirs(peer: PeerDocument, expression: string): unknown {
  const value = peer.root.eval(expression, namespaces);
  return Array.isArray(value) ? value.map(describePeer) : value;
}

function describePeer(node: PeerNode): string {
  const { name, prefix, content } = node as PeerNode & { name: string; prefix: string };
  const full = prefix === '' ? name : `${prefix}:${name}`;
  switch (node.constructor.name) {
    case 'XmlElement':
      return `<${full}>`;
    case 'XmlAttribute':
      return `@${full}=${content}`;
    case 'XmlDocumentNode':
      return '/';
    case 'XmlComment':
      return `comment ${content}`;
    case 'XmlProcessingInstructionNode':
      return `?${content}`;
    default:
      return `text ${content}`;
  }
}

const expressions = [
  '/',
  '//*',
  '//@*',
  './/text()',
  '//comment()',
  '//processing-instruction()',
  "//processing-instruction('alone')",
  '*',
  'e1',
  '//e1',
  '//one:e1',
  '//two:*',
  '//@one:*',
  '//@x',
  '//*[@x]',
  '//*[@x and not(@y)]',
  '//*[1]',
  '//*[last()]',
  '(//*)[3]',
  '(//*)[last()]',
  '//*[position() mod 2 = 0]',
  '//*/..',
  '//*/ancestor::*',
  '//e0/ancestor-or-self::node()',
  '//*[3]/preceding::*',
  '//*[2]/following::*',
  '//*[2]/following::node()[1]',
  '//*[2]/preceding::node()[1]',
  '//*/following-sibling::*[1]',
  '//*/preceding-sibling::*[1]',
  '//*/preceding-sibling::node()[last()]',
  '//*/child::node()[self::text() or self::comment()]',
  '//*[ancestor::e1]',
  '//*[not(ancestor-or-self::e1)]',
  '//@*/..',
  '//@*/parent::*/@*',
  '//e0 | //e1 | //@x',
  '(//e0 | //e1)[2]',
  '//*[count(*) > 1]',
  "//*[@x='v']",
  "//*[@x!='v']",
  '//*[@x=@y]',
  "//*[.='plain']",
  "//*[contains(.,'plain')]",
  "//*[starts-with(name(),'a:')]",
  "//*[local-name()='e1' and namespace-uri()='urn:1']",
  "//*[namespace-uri()='']",
  "//*[@xml:lang='en']",
  "//*[lang('en')]",
  'self::node()/descendant::*[1]',
  'descendant-or-self::*[@y]/@y',
  'count(//*)',
  'count(//node())',
  'count(//@*) + 1',
  'string(//*[2])',
  'string(/)',
  'string-length(/)',
  'normalize-space(/)',
  'name(//*[2])',
  'local-name(//@*)',
  'namespace-uri(//*[3])',
  'boolean(//e1)',
  'not(//e9)',
  '1 + 2 * 3 - 4 div 8',
  '7 mod 3',
  '-7 mod 3',
  '1.5 mod 0.5',
  '--3',
  '-(1)',
  '1 div 0',
  '-1 div 0',
  '0 div 0',
  'string(1 div 0)',
  'string(-0)',
  'string(0.1)',
  'string(123456789)',
  "number('12.5')",
  "number(' 7 ')",
  "number('x')",
  'number(true())',
  '1 = 1.0',
  "'1' = 1",
  "'a' = 'b'",
  'true() = 5',
  "'' or false()",
  "'x' and 1",
  '1 < 2',
  '2 <= 1',
  "'10' > '9'",
  '//*[2] = //*[3]',
  'count(//*) >= 2',
  "concat('a', 'b', 3)",
  "substring('12345', 2, 3)",
  "substring('12345', 1.5, 2.6)",
  "substring('12345', 0, 3)",
  "substring('12345', 0 div 0, 3)",
  "substring('12345', -42, 1 div 0)",
  "substring('12345', 2)",
  "substring-before('1999/04/01', '/')",
  "substring-after('1999/04/01', '/')",
  "substring-after('abc', '')",
  "translate('bar', 'abc', 'AB')",
  "translate('--aaa--', 'abc-', 'ABC')",
  "normalize-space('  a  b ')",
  'floor(2.6)',
  'ceiling(2.1)',
  'round(2.5)',
  'round(-2.5)',
  'sum(//*[number(.) = number(.)])',
  'div div div',
  'mod * mod',
  '* * 2',
  '//*[mod]',
];

test('expressions come to what libxml2 says, over random documents', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const text = randomXml(seed);
    withPeer(Buffer.from(text), (peer) => {
      for (const expression of expressions) {
        assert.deepEqual(ours(text, expression), theirs(peer, expression), `${expression} in ${text}`);
      }
    });
  }
});

function refuses(expression: string, code: XmlErrorCode): void {
  const isIt = (error: unknown) => error instanceof XmlError && error.code === code;
  assert.throws(() => ours('<a><b/></a>', expression), isIt, expression);
}

test('what is no expression is refused', () => {
  for (const expression of [
    '',
    '/a/',
    '//',
    'a b',
    '1 +',
    '(1',
    'a[',
    'a[1',
    '@',
    '::a',
    'foo::a',
    'a:',
    '"x',
    '#',
    'count()',
    'count(1)',
    '1 | 2',
    'nowhere:a',
    "'a'/b",
    'not()',
    'not(1,2)',
  ]) {
    refuses(expression, 'malformed');
  }
});

test('functions that reach elsewhere, and variables, are refused', () => {
  for (const expression of ["document('x')", "id('x')", 'unknown()', 'current()', '$x'])
    refuses(expression, 'unsupported');
});

test('an expression cannot cost more than its budget', () => {
  refuses(`${'('.repeat(200)}1${')'.repeat(200)}`, 'too-complex');
  refuses(`1${' + 1'.repeat(4000)}`, 'too-complex');
  const wide = parseXml(Buffer.from(`<a>${'<b>text</b>'.repeat(3000)}</a>`));
  const bearer = wide.root;
  for (const expression of [
    'count(//*[count(//*) > 1])',
    '//*[following::b = preceding::b]',
    '//b[string(/) = string(/)]',
    '//b = //b[. = //b]',
    '//*[following-sibling::*[preceding-sibling::*]]',
    "translate(concat(/,/,/,/),'t','u') = //b[concat(/,/,/,/,/)]",
  ]) {
    const isIt = (error: unknown) => error instanceof XmlError && error.code === 'too-complex';
    assert.throws(() => compileXPath(expression, bearer, new Budget(1_000_000)).evaluate(wide.root), isIt, expression);
  }
});

test('a node asked about is the first and last of one', () => {
  assert.deepEqual([ours('<a/>', 'position()'), ours('<a/>', 'last()')], [1, 1]);
});

test('namespaces are nodes, and `here` is the bearer', () => {
  const { root } = parseXml(Buffer.from('<a xmlns="urn:d" xmlns:p="urn:p"><p:b xmlns="" xmlns:q="urn:q"/></a>'));
  const value = (expression: string) => described(compileXPath(expression, root).evaluate(root));
  assert.deepEqual(value('//p:b/namespace::*'), ['ns p', 'ns q', 'ns xml']);
  assert.deepEqual(value('string(namespace::p)'), 'urn:p');
  assert.deepEqual(value('count(//namespace::node())'), 6);
  assert.deepEqual(value('here()/p:b/namespace::q/..'), ['<p:b>']);
});

/**
 * XML 1.0 with namespaces, and nothing that reaches outside the document: a document type is refused before it is read,
 * so there are no entities, no default attributes, nothing to fetch. The text is kept; elements know their place in it.
 */
import { nameEnd, normalizeLineEnds, replaceReferences } from './characters.ts';
import { decodeXml } from './encoding.ts';
import { XmlError } from './error.ts';
import { defaultLimits, tooComplex, type XmlLimits } from './limits.ts';
import { addChild, type Ids, leaveElement, malformed, newReader, type Reader, readUntil, skipSpace } from './reader.ts';
import { readElementTag } from './tags.ts';
import type { XmlChild, XmlDocument, XmlElement } from './tree.ts';

/** Throws XmlError: `doctype`, `malformed`, `unsupported`, `too-complex`. */
export function parseXml(bytes: Uint8Array, limits: Partial<XmlLimits> = {}): XmlDocument {
  const bounds = { ...defaultLimits, ...limits };
  if (bytes.length > bounds.octets) throw tooComplex(`a document of more than ${bounds.octets} octets`);
  const source = decodeXml(bytes);
  const ids: Ids = { ids: new Map(), repeatedIds: new Set() };
  const document = { kind: 'document' as const, children: [] as XmlChild[], root: nothingYet, source, ...ids };
  const reader = newReader(source.text, document, new Map(), bounds, ids);
  skipDeclaration(reader);
  readContent(reader);
  const roots = document.children.filter((child) => child.kind === 'element');
  if (roots.length !== 1) throw malformed(reader, 'not exactly one element at the top');
  document.root = roots[0]!;
  return document;
}

const nothingYet = undefined as unknown as XmlElement;

/** 2.8 [23]: version, then encoding, then standalone. */
const declaration =
  /<\?xml[\t\n\r ]+version[\t\n\r ]*=[\t\n\r ]*(?:"([^"]*)"|'([^']*)')(?:[\t\n\r ]+encoding[\t\n\r ]*=[\t\n\r ]*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[\t\n\r ]+standalone[\t\n\r ]*=[\t\n\r ]*(?:"(?:yes|no)"|'(?:yes|no)'))?[\t\n\r ]*\?>/y;

function skipDeclaration(reader: Reader): void {
  if (!/^<\?xml[\t\n\r ]/.test(reader.text.slice(0, 6))) return;
  declaration.lastIndex = 0;
  const found = declaration.exec(reader.text);
  if (found === null) throw malformed(reader, 'an XML declaration that cannot be read');
  if ((found[1] ?? found[2]) !== '1.0') throw new XmlError('unsupported', 'only XML 1.0 is read');
  reader.at = declaration.lastIndex;
}

const [slash, question, exclamation, less, greater] = [0x2f, 0x3f, 0x21, 0x3c, 0x3e];

/** Everything until the node where reading began is complete. */
export function readContent(reader: Reader): void {
  const { text } = reader;
  while (reader.at < text.length) {
    if (text.charCodeAt(reader.at) !== less || isSection(text, reader.at)) readText(reader);
    else if (readMarkup(reader)) return;
  }
  if (reader.current !== reader.top || reader.top.kind === 'element')
    throw malformed(reader, 'the document ends too early');
}

/** True when that was the end of what was to be read. */
function readMarkup(reader: Reader): boolean {
  const next = reader.text.charCodeAt(reader.at + 1);
  if (next === slash) return readEndTag(reader);
  if (next === question) readInstruction(reader);
  else if (next === exclamation) readComment(reader);
  else readElementTag(reader);
  return false;
}

function isSection(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) === exclamation && text.startsWith('<![CDATA[', at);
}

/** Character data and CDATA sections that touch are one text (XPath 1.0, 5.7). */
function readText(reader: Reader): void {
  const { text } = reader;
  let value = '';
  while (reader.at < text.length) {
    const next = text.indexOf('<', reader.at);
    const end = next < 0 ? text.length : next;
    value += characterData(reader, text.slice(reader.at, end));
    reader.at = end;
    if (!isSection(text, end)) break;
    value += readSection(reader);
  }
  const parent = reader.current;
  if (parent.kind === 'element') {
    if (value !== '') addChild(reader, { kind: 'text', value, parent });
  } else if (/[^\t\n ]/.test(value)) throw malformed(reader, 'text outside of the root element');
}

function characterData(reader: Reader, raw: string): string {
  if (reader.hasSectionEnds && raw.includes(']]>'))
    throw malformed(reader, 'the end of a CDATA section without its start');
  if (reader.current.kind === 'document' && raw.includes('&'))
    throw malformed(reader, 'text outside of the root element');
  return replaceReferences(reader.hasReturns ? normalizeLineEnds(raw) : raw);
}

function readSection(reader: Reader): string {
  if (reader.current.kind === 'document') throw malformed(reader, 'text outside of the root element');
  return normalizeLineEnds(readUntil(reader, '<![CDATA['.length, ']]>'));
}

function readComment(reader: Reader): void {
  const { text, at } = reader;
  if (text.startsWith('<!DOCTYPE', at)) throw new XmlError('doctype', 'a document with a document type is refused');
  if (!text.startsWith('<!--', at)) throw malformed(reader, 'markup that cannot be read');
  const value = readUntil(reader, 4, '--');
  if (text.charCodeAt(reader.at) !== greater) throw malformed(reader, 'a comment with two hyphens in it');
  reader.at++;
  addChild(reader, { kind: 'comment', value: normalizeLineEnds(value), parent: reader.current as XmlElement });
}

function readInstruction(reader: Reader): void {
  const content = readUntil(reader, 2, '?>');
  const end = nameEnd(content, 0);
  const target = content.slice(0, end);
  if (end === 0 || /^xml$/i.test(target)) throw malformed(reader, 'a processing instruction without its name');
  if (end < content.length && !/^[\t\n\r ]/.test(content.slice(end)))
    throw malformed(reader, 'a wrong name of an instruction');
  const value = normalizeLineEnds(content.slice(end)).replace(/^[\t\n ]+/, '');
  addChild(reader, { kind: 'instruction', target, value, parent: reader.current as XmlElement });
}

function readEndTag(reader: Reader): boolean {
  const { text, current, at } = reader;
  if (current === reader.top || current.kind === 'document') throw malformed(reader, 'an end tag without its start');
  if (!text.startsWith(current.name, at + 2)) throw malformed(reader, `not the end of ${current.name}`);
  reader.at = at + 2 + current.name.length;
  skipSpace(reader);
  if (text.charCodeAt(reader.at) !== greater) throw malformed(reader, `not the end of ${current.name}`);
  reader.at++;
  current.contentEnd = at;
  return leaveElement(reader, current);
}

/** Start tags and what stands in them (XML 1.0, 3.1; Namespaces in XML, 3 to 6). */
import { nameEnd, replaceReferences } from './characters.ts';
import type { XmlError } from './error.ts';
import { tooComplex } from './limits.ts';
import {
  addChild,
  enterElement,
  leaveElement,
  malformed,
  type Reader,
  readUntil,
  skipSpace,
  type XmlName,
} from './reader.ts';
import { type XmlAttribute, type XmlDeclaration, type XmlElement, xmlNamespace } from './tree.ts';

const [slash, colon, equals, greater] = [0x2f, 0x3a, 0x3d, 0x3e];

function readName(reader: Reader): XmlName {
  const { text, at } = reader;
  const first = nameEnd(text, at);
  if (first === at) throw malformed(reader, 'a name was expected');
  reader.at = first;
  if (text.charCodeAt(first) === colon) {
    reader.at = nameEnd(text, first + 1);
    if (reader.at === first + 1) throw malformed(reader, 'a name ends with a colon');
  }
  return knownName(reader, text.slice(at, reader.at));
}

/** Names come again and again: each is kept once. */
function knownName({ names }: Reader, name: string): XmlName {
  const known = names.get(name);
  if (known !== undefined) return known;
  const at = name.indexOf(':');
  const fresh = { name, prefix: at < 0 ? '' : name.slice(0, at), local: name.slice(at + 1) };
  names.set(name, fresh);
  return fresh;
}

export function readElementTag(reader: Reader): void {
  const start = reader.at;
  reader.at++;
  const name = readName(reader);
  const raw = readAttributes(reader);
  const empty = reader.text.charCodeAt(reader.at) === slash;
  if (empty) reader.at++;
  if (reader.text.charCodeAt(reader.at) !== greater)
    throw malformed(reader, `the start of ${name.name} cannot be read`);
  reader.at++;
  const element = newElement(reader, name, raw, start);
  addChild(reader, element);
  enterElement(reader, element);
  if (empty) leaveElement(reader, element);
}

interface RawAttribute {
  readonly name: XmlName;
  readonly value: string;
}

function readAttributes(reader: Reader): readonly RawAttribute[] {
  let found: RawAttribute[] | undefined;
  while (skipSpace(reader)) {
    const next = reader.text.charCodeAt(reader.at);
    if (next === greater || next === slash) break;
    const count = found?.length ?? 0;
    if (count >= reader.limits.attributes) throw tooComplex(`more than ${reader.limits.attributes} attributes`);
    const one = { name: readName(reader), value: readValue(reader) };
    if (found === undefined) found = [one];
    else found.push(one);
  }
  reader.nodes += found?.length ?? 0;
  return found ?? none;
}

const none: readonly never[] = [];

function readValue(reader: Reader): string {
  skipSpace(reader);
  if (reader.text.charCodeAt(reader.at) !== equals) throw malformed(reader, 'an attribute without value');
  reader.at++;
  skipSpace(reader);
  const quote = reader.text[reader.at];
  if (quote !== '"' && quote !== "'") throw malformed(reader, 'the value of an attribute without quotes');
  const raw = readUntil(reader, 1, quote);
  if (raw.includes('<')) throw malformed(reader, 'a < in the value of an attribute');
  return attributeValue(raw);
}

/** 3.3.3: literal white space becomes a space, what a reference stands for stays. */
function attributeValue(raw: string): string {
  return replaceReferences(/[\t\n\r]/.test(raw) ? raw.replace(/\r\n|[\t\n\r]/g, ' ') : raw);
}

function newElement(reader: Reader, name: XmlName, raw: readonly RawAttribute[], start: number): XmlElement {
  const declarations = raw.some(isDeclaration) ? declare(reader, raw) : none;
  const element: XmlElement = {
    kind: 'element',
    name: name.name,
    prefix: name.prefix,
    local: name.local,
    namespace: reader.scope.ofElement(name.prefix),
    attributes: none,
    declarations,
    children: [],
    parent: reader.current as XmlElement,
    start,
    contentEnd: reader.at,
    end: reader.at,
  };
  if (raw.length > declarations.length) addAttributes(reader, element, raw);
  return element;
}

function addAttributes(reader: Reader, element: XmlElement, raw: readonly RawAttribute[]): void {
  const own = element.declarations.length === 0 ? raw : raw.filter((one) => !isDeclaration(one));
  const attributes = own.map((one) => newAttribute(reader, one, element));
  if (attributes.length > 1) requireDistinct(reader, attributes);
  for (const one of attributes) registerId(reader, one);
  (element as { attributes: readonly XmlAttribute[] }).attributes = attributes;
}

function isDeclaration({ name }: RawAttribute): boolean {
  return name.prefix === 'xmlns' || name.name === 'xmlns';
}

function declare(reader: Reader, raw: readonly RawAttribute[]): readonly XmlDeclaration[] {
  const declarations = raw.filter(isDeclaration).map(({ name, value }): XmlDeclaration => {
    return { prefix: name.prefix === '' ? '' : name.local, uri: value };
  });
  for (const one of declarations) reader.scope.declare(one);
  if (new Set(declarations.map(({ prefix }) => prefix)).size < declarations.length) throw givenTwice(reader);
  return declarations;
}

function newAttribute(reader: Reader, { name, value }: RawAttribute, parent: XmlElement): XmlAttribute {
  const namespace = reader.scope.ofAttribute(name.prefix);
  return { kind: 'attribute', name: name.name, prefix: name.prefix, local: name.local, namespace, value, parent };
}

/** Namespaces in XML, 6.3. */
function requireDistinct(reader: Reader, attributes: readonly XmlAttribute[]): void {
  const names = new Set(attributes.map(({ namespace, local }) => `${namespace} ${local}`));
  if (names.size < attributes.length) throw givenTwice(reader);
}

function givenTwice(reader: Reader): XmlError {
  return malformed(reader, 'an attribute given twice');
}

/** Without a document type no attribute is an ID by itself: these four names are what signatures refer to. */
function registerId({ ids, repeatedIds }: Reader, { local, namespace, value, parent }: XmlAttribute): void {
  const isId =
    namespace === ''
      ? local === 'Id' || local === 'ID' || local === 'id'
      : local === 'id' && namespace === xmlNamespace;
  if (!isId || value === '') return;
  const known = ids.get(value);
  if (known === undefined) ids.set(value, parent);
  else if (known !== parent) repeatedIds.add(value);
}

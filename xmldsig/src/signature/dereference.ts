/** Where a reference leads (XML-DSig 1.1, 4.4.3.1 to 4.4.3.3): inside the document, or to what the caller handed over. */
import type { XmlDigest } from '../algorithms.ts';
import { XmlError } from '../error.ts';
import { subtree } from '../node-set.ts';
import type { XmlDocument, XmlElement } from '../tree.ts';
import type { ReferenceData } from './apply-transform.ts';

/** A file beside the document, or what is known of it: its digest. */
export type DetachedFile = Uint8Array | { readonly digest: XmlDigest; readonly value: Uint8Array };

/** By the names that references give, percent-encoding undone. Nothing else is ever looked up. */
export type DetachedFiles = ReadonlyMap<string, DetachedFile>;

export type Target =
  | ReferenceData
  | { readonly kind: 'digest'; readonly digest: XmlDigest; readonly value: Uint8Array };

/** Throws XmlError: `not-found`, `duplicate-id`, `unsupported` (other XPointers), `malformed`. */
export function dereference(document: XmlDocument, uri: string | undefined, files: DetachedFiles): Target {
  if (uri === undefined || (uri !== '' && !uri.startsWith('#'))) return fromFile(uri, files);
  const found = sameDocument(document, uri);
  return { kind: 'nodes', nodes: subtree(found.apex, found.comments) };
}

/** Comments belong to what an XPointer names, and not to the rest. */
function sameDocument(document: XmlDocument, uri: string): { apex: XmlDocument | XmlElement; comments: boolean } {
  if (uri === '') return { apex: document, comments: false };
  const pointer = decoded(uri.slice(1));
  if (pointer === 'xpointer(/)') return { apex: document, comments: true };
  const id = /^xpointer\(id\((?:'([^']*)'|"([^"]*)")\)\)$/.exec(pointer);
  if (id !== null) return { apex: elementById(document, id[1] ?? id[2]!), comments: true };
  if (/^(xpointer|element|xmlns)\(/.test(pointer)) throw new XmlError('unsupported', 'a reference by an XPointer');
  return { apex: elementById(document, pointer), comments: false };
}

/** The one element with this ID; an ID given twice names nothing (the element shown would be another than the one signed). */
function elementById(document: XmlDocument, id: string): XmlElement {
  if (document.repeatedIds.has(id)) throw new XmlError('duplicate-id', 'a reference to an ID that was given twice');
  const found = document.ids.get(id);
  if (found === undefined) throw new XmlError('not-found', 'a reference to an ID that is not there');
  return found;
}

function fromFile(uri: string | undefined, files: DetachedFiles): Target {
  const file = uri === undefined ? onlyOne(files) : (files.get(decoded(uri)) ?? files.get(uri));
  if (file === undefined) throw new XmlError('not-found', 'a reference to a file that was not handed over');
  return file instanceof Uint8Array ? { kind: 'octets', octets: file } : { kind: 'digest', ...file };
}

/** 4.4.3: without URI the application knows what is meant; it does when there is one thing. */
function onlyOne(files: DetachedFiles): DetachedFile | undefined {
  return files.size === 1 ? [...files.values()][0] : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new XmlError('malformed', 'a reference that cannot be read', { cause });
  }
}

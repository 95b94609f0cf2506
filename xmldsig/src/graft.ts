/** Elements put into a document that has been read: the tree is then what reading all of it again would give. */
import { defaultLimits } from './limits.ts';
import { readContent } from './parser.ts';
import { type Ids, newReader } from './reader.ts';
import { readElementTag } from './tags.ts';
import { namespacesInScope, type XmlDocument, type XmlElement } from './tree.ts';

/**
 * Reads one element as if it stood at the end of `parent`'s content, puts it there and returns it. Its places count in
 * `text`. The document the parent belongs to is changed.
 */
export function graftElement(document: XmlDocument, parent: XmlElement, text: string): XmlElement {
  const { ids, repeatedIds } = document as XmlDocument & Ids;
  const reader = newReader(text, parent, namespacesInScope(parent), defaultLimits, { ids, repeatedIds });
  readElementTag(reader);
  if (reader.current !== parent) readContent(reader);
  return parent.children.at(-1) as XmlElement;
}

/** Moves the root of a document to the end of `parent`'s content. Its places go on counting in the text it came from. */
export function adoptElement(document: XmlDocument, parent: XmlElement, from: XmlDocument): void {
  const { ids, repeatedIds } = document as XmlDocument & Ids;
  (from.root as { parent: XmlElement }).parent = parent;
  parent.children.push(from.root);
  for (const [id, element] of from.ids) {
    if (ids.has(id)) repeatedIds.add(id);
    else ids.set(id, element);
  }
  for (const id of from.repeatedIds) repeatedIds.add(id);
}

/** XML as what it is made of, read by the browser itself: no document type, so that nothing is expanded or fetched. */

/** One line of the tree (WAI-ARIA 1.2, treeitem). */
export interface Row {
  readonly node: ChildNode;
  /** From 1 on. */
  readonly level: number;
  readonly place: number;
  readonly siblings: number;
  /** Undefined where there is nothing within. */
  readonly open: boolean | undefined;
}

/** More lines make a browser slow; the source has them all. */
export const mostRows = 2_000;

/** Undefined where it is not well-formed, or names a document type. */
export function readXml(text: string): XMLDocument | undefined {
  if (/<!DOCTYPE/i.test(text)) return undefined;
  const read = new DOMParser().parseFromString(text, 'application/xml');
  return read.getElementsByTagName('parsererror').length > 0 ? undefined : read;
}

/** What is within a node and worth a line: all but white space between elements. */
export function partsOf(node: Node): readonly ChildNode[] {
  const parts = [...node.childNodes].filter((child) => child.nodeType !== Node.TEXT_NODE || !isBlank(child));
  return parts.length === 1 && parts[0]?.nodeType === Node.TEXT_NODE ? [] : parts;
}

function isBlank({ nodeValue }: Node): boolean {
  return /^[ \t\r\n]*$/.test(nodeValue ?? '');
}

/** The lines that can be seen, at most one more than fits. */
export function rowsOf(root: Node, opened: ReadonlySet<Node>): readonly Row[] {
  const rows: Row[] = [];
  const lay = (parent: Node, level: number) => {
    const parts = partsOf(parent);
    for (const [index, node] of parts.entries()) {
      if (rows.length > mostRows) return;
      const open = partsOf(node).length === 0 ? undefined : opened.has(node);
      rows.push({ node, level, place: index + 1, siblings: parts.length, open });
      if (open) lay(node, level + 1);
    }
  };
  lay(root, 1);
  return rows;
}

/** The namespace of an element, where it is not plain from what is written around it. */
export function namespaceToTell(element: Element): string | undefined {
  const declared = [...element.attributes].some(
    ({ name, value }) => /^xmlns(:|$)/.test(name) && value === element.namespaceURI,
  );
  const parent = element.parentElement?.namespaceURI ?? null;
  return declared || element.namespaceURI === parent ? undefined : (element.namespaceURI ?? undefined);
}

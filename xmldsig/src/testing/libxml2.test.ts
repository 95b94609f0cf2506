/** libxml2 as a judge in the same process; for tests only. */
import { ParseOption, XmlDocument, type XmlElement } from 'libxml2-wasm';
import * as library from 'libxml2-wasm/lib/libxml2.mjs';

/** What the package exports at run time and keeps out of its types. */
const { addFunction, xmlC14NExecute, xmlOutputBufferClose, xmlOutputBufferCreateIO, XmlTreeCommonStruct } =
  library as unknown as {
    addFunction(callback: (user: number, node: number, parent: number) => number, signature: 'iiii'): number;
    xmlC14NExecute(
      document: number,
      isVisible: number,
      user: number,
      mode: number,
      prefixes: number,
      comments: number,
      output: number,
    ): number;
    xmlOutputBufferCreateIO(handler: { write(chunk: Uint8Array): number; close(): boolean }): number;
    xmlOutputBufferClose(output: number): number;
    XmlTreeCommonStruct: { type(node: number): number };
  };

export function withPeer(bytes: Uint8Array, use: (peer: XmlDocument) => void): void {
  const peer = XmlDocument.fromBuffer(bytes, {
    option: ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_SKIP_IDS | ParseOption.XML_PARSE_NOCDATA,
  });
  try {
    use(peer);
  } finally {
    peer.dispose();
  }
}

let left: ReadonlySet<number> = new Set();
const attribute = 2;
const namespace = 18;

/** Attributes and namespaces go with their element; what stands inside an element left out stays. */
const isVisible = addFunction((_: number, node: number, parent: number) => {
  const type = XmlTreeCommonStruct.type(node);
  return left.has(type === attribute || type === namespace ? parent : node) ? 0 : 1;
}, 'iiii');

/** The canonical form of the document with these elements, but not their content, left out. */
export function canonicalWithout(
  peer: XmlDocument,
  elements: readonly XmlElement[],
  mode: number,
  comments: boolean,
): string {
  const chunks: Buffer[] = [];
  const write = (chunk: Uint8Array) => chunks.push(Buffer.from(chunk)) && chunk.length;
  left = new Set(elements.map((one) => (one as unknown as { _nodePtr: number })._nodePtr));
  const output = xmlOutputBufferCreateIO({ write, close: () => true });
  xmlC14NExecute((peer as unknown as { _ptr: number })._ptr, isVisible, 0, mode, 0, comments ? 1 : 0, output);
  xmlOutputBufferClose(output);
  return Buffer.concat(chunks).toString();
}

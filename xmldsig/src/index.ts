export { canonicalize } from './c14n/canonicalize.ts';
export { type C14nMethod, c14nByUri, c14nUri } from './c14n/method.ts';
export { XmlError, type XmlErrorCode } from './error.ts';
export { type NodeSet, subtree } from './node-set.ts';
export { parseXml } from './parser.ts';
export type { XmlDocument, XmlElement } from './tree.ts';

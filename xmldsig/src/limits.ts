import { XmlError } from './error.ts';

/** What a document may cost before it is refused; a caller may ask for less or more by name. */
export interface XmlLimits {
  readonly octets: number;
  readonly depth: number;
  readonly attributes: number;
  /** Elements, attributes, declarations, texts, comments and instructions together. */
  readonly nodes: number;
  /** Declarations on the way from the root to an element. */
  readonly namespaces: number;
}

export const defaultLimits: XmlLimits = {
  octets: 64 * 1024 * 1024,
  depth: 256,
  attributes: 1000,
  nodes: 2_000_000,
  namespaces: 1000,
};

export function tooComplex(message: string): XmlError {
  return new XmlError('too-complex', message);
}

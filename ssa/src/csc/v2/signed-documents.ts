import type { Entry } from './document-entry.ts';

export interface Signed {
  readonly entry: Entry;
  readonly octets: Uint8Array;
}

/**
 * Which of the two arrays of CSC API v2, 11.14, each result stands in: what holds the document is a DocumentWithSignature, what lies beside
 * it a SignatureObject. Base64, in the order of the request within each.
 */
export function inTheirArrays(signed: readonly Signed[]): object {
  const [whole, beside] = [false, true].map((wanted) =>
    signed
      .filter(({ entry }) => liesBeside(entry) === wanted)
      .map(({ octets }) => Buffer.from(octets).toString('base64')),
  ) as [string[], string[]];
  return {
    ...(whole.length > 0 ? { DocumentWithSignature: whole } : {}),
    ...(beside.length > 0 ? { SignatureObject: beside } : {}),
  };
}

function liesBeside(entry: Entry): boolean {
  const beside = entry.envelope === 'Detached' || entry.envelope === 'Parallel';
  return 'hash' in entry || (entry.container === undefined && beside);
}

/**
 * The transforms of a ds:Reference (XML-DSig 1.1, 4.4.3.4). What is shown is what comes out of them, so that none may leave out words
 * that stand in the document all the same: canonical forms, base64, and the removal of signatures.
 */
import type { CanonicalElement } from './canonical-xml.ts';
import { VerifyError } from './verify-error.ts';

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const filter2 = 'http://www.w3.org/2002/06/xmldsig-filter2';
/** RFC 6931, 2.3 and 2.6. */
const plain: ReadonlySet<string> = new Set([
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments',
  'http://www.w3.org/2006/12/xml-c14n11',
  'http://www.w3.org/2006/12/xml-c14n11#WithComments',
  'http://www.w3.org/2000/09/xmldsig#base64',
  'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
]);

/** Throws VerifyError reference-type for any other. */
export function requireKnownTransforms({ children }: CanonicalElement, prefix: string): void {
  if (children.every((one) => one.name === `${prefix}Transform` && isKnown(one, prefix))) return;
  throw new VerifyError('reference-type');
}

function isKnown({ attributes, children }: CanonicalElement, ds: string): boolean {
  const algorithm = attributes.get('Algorithm') ?? '';
  const [parameter, ...more] = children;
  if (more.length > 0) return false;
  if (algorithm === filter2) return ds === 'ds:' && parameter !== undefined && removesSignatures(parameter);
  if (algorithm === exclusive || algorithm === `${exclusive}WithComments`)
    return parameter === undefined || parameter.name.endsWith('InclusiveNamespaces');
  return parameter === undefined && plain.has(algorithm);
}

/** XPath Filter 2.0, 3; its `ds` is the prefix of the whole SignedInfo. */
function removesSignatures({ name, attributes, children, text }: CanonicalElement): boolean {
  const [, prefix] = /^([^:]+):XPath$/.exec(name) ?? [];
  return (
    prefix !== undefined &&
    attributes.get(`xmlns:${prefix}`) === filter2 &&
    attributes.get('Filter') === 'subtract' &&
    children.length === 0 &&
    text === '/descendant::ds:Signature'
  );
}

/** What a reference does with its data before it is digested (XML-DSig 1.1, 6.6). XSLT is never executed. */
import { type C14nMethod, c14nByUri, exclusiveNamespace, inclusivePrefixes } from '../c14n/method.ts';
import { XmlError } from '../error.ts';
import { ds, transformUris } from '../names.ts';
import { attributeOf, childElements, isNamed, type XmlElement } from '../tree.ts';

export type FilterOperation = 'intersect' | 'subtract' | 'union';

/** `bearer` is the element whose text is the expression. */
export type Transform =
  | { readonly kind: 'enveloped' }
  | { readonly kind: 'base64' }
  | { readonly kind: 'c14n'; readonly method: C14nMethod }
  | { readonly kind: 'xpath'; readonly bearer: XmlElement }
  | {
      readonly kind: 'filter2';
      readonly filters: readonly { readonly operation: FilterOperation; readonly bearer: XmlElement }[];
    };

const most = 5;

/** The children of ds:Transforms. Throws XmlError `unsupported` for other algorithms, `too-complex` for too many. */
export function readTransforms(transforms: XmlElement | undefined): Transform[] {
  const elements = transforms === undefined ? [] : childElements(transforms);
  if (elements.length > most) throw new XmlError('too-complex', `more than ${most} transforms of one reference`);
  return elements.map(readTransform);
}

function readTransform(element: XmlElement): Transform {
  if (!isNamed(element, ds, 'Transform')) throw new XmlError('malformed', 'something else among the transforms');
  const algorithm = attributeOf(element, 'Algorithm') ?? '';
  if (algorithm === transformUris.enveloped) return { kind: 'enveloped' };
  if (algorithm === transformUris.base64) return { kind: 'base64' };
  if (algorithm === transformUris.xpath) return { kind: 'xpath', bearer: onlyXPath(element) };
  if (algorithm === transformUris.filter2) return { kind: 'filter2', filters: readFilters(element) };
  return { kind: 'c14n', method: readC14n(element) };
}

/** Of ds:Transform and ds:CanonicalizationMethod alike. */
export function readC14n(element: XmlElement): C14nMethod {
  const method = c14nByUri(attributeOf(element, 'Algorithm') ?? '');
  if (method === undefined) throw new XmlError('unsupported', 'an algorithm that is not applied to data');
  const list = childElements(element).find((one) => isNamed(one, exclusiveNamespace, 'InclusiveNamespaces'));
  if (method.name !== 'exclusive' || list === undefined) return method;
  return { ...method, inclusivePrefixes: inclusivePrefixes(attributeOf(list, 'PrefixList') ?? '') };
}

function onlyXPath(element: XmlElement): XmlElement {
  const [bearer, second] = childElements(element);
  if (bearer !== undefined && second === undefined && isNamed(bearer, ds, 'XPath')) return bearer;
  throw new XmlError('malformed', 'an XPath transform without its expression');
}

/** XML-Signature XPath Filter 2.0, 3. */
function readFilters(element: XmlElement) {
  const bearers = childElements(element);
  const wrong = bearers.some((one) => !isNamed(one, transformUris.filter2, 'XPath'));
  if (bearers.length === 0 || wrong) throw new XmlError('malformed', 'an XPath filter without its expressions');
  if (bearers.length > most) throw new XmlError('too-complex', `more than ${most} expressions in one filter`);
  return bearers.map((bearer) => ({ operation: readOperation(bearer), bearer }));
}

function readOperation(bearer: XmlElement): FilterOperation {
  const operation = attributeOf(bearer, 'Filter');
  if (operation === 'intersect' || operation === 'subtract' || operation === 'union') return operation;
  throw new XmlError('malformed', 'an XPath filter that does nothing known');
}

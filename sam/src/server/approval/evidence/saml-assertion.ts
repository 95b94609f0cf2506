import { parseCertificate } from '@chancery/pki';
import {
  attributeOf,
  childElements,
  elementsOf,
  findSignatures,
  isNamed,
  isWithin,
  parseXml,
  readSignature,
  textOf,
  verifyXmlSignature,
  type XmlDocument,
  type XmlElement,
  XmlError,
  type XmlSignature,
} from '@chancery/xmldsig';
import { refuse } from '../../refusal.ts';

export const samlp = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const saml = 'urn:oasis:names:tc:SAML:2.0:assertion';

/** What a response may cost before it is refused: far more than any has. */
const limits = { octets: 65_536, depth: 32, attributes: 32, nodes: 5_000, namespaces: 200 };

/**
 * The one assertion of a response, signed by one of these certificates (SAML 2.0 Core 5.4). What is returned is the element that the
 * signature leads to, or lies in the one it leads to, in a document that has no other assertion: there is nothing beside it to be read in its
 * place. Refuses with `evidence_invalid`.
 */
export function signedAssertion(response: Uint8Array, certificates: readonly Uint8Array[]): XmlElement {
  try {
    const document = parseXml(response, limits);
    const assertion = onlyAssertion(document);
    requireSigned(
      document,
      assertion,
      certificates.map((der) => parseCertificate(der).spki),
    );
    return assertion;
  } catch (cause) {
    if (cause instanceof XmlError) return refuse('evidence_invalid', `SAML response: ${cause.message}`, cause);
    throw cause;
  }
}

function onlyAssertion({ root }: XmlDocument): XmlElement {
  if (!isNamed(root, samlp, 'Response')) return refuse('evidence_invalid', 'SAML response: another document');
  const everywhere = elementsOf(root).filter((one) => one.local === 'Assertion' || one.local === 'EncryptedAssertion');
  const [assertion] = everywhere;
  if (everywhere.length !== 1 || assertion === undefined || assertion.parent !== root)
    return refuse('evidence_invalid', 'SAML response: not exactly one assertion, in its place');
  return isNamed(assertion, saml, 'Assertion') ? assertion : refuse('evidence_invalid', 'SAML response: encrypted');
}

/** Every signature of the document is judged, and the assertion must be under one of them. */
function requireSigned(document: XmlDocument, assertion: XmlElement, keys: readonly Uint8Array[]): void {
  const signed = findSignatures(document).map((element) => signedBy(document, assertion, element, keys));
  if (!signed.some((element) => isWithin(assertion, element))) refuse('evidence_invalid', 'SAML assertion: not signed');
}

function signedBy(
  document: XmlDocument,
  assertion: XmlElement,
  element: XmlElement,
  keys: readonly Uint8Array[],
): XmlElement {
  const { parent } = element;
  if (parent !== assertion && parent !== document.root) return refuse('evidence_invalid', 'SAML signature: misplaced');
  const signature = readSignature(element);
  requireProfile(signature);
  const verdict = keys.map((spki) => verifyXmlSignature(document, signature, { spki })).find(({ valid }) => valid);
  if (verdict === undefined) return refuse('evidence_invalid', 'SAML signature: wrong, or of another key');
  const covers = verdict.references[0]?.target === parent;
  return covers ? parent : refuse('evidence_invalid', 'SAML signature: of another element than the one that bears it');
}

/** Core 5.4.2 and 5.4.4: one reference, to the element itself; nothing but the signature is left out of what is signed. */
function requireProfile({ references: [only, second], objects, c14n }: XmlSignature): void {
  const transforms = only?.transforms.map((one) =>
    one.kind === 'c14n' && one.method.comments ? 'comments' : one.kind,
  );
  const plain = ['enveloped', 'enveloped,c14n'].includes(transforms?.join() ?? '');
  if (!plain || !only?.uri?.startsWith('#') || second !== undefined || objects.length > 0 || c14n.comments)
    refuse('evidence_invalid', 'SAML signature: not as SAML has it');
}

/** The one child of that name. Refuses with `evidence_invalid` none and several. */
export function only(parent: XmlElement, local: string): XmlElement {
  const [child, second] = childElements(parent).filter((one) => isNamed(one, saml, local));
  if (child === undefined || second !== undefined)
    return refuse('evidence_invalid', `SAML assertion: not exactly one ${local}`);
  return child;
}

/** Its text and nothing else: a comment would make two texts of what was signed as one. Refuses with `evidence_invalid`. */
export function onlyText(element: XmlElement): string {
  const whole = element.children.length === 1 && element.children[0]?.kind === 'text';
  return whole ? textOf(element) : refuse('evidence_invalid', `SAML assertion: ${element.local} is no plain text`);
}

/** xs:dateTime in UTC (Core 1.3.3). Refuses with `evidence_invalid`. */
export function instantOf(element: XmlElement, name: string): number {
  const text = attributeOf(element, name) ?? '';
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? refuse('evidence_invalid', `SAML assertion: ${name} is no time`) : time;
}

/** The time-stamps a XAdES signature carries, each with what it must be over. */
import {
  type C14nMethod,
  childElements,
  type DetachedFiles,
  decodeBase64,
  readC14n,
  textOf,
  type XmlElement,
} from '@chancery/xmldsig';
import type { CarriedTimeStamp } from '../carried-evidence.ts';
import { childNamed, isXades, isXades141, type QualifiedSignature, unsignedOf } from './qualified-signature.ts';
import { readingXml } from './reading-xml.ts';
import {
  allDataObjectsInput,
  archiveInput,
  type InputGrounds,
  individualDataObjectsInput,
  referencesInput,
  signatureValueInput,
} from './time-stamp-input.ts';

export interface XadesTimeStamp {
  /** `references`: over the references to evidence alone, which proves nothing of the signature. */
  readonly kind: CarriedTimeStamp['kind'] | 'references';
  /** DER. */
  readonly token: Uint8Array;
  /** The name of its container, such as `SignatureTimeStamp`. */
  readonly name: string;
  readonly container: XmlElement;
  /** The octets whose digest must be the imprint. Throws AdesError where they are not to be had. */
  input(): Uint8Array;
}

type Input = (qualified: QualifiedSignature, grounds: InputGrounds, container: XmlElement) => Uint8Array;

const kinds = new Map<string, readonly [kind: XadesTimeStamp['kind'], input: Input]>([
  ['AllDataObjectsTimeStamp', ['content', allDataObjectsInput]],
  ['IndividualDataObjectsTimeStamp', ['content', individualDataObjectsInput]],
  ['SignatureTimeStamp', ['signature', signatureValueInput]],
  ['SigAndRefsTimeStamp', ['signature', (...all) => referencesInput(...all, false)]],
  ['RefsOnlyTimeStamp', ['references', (...all) => referencesInput(...all, true)]],
  ['ArchiveTimeStamp', ['archive', (...all) => archiveInput(...all, true)]],
]);
const kinds141: typeof kinds = new Map([
  ['SigAndRefsTimeStampV2', ['signature', (...all) => referencesInput(...all, false)]],
  ['RefsOnlyTimeStampV2', ['references', (...all) => referencesInput(...all, true)]],
  ['ArchiveTimeStamp', ['archive', (...all) => archiveInput(...all)]],
]);

/** In the order in which they stand: those over content first. Throws AdesError. */
export function timeStampsOf(qualified: QualifiedSignature, files: DetachedFiles): XadesTimeStamp[] {
  const dataObjects =
    qualified.signedProperties && childNamed(qualified.signedProperties, 'SignedDataObjectProperties');
  const containers = [...(dataObjects === undefined ? [] : childElements(dataObjects)), ...unsignedOf(qualified)];
  return containers.flatMap((container) => timeStampsIn(container, qualified, files));
}

function timeStampsIn(container: XmlElement, qualified: QualifiedSignature, files: DetachedFiles): XadesTimeStamp[] {
  const found = kindOf(container);
  if (found === undefined) return [];
  const [kind, input] = found;
  const tokens = childElements(container).filter((one) => isXades(one, 'EncapsulatedTimeStamp'));
  return tokens.map((one) => ({
    kind,
    name: container.local,
    container,
    token: readingXml(() => decodeBase64(textOf(one))),
    input: () => input(qualified, { c14n: methodOf(container), files }, container),
  }));
}

function kindOf(container: XmlElement) {
  const { local } = container;
  if (isXades(container, local)) return kinds.get(local);
  return isXades141(container, local) ? kinds141.get(local) : undefined;
}

/** Canonical XML 1.0 where the container names none. */
function methodOf(container: XmlElement): C14nMethod {
  const named = childElements(container).find(({ local }) => local === 'CanonicalizationMethod');
  return named === undefined ? { name: '1.0', comments: false } : readingXml(() => readC14n(named));
}

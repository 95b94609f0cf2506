/** The six canonical forms by their names (XML-DSig, 6.5). */
import { XmlError } from '../error.ts';

export type C14nName = '1.0' | '1.1' | 'exclusive';

export interface C14nMethod {
  readonly name: C14nName;
  readonly comments: boolean;
  /** Exclusive only: prefixes treated as the inclusive form does; the default namespace is an empty one. */
  readonly inclusivePrefixes?: readonly string[];
}

const uris: Readonly<Record<C14nName, readonly [plain: string, withComments: string]>> = {
  '1.0': [
    'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
    'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments',
  ],
  '1.1': ['http://www.w3.org/2006/12/xml-c14n11', 'http://www.w3.org/2006/12/xml-c14n11#WithComments'],
  exclusive: ['http://www.w3.org/2001/10/xml-exc-c14n#', 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments'],
};

export const exclusiveNamespace = 'http://www.w3.org/2001/10/xml-exc-c14n#';

export function c14nUri({ name, comments }: C14nMethod): string {
  return uris[name][comments ? 1 : 0];
}

/** Undefined when the name is of no canonical form. */
export function c14nByUri(uri: string): C14nMethod | undefined {
  for (const name of ['1.0', '1.1', 'exclusive'] as const) {
    const at = uris[name].indexOf(uri);
    if (at >= 0) return { name, comments: at === 1 };
  }
  return undefined;
}

const mostPrefixes = 100;

/** The value of PrefixList (Exclusive XML Canonicalization, 4). */
export function inclusivePrefixes(list: string): string[] {
  const prefixes = list.split(/[\t\n\r ]+/).filter((prefix) => prefix !== '');
  if (prefixes.length > mostPrefixes) throw new XmlError('too-complex', `more than ${mostPrefixes} prefixes in a list`);
  return prefixes.map((prefix) => (prefix === '#default' ? '' : prefix));
}

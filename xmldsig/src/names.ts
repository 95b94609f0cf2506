/** Names of XML-DSig 1.1 that more than one file needs. */
export const ds = 'http://www.w3.org/2000/09/xmldsig#';

export const referenceTypes = {
  object: `${ds}Object`,
  manifest: `${ds}Manifest`,
} as const;

export const transformUris = {
  enveloped: `${ds}enveloped-signature`,
  base64: `${ds}base64`,
  xpath: 'http://www.w3.org/TR/1999/REC-xpath-19991116',
  filter2: 'http://www.w3.org/2002/06/xmldsig-filter2',
} as const;

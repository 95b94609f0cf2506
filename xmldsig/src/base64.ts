import { XmlError } from './error.ts';

/** RFC 4648, 4, with white space anywhere and nothing else; throws XmlError `malformed`. */
export function decodeBase64(text: string): Uint8Array {
  const compact = text.replace(/[\t\n\r ]+/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z\d+/]*={0,2}$/.test(compact)) throw new XmlError('malformed', 'not base64');
  return Buffer.from(compact, 'base64');
}

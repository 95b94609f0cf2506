import { XmlError, type XmlErrorCode } from '@chancery/xmldsig';
import { AdesError, type AdesErrorCode } from '../error.ts';

/** The words of XML in the words of the formats, every one of them. */
const words: Readonly<Record<XmlErrorCode, AdesErrorCode>> = {
  malformed: 'not-an-xml',
  doctype: 'unsupported',
  'too-complex': 'too-complex',
  unsupported: 'unsupported',
  'duplicate-id': 'input',
  'not-found': 'input',
  input: 'input',
};

/** What `read` returns; XML that cannot be used leaves as AdesError. */
export function readingXml<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    throw new AdesError(words[cause.code], cause.message, { cause });
  }
}

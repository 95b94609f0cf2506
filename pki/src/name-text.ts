/** Names that people write (RFC 4514, 3), to compare with those in certificates. */
import { decode, fromHex, toHex } from './der.ts';
import { PkiError } from './error.ts';
import { keywords, type Name, relativeNames, subjectAttributes } from './name.ts';

/** Those without a short name in RFC 4514 by their long one, as openssl and others write them. */
const types = new Map([
  ...[...keywords].map(([oid, keyword]) => [keyword.toLowerCase(), oid] as const),
  ...subjectAttributes.flatMap(({ member, oid, keyword }) => (keyword ? [] : [[member.toLowerCase(), oid] as const])),
  ['emailaddress', '1.2.840.113549.1.9.1'] as const,
]);
const opensslShort = new Map([
  ['sn', 'surname'],
  ['gn', 'givenname'],
]);

/** By its text, or by the hex of its DER. */
interface Written {
  readonly oid: string;
  readonly value?: string;
  readonly der?: string;
}

/** The attributes of a name as it is written, the last first. Throws PkiError `malformed`. */
export function readWrittenName(text: string): readonly Written[] {
  return parts(text, ',').flatMap((relative) => parts(relative, '+').map(attribute));
}

/** Whether a written name is this one: the same attributes in the same order, values letter by letter. Throws PkiError `malformed`. */
export function isCalled({ der }: Pick<Name, 'der'>, text: string): boolean {
  const written = readWrittenName(text);
  const own = relativeNames(decode(der)).reverse().flat();
  return own.length === written.length && own.every((attribute, i) => same(attribute, written[i]));
}

function same({ oid, value, der }: Name['attributes'][number], written: Written | undefined): boolean {
  return written?.oid === oid && (written.der === undefined ? written.value === value : written.der === toHex(der));
}

/** At the separators that are not escaped. */
function parts(text: string, separator: ',' | '+'): string[] {
  return text.split(new RegExp(`(?<!(?<!\\\\)(?:\\\\\\\\)*\\\\)\\${separator}`));
}

function attribute(text: string): Written {
  const [, type = '', value = ''] = /^ *([A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)+)=(.+)$/s.exec(text) ?? [];
  const oid = /^[0-9]/.test(type) ? type : oidOf(type.toLowerCase());
  if (oid === undefined) throw new PkiError('malformed', 'not a written name');
  return value.startsWith('#') ? { oid, der: value.slice(1).toLowerCase() } : { oid, value: unescaped(value) };
}

function oidOf(type: string): string | undefined {
  return types.get(opensslShort.get(type) ?? type);
}

function unescaped(value: string): string {
  return value.replace(/((?:\\[0-9a-fA-F]{2})+)|\\(.)/gs, (_, hex: string | undefined, plain: string) =>
    hex === undefined ? plain : new TextDecoder().decode(fromHex(hex.replaceAll('\\', ''))),
  );
}

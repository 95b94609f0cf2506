/** XML as text, in ASCII: it may stand in a document of any encoding, and no line end or tab in it is at the mercy of a reader. */

type Attributes = Readonly<Record<string, string | undefined>>;

/** A start tag; attributes that are undefined are left out. */
export function startTag(name: string, attributes: Attributes = {}): string {
  const given = Object.entries(attributes).filter((one): one is [string, string] => one[1] !== undefined);
  return `<${name}${given.map(([attribute, value]) => ` ${attribute}="${escaped(value)}"`).join('')}>`;
}

/** An element; `content` is markup. */
export function markup(name: string, attributes: Attributes = {}, content = ''): string {
  return `${startTag(name, attributes)}${content}</${name}>`;
}

/** Characters as markup, for content and for values of attributes. */
export function escaped(text: string): string {
  return text.replace(/[^ !#-%'-;=?-~]/gu, (one) => `&#x${one.codePointAt(0)!.toString(16).toUpperCase()};`);
}

export function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64');
}

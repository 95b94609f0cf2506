import Type from 'typebox';

/**
 * Text a person will read: no control characters, none that make a text read as another (Unicode UAX 9, 3.1). Written
 * without classes of Unicode, so that every dialect of regular expressions reads it the same.
 */
export function shownText(maxLength: number, description: string) {
  const pattern = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]+$';
  return Type.String({ minLength: 1, maxLength, pattern, description });
}

/** What another system calls something, or keeps secret: any text that a database keeps, which U+0000 is not. */
export function foreignText(maxLength: number, description: string) {
  return Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]+$', description });
}

/** The name of one of our rows: opaque to the caller. */
export function id(description: string) {
  return Type.String({ minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9._~-]+$', description });
}

/** An absolute http or https address. */
export function webAddress(description: string) {
  return Type.String({ maxLength: 2048, pattern: '^https?://[^\\s]+$', description });
}

/** One of a few words. */
export function word<Words extends string[]>(words: readonly [...Words], description?: string) {
  return Type.Enum(words, { type: 'string', ...(description === undefined ? {} : { description }) });
}

/** One of a few numbers. */
export function oneOf<Numbers extends number[]>(numbers: readonly [...Numbers], description: string) {
  return Type.Enum(numbers, { type: 'integer', description });
}

/** RFC 3339 in UTC. */
export function instant(description: string) {
  return Type.String({ format: 'date-time', description });
}

/** Base64 with padding, RFC 4648 section 4, in its one spelling. */
export function base64(contentMediaType: string, description: string) {
  return Type.String({ contentEncoding: 'base64', contentMediaType, description });
}

/** Base64 of a certificate in DER. */
export function certificate(description: string) {
  return base64('application/pkix-cert', description);
}

export const idParameter = Type.Object({ id: id('The id this API returned') }, { additionalProperties: false });

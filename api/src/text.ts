import Type from 'typebox';

/** Text a person will read: no control characters, none that make a text read as another (Unicode UAX 9, 3.1). */
export function shownText(maxLength: number, description: string) {
  return Type.String({ minLength: 1, maxLength, pattern: '^[^\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069]+$', description });
}

/** The name of one of our rows: opaque to the caller. */
export function id(description: string) {
  return Type.String({ minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9._~-]+$', description });
}

/** An absolute http or https address. */
export function webAddress(description: string) {
  return Type.String({ maxLength: 2048, pattern: '^https?://[^\\s]+$', description });
}

/** RFC 3339 in UTC. */
export function instant(description: string) {
  return Type.String({ format: 'date-time', description });
}

/** Base64 with padding, RFC 4648 section 4, in its one spelling. */
export function base64(description: string) {
  return Type.String({ contentEncoding: 'base64', description });
}

export const idParameter = Type.Object({ id: id('The id this API returned') }, { additionalProperties: false });

import Type, { type Static, type TObject, type TProperties } from 'typebox';

/** An object that refuses fields it does not know: a misspelled option must not be an ignored one. */
export function closed<P extends TProperties>(
  properties: P,
  description?: string,
  example?: Static<TObject<P>>,
): TObject<P> {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { examples: [example] }),
  });
}

/** The package types its module for another loader than Node's; this is what is used of it. */
declare module 'bidi-js/dist/bidi.mjs' {
  interface Bidi {
    getEmbeddingLevels(
      text: string,
      base?: 'ltr' | 'rtl',
    ): {
      /** One for each UTF-16 unit. */
      readonly levels: Uint8Array;
      readonly paragraphs: readonly { readonly level: number }[];
    };
  }
  export default function bidiFactory(): Bidi;
}

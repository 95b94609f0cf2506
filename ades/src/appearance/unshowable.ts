import { openFont } from './font.ts';

/** Characters that show nothing by themselves, which no font need have. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{White_Space}]/u;

/** The first character of the text that none of the fonts has (`U+1F600`), or undefined: then an appearance can show it. */
export function unshowable(text: string, fonts: readonly Uint8Array[]): string | undefined {
  const open = fonts.map(openFont);
  const missing = [...text].find(
    (sign) => !invisible.test(sign) && !open.some(({ characters }) => characters.has(sign.codePointAt(0) ?? 0)),
  );
  return missing && `U+${missing.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Characters a reader does not see although they may change what he reads: controls, separators, marks that turn the
 * direction. Joiners and variation selectors belong to words and emoji, and tabs to tables.
 */
const unseen = /((?!\t|[\u200c-\u200d]|[\ufe0e-\ufe0f])[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}])/u;

/** Seen text and unseen characters in turn: every second piece is one unseen character. */
export function piecesOf(line: string): readonly string[] {
  return line.split(unseen);
}

export function countUnseen(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + (piecesOf(line).length - 1) / 2, 0);
}

/** U+202E, as the Unicode standard writes it. */
export function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

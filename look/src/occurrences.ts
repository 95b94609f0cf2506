/** Finding words in a text as people look for them: whatever the case, the accents, the breaks of lines and of words. Pure. */

/** From here, up to there, in the text as it is; UTF-16 units. */
export interface Occurrence {
  readonly start: number;
  readonly end: number;
}

interface Folded {
  readonly text: string;
  /** Where the letter at each place of `text` stands in the original, and the end of the last one. */
  readonly places: readonly number[];
}

/** Every place where the words stand, none within another; none for nothing but spaces. */
export function occurrences(text: string, words: string): readonly Occurrence[] {
  const wanted = folded(words).text.trim();
  if (wanted === '') return [];
  const { text: all, places } = folded(text);
  const found: Occurrence[] = [];
  for (let at = all.indexOf(wanted); at !== -1; at = all.indexOf(wanted, at + wanted.length)) {
    found.push({ start: places[at] ?? 0, end: endOf(places, at + wanted.length - 1) });
  }
  return found;
}

/** Letters that came from one, as from “ß” or “é”, begin at the same place: the end is where the next one begins. */
function endOf(places: readonly number[], last: number): number {
  const start = places[last] ?? 0;
  let next = last + 1;
  while (next < places.length && places[next] === start) next++;
  return places[next] ?? start;
}

const soft = /[\u00ad\u200b-\u200d\u2060\ufeff]/u;

/** Small letters without marks, every run of white space one space, what joins and breaks words unseen left out. */
function folded(text: string): Folded {
  const letters: string[] = [];
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    for (const letter of foldedLetters(character, letters.at(-1)).split('')) {
      letters.push(letter);
      places.push(at);
    }
    at += character.length;
  }
  places.push(at);
  return { text: letters.join(''), places };
}

function foldedLetters(character: string, before: string | undefined): string {
  if (/\s/u.test(character)) return before === ' ' ? '' : ' ';
  if (character <= '\x7f') return character.toLowerCase();
  if (soft.test(character)) return '';
  return character.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();
}

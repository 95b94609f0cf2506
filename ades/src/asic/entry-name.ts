import { AdesError } from '../error.ts';

const longest = 512;

/**
 * A name that leads to one file below the folder it is unpacked into, whatever the system: no way up, no root, no drive, no
 * second spelling. Throws AdesError `input`.
 */
export function requireEntryName(name: string): void {
  const parts = name.split('/');
  const strange = /[\p{Cc}\\:]/u.test(name) || !name.isWellFormed();
  if (name.length <= longest && !strange && parts.every(isPlain)) return;
  throw new AdesError('input', 'a name that no file in a container may have');
}

function isPlain(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..';
}

/** Those of two entries must differ even where upper and lower case, or the ways to write an accent, do not. */
export function requireDistinct(names: readonly string[]): void {
  const folded = names.map((name) => name.normalize('NFC').toLowerCase());
  if (new Set(folded).size === names.length) return;
  throw new AdesError('input', 'two files of one name in a container');
}

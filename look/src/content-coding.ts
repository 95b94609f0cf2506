/** Which content coding is sent (RFC 9110, 12.5.3). Pure. */

interface Wish {
  readonly coding: string;
  readonly weight: number;
}

/**
 * Of `offered`, in the order of our own liking, what the field Accept-Encoding likes best; the first of several it likes as much. Without the
 * field the file goes out as it is: whoever says nothing may understand nothing. Undefined where nothing is left that he takes.
 */
export function chosenCoding(field: string | undefined, offered: readonly string[]): string | undefined {
  if (field === undefined) return offered.find((coding) => coding === 'identity');
  const wishes = field.split(',').flatMap(wishIn);
  const [best] = offered
    .map((coding) => ({ coding, weight: weightOf(coding, wishes) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return best?.coding;
}

/** Below every weight that can be written: what is not excluded is taken when nothing else is. */
const unsaid = 0.0001;

function weightOf(coding: string, wishes: readonly Wish[]): number {
  const named = wishes.find((wish) => wish.coding === coding) ?? wishes.find((wish) => wish.coding === '*');
  return named?.weight ?? (coding === 'identity' ? unsaid : 0);
}

/** A member that cannot be read says nothing. */
function wishIn(member: string): Wish[] {
  const [, coding = '', weight = '1'] =
    /^\s*([!#$%&'*+.^_`|~\w-]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*$/i.exec(member) ?? [];
  return coding === '' ? [] : [{ coding: plain(coding.toLowerCase()), weight: Number(weight) }];
}

/** RFC 9110, 8.4.1.3: the old name means the same. */
function plain(coding: string): string {
  return coding === 'x-gzip' ? 'gzip' : coding;
}

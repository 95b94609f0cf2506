/** Marking what was found without touching the document (CSS Custom Highlight API): where a browser has none, the place is still scrolled to. */
import { occurrences } from './occurrences.ts';

const names = { all: 'found', now: 'found-now' } as const;

export interface Marked {
  /** What shows a part of the document, if it is shown now. */
  readonly element: Element;
  /** Which of its occurrences is the one to look at; undefined for a part that only has others. */
  readonly now: number | undefined;
}

/** Marks the words in these elements, and returns the range to be looked at. */
export function mark(parts: readonly Marked[], words: string): Range | undefined {
  const marked = parts.map(({ element, now }) => ({ ranges: rangesOf(element, words), now }));
  const at = marked.map(({ ranges, now }) => (now === undefined ? undefined : ranges[now])).find(Boolean);
  if (typeof Highlight !== 'undefined') {
    CSS.highlights.set(names.all, new Highlight(...marked.flatMap(({ ranges }) => ranges)));
    CSS.highlights.set(names.now, new Highlight(...(at === undefined ? [] : [at])));
  }
  return at;
}

export function unmark(): void {
  if (typeof Highlight === 'undefined') return;
  for (const name of Object.values(names)) CSS.highlights.delete(name);
}

function rangesOf(element: Element, words: string): readonly Range[] {
  const { text, nodes } = shownText(element);
  return occurrences(text, words).map(({ start, end }) => {
    const range = new Range();
    const [first, last] = [nodeAt(nodes, start), nodeAt(nodes, end - 1)];
    if (first) range.setStart(first.node, start - first.from);
    if (last) range.setEnd(last.node, end - last.from);
    return range;
  });
}

interface Held {
  readonly node: Text;
  readonly from: number;
}

/** The words of an element, with a break where it breaks its lines; and where each of its texts begins. */
export function shownText(element: Element): { readonly text: string; readonly nodes: readonly Held[] } {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const nodes: Held[] = [];
  let text = '';
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    if (node instanceof Text) {
      nodes.push({ node, from: text.length });
      text += node.data;
    } else if (node instanceof HTMLBRElement || (node as Element).classList.contains('line')) text += '\n';
  }
  return { text, nodes };
}

/** The last that begins no later; found by halving, for there may be many. */
function nodeAt(nodes: readonly Held[], place: number): Held | undefined {
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.from ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return nodes[low - 1];
}

/** Scrolls the box, never the page, until the range stands in its upper part. */
export function bringIntoSight(box: HTMLElement | null, range: Range): void {
  if (box === null) return;
  const [place, frame] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
  if (place.top < frame.top || place.bottom > frame.bottom) box.scrollTop += place.top - frame.top - frame.height / 4;
  if (place.left < frame.left || place.right > frame.right) box.scrollLeft += place.left - frame.left - frame.width / 4;
}

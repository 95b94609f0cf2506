/** Words as they are, and what cannot be seen in them as its code. */
import { codeOf, piecesOf } from './unseen-characters.ts';

export function SeenText({ text }: { readonly text: string }) {
  return piecesOf(text).map((piece, place) =>
    place % 2 === 0 ? (
      piece
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes, and its pieces are told apart by their place alone
      <span className="unseen" key={place}>
        {codeOf(piece)}
      </span>
    ),
  );
}

/** What could not be fetched, and the way to try it once more. */
import { say } from './language.ts';

export interface UnreachableProps {
  readonly words: string;
  readonly again: () => void;
}

export function Unreachable({ words, again }: UnreachableProps) {
  return (
    <div className="note bad stack">
      <p>{words}</p>
      <button type="button" onClick={again}>
        {say('action.retry')}
      </button>
    </div>
  );
}

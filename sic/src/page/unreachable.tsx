/** What could not be fetched, and the way to try it once more. */
import { say } from './language.ts';
import { Reference } from './reference.tsx';

export interface UnreachableProps {
  readonly words: string;
  readonly reference: string;
  readonly again: () => void;
}

export function Unreachable({ words, reference, again }: UnreachableProps) {
  return (
    <div className="note bad stack">
      <div className="tight">
        <p>{words}</p>
        <Reference value={reference} />
      </div>
      <button type="button" onClick={again}>
        {say('action.retry')}
      </button>
    </div>
  );
}

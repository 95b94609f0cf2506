/** What a validator says of the signature in the document that is shown, in plain words. */
import { useEffect, useState } from 'react';
import { say } from './language.ts';
import type { ResultMessage } from './messages.en.ts';
import { levels } from './result-state.ts';

type Judged = 'passed' | 'doubt' | 'failed';
type Words = Judged | 'untrusted' | 'not-judged';

interface Verdict {
  readonly words: Words;
  readonly note: 'good' | 'warn' | 'bad' | '';
  readonly level: (typeof levels)[number];
  /** EN 319 102-1, table 3. */
  readonly reason: string;
}

/** Says nothing where nothing was heard: the document itself is what counts. */
export function VerdictNote({ url, seal }: { readonly url: string; readonly seal: boolean }) {
  const [verdict, setVerdict] = useState<Verdict>();
  useEffect(() => {
    fetchVerdict(url).then(setVerdict, () => setVerdict(undefined));
  }, [url]);
  return (
    <div role="status">
      {verdict !== undefined && (
        <div className={`note tight ${verdict.note}`}>
          <p>{say(messageOf(verdict.words, seal), { reason: verdict.reason })}</p>
          <p className="small">
            {say(`verdict.${verdict.level}`)}
            {verdict.note !== '' && ` ${say('verdict.revocation')}`}
          </p>
        </div>
      )}
    </div>
  );
}

function messageOf(words: Words, seal: boolean): ResultMessage {
  return seal && words !== 'untrusted' && words !== 'not-judged' ? `verdict.seal-${words}` : `verdict.${words}`;
}

async function fetchVerdict(url: string): Promise<Verdict | undefined> {
  const answer = await fetch(`${url}/verdict.json`, { cache: 'no-store' });
  return answer.ok ? readVerdict(await answer.json()) : undefined;
}

function readVerdict(value: unknown): Verdict | undefined {
  const { indication, sub_indication: sub, level: named } = value as Readonly<Record<string, unknown>>;
  const level = levels.find((one) => one === named);
  if (level === undefined) return undefined;
  const reason = typeof sub === 'string' ? sub : '';
  return { level, reason, ...wordsOf(indication, reason) };
}

function wordsOf(indication: unknown, reason: string): Pick<Verdict, 'words' | 'note'> {
  if (indication === 'TOTAL-PASSED') return { words: 'passed', note: 'good' };
  if (indication === 'TOTAL-FAILED') return { words: 'failed', note: 'bad' };
  if (indication !== 'INDETERMINATE') return { words: 'not-judged', note: '' };
  return { words: reason === 'NO_CERTIFICATE_CHAIN_FOUND' ? 'untrusted' : 'doubt', note: 'warn' };
}

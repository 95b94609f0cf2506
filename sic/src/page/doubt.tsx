/** What a failed check means for the person, and its name for support. */
import { say } from './language.ts';
import type { PageMessage } from './messages.en.ts';
import { Reference } from './reference.tsx';
import type { VerifyCode } from './verify-error.ts';

const meanings: Partial<Record<VerifyCode, PageMessage>> = {
  'original-size': 'doubt.original',
  'original-digest': 'doubt.original',
  'range-unasked': 'doubt.range',
  'range-start': 'doubt.range',
  'range-end': 'doubt.range',
  'range-gap': 'doubt.range',
  'terms-digest': 'doubt.terms',
};

export interface DoubtProps {
  readonly code: VerifyCode;
  readonly client: string;
  /** Unless it stands beside already. */
  readonly reference?: string;
}

export function Doubt({ code, client, reference }: DoubtProps) {
  return (
    <div className="note bad tight">
      <p>{say(meanings[code] ?? 'doubt.digest', { client })}</p>
      <p className="mono">{say('doubt.code', { code })}</p>
      {reference !== undefined && <Reference value={reference} />}
    </div>
  );
}

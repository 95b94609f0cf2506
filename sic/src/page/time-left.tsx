/** The time left to decide: in words, as a bar, and aloud once when it grows short. */
import { duration } from '@chancery/look/messages';
import { useEffect, useState } from 'react';
import { language, say } from './language.ts';
import { type ApprovalRequest, safeReturn, secondsLeft } from './request.ts';

export interface TimeLeftProps {
  readonly request: ApprovalRequest;
  /** Called once when the time is over. */
  readonly onOver: () => void;
}

export function TimeLeft({ request, onOver }: TimeLeftProps) {
  const [left, setLeft] = useState(() => secondsLeft(request));
  useEffect(() => {
    const tick = setInterval(() => setLeft(secondsLeft(request)), 1000);
    return () => clearInterval(tick);
  }, [request]);
  const over = left <= 0;
  useEffect(() => {
    if (over) onOver();
  }, [over, onOver]);
  const { iat, exp } = request.intent;
  const short = left < 60;
  const more = safeReturn(request, request.intent.moreUrl);
  return (
    <div className={short ? 'time short' : 'time'}>
      <div className="row small">
        <span className="quiet">{say('time.title')}</span>
        <span role="timer">{say('time.left', { duration: duration(left, language) })}</span>
      </div>
      <progress max={exp - iat} value={Math.max(0, left)} aria-label={say('time.bar')} />
      <span className="said" role="status">
        {short && say('time.soon')}
      </span>
      {more !== undefined && (
        <a className="small" href={more}>
          {say('time.more')}
        </a>
      )}
    </div>
  );
}

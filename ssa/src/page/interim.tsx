/** What stands there while nothing is known yet, and when nothing can be known. */
import { Heading } from '@chancery/look/frame';
import { say } from './language.ts';

export function Loading() {
  return (
    <div className="card pad tight" aria-busy="true">
      <Heading>{say('page.loading-title')}</Heading>
      <p className="quiet">{say('page.loading')}</p>
    </div>
  );
}

export function Unreachable() {
  return (
    <div className="card pad stack" role="alert">
      <div className="tight">
        <Heading>{say('unreachable.title')}</Heading>
        <p className="quiet">{say('unreachable.lead')}</p>
      </div>
      <button type="button" className="primary" onClick={() => location.reload()}>
        {say('action.reload')}
      </button>
    </div>
  );
}

/** The pages without a decision: what was decided, or what went wrong, and where to go from here. */
import { Heading } from '@chancery/look/frame';
import { useEffect } from 'react';
import type { Outcome } from './decision.ts';
import { say } from './language.ts';
import { Reference } from './reference.tsx';
import type { Problem, ProblemKind } from './request.ts';

export function Ending({ outcome }: { readonly outcome: Outcome }) {
  return outcome.kind === 'problem' ? <ProblemCard problem={outcome.problem} /> : <Decided {...outcome} />;
}

/** After a decision the browser goes back by itself; a report stays, because its advice is to be read. */
function Decided({ kind, client, url }: Exclude<Outcome, { kind: 'problem' }>) {
  useEffect(() => {
    if (url !== undefined && kind !== 'reported') location.replace(url);
  }, [url, kind]);
  return (
    <div className="card pad stack">
      <div className="tight">
        <Heading>{say(`outcome.${kind}`)}</Heading>
        <p className="quiet">{say(`outcome.${kind}-lead`, { client })}</p>
      </div>
      {url === undefined ? <p>{say('outcome.close')}</p> : <Onward url={url} />}
    </div>
  );
}

function ProblemCard({ problem }: { readonly problem: Problem }) {
  const { kind, reference, back } = problem;
  const client = back?.client ?? say('problem.somebody');
  const again = kind === 'unreachable' || kind === 'unavailable' || kind === 'internal';
  return (
    <div className="card pad stack" role="alert">
      <div className="tight">
        <Heading>{say(`problem.${kind}.what`)}</Heading>
        {kind !== 'approved' && <p>{say(isDecided(kind) ? 'problem.nothing-signed' : 'problem.nothing-by-visit')}</p>}
        <p className="quiet">{say(`problem.${kind}.do`, { client })}</p>
      </div>
      {reference !== undefined && reference !== '' && <Reference value={reference} />}
      {again && (
        <button type="button" className="primary" onClick={() => location.reload()}>
          {say('action.reload')}
        </button>
      )}
      {back && <Onward url={back.url} />}
    </div>
  );
}

/** Whether it is known what became of the request; else another visit may have approved it. */
function isDecided(kind: ProblemKind): boolean {
  return kind === 'expired' || kind === 'refused' || kind === 'cancelled' || kind === 'policy' || kind === 'locked';
}

/** Back to the signing service, which knows where the person came from and what comes next. */
function Onward({ url }: { readonly url: string }) {
  return (
    <a className="button primary" href={url}>
      {say('action.continue')}
    </a>
  );
}

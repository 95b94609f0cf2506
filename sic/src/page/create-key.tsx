/** “Create your signing key?”: the provider's terms, read and accepted before the key exists. */
import { directionOf } from '@chancery/look/languages';
import { useEffect, useState } from 'react';
import { useApproving } from './approving.tsx';
import { type Outcome, useDecision } from './decision.ts';
import { DecisionPanel } from './decision-panel.tsx';
import { Doubt } from './doubt.tsx';
import type { Entry } from './entry.ts';
import { Fingerprint } from './fingerprint.tsx';
import type { KeyIntent, Terms } from './intent.ts';
import { say } from './language.ts';
import { answering, LoggedIn, loginNote } from './means.tsx';
import { Organization } from './organization.tsx';
import type { ApprovalRequest } from './request.ts';
import { StatementFacts } from './statement-facts.tsx';
import { Unreachable } from './unreachable.tsx';
import { verifyTerms } from './verify.ts';
import { VerifyError } from './verify-error.ts';

type TermsState =
  | { readonly kind: 'loading' | 'unreachable' | 'doubt' }
  | { readonly kind: 'checked'; readonly text: string };

export interface CreateKeyProps {
  readonly request: ApprovalRequest<KeyIntent>;
  readonly finish: (outcome: Outcome) => void;
  readonly login: Entry['login'];
}

const lasting = { title: 'key.title', lead: 'key.lead', hint: 'key.hint' } as const;
const once = { title: 'key.once-title', lead: 'key.once-lead', hint: 'key.once-hint' } as const;

export function CreateKey({ request, finish, login }: CreateKeyProps) {
  const { intent, fetched } = request;
  const decision = useDecision(request, finish, loginNote(request, login));
  const approving = useApproving(request, login, decision, finish);
  const { means } = approving;
  const { state, again } = useTerms(intent.terms);
  const [accepted, setAccepted] = useState(false);
  const { clientName: client, seal } = intent;
  const { title, lead, hint } = intent.once ? once : lasting;
  const ready = state.kind === 'checked' && accepted && means.length > 0;
  return (
    <DecisionPanel
      request={request}
      decision={decision}
      finish={finish}
      kind={say('key.kind')}
      title={say(title)}
      lead={say(lead, { client, organization: seal?.organization ?? '' })}
      {...answering(approving, decision, { action: say('key.action'), hint: say(hint), ready })}
      status={state.kind === 'loading' ? say('key.loading') : state.kind === 'checked' ? say('key.checked') : ''}
      details={<Details request={request} />}
    >
      <dl className="facts">
        <dt>{say('fact.client')}</dt>
        <dd>
          <bdi>{client}</bdi>
        </dd>
        <dt>{say('fact.holder')}</dt>
        <dd>
          {seal === undefined ? <bdi>{intent.signerName}</bdi> : <Organization seal={seal} name={intent.signerName} />}
        </dd>
        <dt>{say('fact.terms')}</dt>
        <dd>{say('fact.terms-version', { version: intent.terms.version })}</dd>
      </dl>
      {means.length === 0 && <p className="note bad">{say('sign.no-passkey')}</p>}
      <LoggedIn means={means} />
      {state.kind === 'checked' && (
        <>
          <TermsText
            title={say('key.terms-title', { operator: fetched.rp.name })}
            lang={intent.terms.lang}
            text={state.text}
          />
          <label className="check">
            <input type="checkbox" checked={accepted} onChange={(event) => setAccepted(event.target.checked)} />
            <span>{say('key.accept')}</span>
          </label>
        </>
      )}
      {approving.fields}
      <div role="alert">
        {state.kind === 'doubt' && <Doubt code="terms-digest" client={client} reference={request.chal} />}
        {state.kind === 'unreachable' && (
          <Unreachable words={say('note.terms-unreachable', { client })} reference={request.chal} again={again} />
        )}
      </div>
    </DecisionPanel>
  );
}

interface TermsTextProps {
  readonly title: string;
  readonly lang: string;
  readonly text: string;
}

/** The terms as text, whatever they contain: nothing in them is ever run or linked. */
function TermsText({ title, lang, text }: TermsTextProps) {
  return (
    <section className="tight">
      <h2 id="terms">{title}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard */}
      <section className="terms" tabIndex={0} aria-labelledby="terms" lang={lang} dir={directionOf(lang)}>
        {text}
      </section>
    </section>
  );
}

function useTerms(terms: Terms): { state: TermsState; again: () => void } {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<TermsState>({ kind: 'loading' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a new fetch
  useEffect(() => {
    let gone = false;
    setState({ kind: 'loading' });
    readTerms(terms).then((read) => gone || setState(read));
    return () => {
      gone = true;
    };
  }, [terms, attempt]);
  return { state, again: () => setAttempt((now) => now + 1) };
}

async function readTerms(terms: Terms): Promise<TermsState> {
  try {
    const answer = await fetch(terms.url, { credentials: 'omit', cache: 'no-store', redirect: 'error' });
    if (!answer.ok) return { kind: 'unreachable' };
    const bytes = new Uint8Array(await answer.arrayBuffer());
    await verifyTerms(bytes, terms);
    return { kind: 'checked', text: new TextDecoder().decode(bytes) };
  } catch (error) {
    return { kind: error instanceof VerifyError ? 'doubt' : 'unreachable' };
  }
}

function Details({ request }: { readonly request: ApprovalRequest<KeyIntent> }) {
  const { intent } = request;
  return (
    <details>
      <summary>{say('details.title')}</summary>
      <dl className="facts small">
        <dt>{say('fact.algorithm')}</dt>
        <dd>{intent.algorithm}</dd>
        <dt>{say('fact.terms-digest')}</dt>
        <dd>
          <Fingerprint value={intent.terms.sha256} />
        </dd>
        <StatementFacts request={request} />
      </dl>
    </details>
  );
}

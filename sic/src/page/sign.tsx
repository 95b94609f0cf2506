/** “Sign this document?”: the document beside the decision; Sign waits until every check has passed. */
import { day, fileSize } from '@chancery/look/messages';
import { useState } from 'react';
import { type Outcome, useDecision } from './decision.ts';
import { DecisionPanel } from './decision-panel.tsx';
import { type CheckedDocument, type DocumentState, isUnshown, useDocuments } from './documents.ts';
import { Doubt } from './doubt.tsx';
import { Fingerprint } from './fingerprint.tsx';
import type { DisplayItem, SignIntent } from './intent.ts';
import { language, say } from './language.ts';
import { Organization } from './organization.tsx';
import { proveByPasskey } from './passkey.ts';
import type { ApprovalRequest } from './request.ts';
import { ShownDocument } from './shown-document.tsx';

export interface SignProps {
  readonly request: ApprovalRequest<SignIntent>;
  readonly finish: (outcome: Outcome) => void;
}

export function Sign({ request, finish }: SignProps) {
  const { intent, fetched, hash } = request;
  const decision = useDecision(request, finish);
  const { states, again } = useDocuments(intent);
  const [chosen, setChosen] = useState(0);
  const [pages, setPages] = useState<Readonly<Record<number, number>>>({});
  const client = intent.clientName;
  const count = intent.display.length;
  const ready = states.every(({ kind }) => kind === 'checked' || kind === 'unseen') && fetched.passkeys.length > 0;
  return (
    <>
      <DecisionPanel
        request={request}
        decision={decision}
        finish={finish}
        kind={say('sign.kind')}
        title={say('sign.title', { count })}
        lead={say('sign.lead', { count, client, organization: intent.seal?.organization ?? '' })}
        primary={{
          label: say('sign.action'),
          enabled: ready,
          act: () => decision.approve(async () => [await proveByPasskey(fetched.rp.id, fetched.passkeys, hash)]),
        }}
        hint={say('sign.hint')}
        status={statusOf(states, ready)}
        details={
          <Details request={request} checked={ready ? states.filter((state) => state.kind === 'checked') : []} />
        }
      >
        <Facts intent={intent} pages={pages} />
        <Notes intent={intent} states={states} again={again} passkeys={fetched.passkeys.length} />
      </DecisionPanel>
      <div className="document stack">
        {count > 1 && <Choice items={intent.display} chosen={chosen} choose={setChosen} />}
        <ShownDocument
          key={chosen}
          item={intent.display[chosen]}
          state={states[chosen]}
          client={client}
          opened={(number) => setPages((now) => ({ ...now, [chosen]: number }))}
        />
      </div>
    </>
  );
}

function statusOf(states: readonly DocumentState[], ready: boolean): string {
  if (states.some(({ kind }) => kind === 'loading')) return say('sign.checking');
  if (!ready) return say('sign.blocked');
  if (!states.every(({ kind }) => kind === 'checked')) return '';
  return say(states.some(isUnshown) ? 'sign.checked-download' : 'sign.checked');
}

function Facts({ intent, pages }: { readonly intent: SignIntent; readonly pages: Readonly<Record<number, number>> }) {
  const { certificate, seal } = intent;
  return (
    <dl className="facts">
      <dt>{say('fact.client')}</dt>
      <dd>
        <bdi>{intent.clientName}</bdi>
      </dd>
      <dt>{say(intent.display.length > 1 ? 'fact.documents' : 'fact.document')}</dt>
      {intent.display.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order of the documents is signed and never changes
        <dd key={index}>
          <bdi>{item.label}</bdi>
          <div className="small quiet">{measures(item, pages[index]).join(' · ')}</div>
        </dd>
      ))}
      <dt>{say('fact.signer')}</dt>
      <dd>
        {seal === undefined ? <bdi>{certificate.name}</bdi> : <Organization seal={seal} name={certificate.name} />}
        <div className="small quiet">
          {say('fact.certificate', { issuer: certificate.issuer, until: day(certificate.exp, language) })}
        </div>
      </dd>
    </dl>
  );
}

function measures(item: DisplayItem, pages: number | undefined): string[] {
  const size = item.size > 0 ? [fileSize(item.size, language)] : [];
  return pages === undefined ? size : [say('fact.pages', { count: pages }), ...size];
}

interface NotesProps {
  readonly intent: SignIntent;
  readonly states: readonly DocumentState[];
  readonly again: () => void;
  readonly passkeys: number;
}

function Notes({ intent, states, again, passkeys }: NotesProps) {
  const client = intent.clientName;
  const doubt = states.find((state) => state.kind === 'doubt');
  const unseen = states.filter(({ kind }) => kind === 'unseen').length;
  const unshown = states.filter(isUnshown).length;
  return (
    <div role="alert" className="stack">
      {passkeys === 0 && <p className="note bad">{say('sign.no-passkey')}</p>}
      {doubt && <Doubt code={doubt.code} client={client} />}
      {unseen > 0 && <p className="note warn">{say('sign.unseen', { count: unseen, client })}</p>}
      {unshown > 0 && <p className="note warn">{say('sign.unshown', { count: unshown })}</p>}
      {states.some(({ kind }) => kind === 'unreachable') && (
        <div className="note bad stack">
          <p>{say('note.document-unreachable', { client })}</p>
          <button type="button" onClick={again}>
            {say('action.retry')}
          </button>
        </div>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly items: readonly DisplayItem[];
  readonly chosen: number;
  readonly choose: (index: number) => void;
}

function Choice({ items, chosen, choose }: ChoiceProps) {
  return (
    <nav className="card pad" aria-label={say('sign.choose')}>
      <ol className="plain row">
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of the documents is signed and never changes
          <li key={index}>
            <button type="button" aria-current={index === chosen} onClick={() => choose(index)}>
              <bdi>{item.label}</bdi>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface DetailsProps {
  readonly request: ApprovalRequest<SignIntent>;
  readonly checked: readonly CheckedDocument[];
}

function Details({ request, checked }: DetailsProps) {
  const { intent, chal, kid } = request;
  const client = intent.clientName;
  return (
    <details>
      <summary>{say('details.title')}</summary>
      <div className="stack">
        <dl className="facts small">
          <dt>{say('fact.fingerprint', { count: intent.display.length })}</dt>
          {intent.display.map(({ docSha256 }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order of the documents is signed and never changes
            <dd key={index}>
              <Fingerprint value={docSha256} />
            </dd>
          ))}
          <dt>{say('fact.hashes')}</dt>
          {intent.dtbsr.map((value, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order of the values is signed and may repeat one
            <dd key={index}>
              <Fingerprint value={value} />
            </dd>
          ))}
          <dt>{say('fact.algorithm')}</dt>
          <dd>{intent.hash}</dd>
          <dt>{say('fact.key')}</dt>
          <dd className="mono">{kid}</dd>
          <dt>{say('fact.request')}</dt>
          <dd className="mono">{chal}</dd>
        </dl>
        <div className="tight small">
          <strong>{say('details.checks')}</strong>
          <ul>
            <li>{say('check.statement')}</li>
            {checked.some(isWhole) && <li>{say('check.original', { client })}</li>}
            {checked.some(isWhole) && <li>{say('check.range')}</li>}
            {checked.length > 0 && <li>{say('check.dtbsr')}</li>}
          </ul>
        </div>
      </div>
    </details>
  );
}

/** The file as it was handed in, not a form made of it. */
function isWhole({ canonical }: CheckedDocument): boolean {
  return !canonical;
}

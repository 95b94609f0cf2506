/** The result: what happened, the signed document in place, what to do next, a reference for support. */
import { DocumentList } from '@chancery/look/document-list';
import { Frame, Heading } from '@chancery/look/frame';
import { installation } from '@chancery/look/installation';
import { day, fileSize, moment } from '@chancery/look/messages';
import { expectPdf } from '@chancery/look/pdf-code';
import { Technical } from '@chancery/look/technical';
import { Viewer } from '@chancery/look/viewer';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { DocumentStates, Progress, WhyFailed } from './document-states.tsx';
import { Loading } from './interim.tsx';
import { language, say } from './language.ts';
import type { ResultMessage } from './messages.en.ts';
import { read } from './read.ts';
import {
  fetchResult,
  type KeptDocument,
  type ResultDocument,
  type ResultState,
  type SignatureSummary,
} from './result-state.ts';
import { VerdictNote } from './verdict.tsx';

export function Result() {
  const result = useResult();
  const kept = useMemo(() => (result?.documents ?? []).filter(isKept), [result]);
  return (
    <Frame say={say} layout={kept.length > 0 ? 'two' : 'one'}>
      {result === undefined ? <Loading /> : <Told key={result.state} result={result} kept={kept.length > 0} />}
      {kept.length > 0 && <Documents documents={kept} seal={result?.seal === true} />}
    </Frame>
  );
}

function isKept(document: ResultDocument): document is KeptDocument {
  return document.url !== undefined;
}

/** Asks again while the signature is being made. */
function useResult(): ResultState | undefined {
  const [result, setResult] = useState<ResultState>();
  useEffect(() => {
    if (result !== undefined && result.state !== 'waiting') return;
    const later = setTimeout(() => fetchResult().then(setResult), result === undefined ? 0 : 1500);
    return () => clearTimeout(later);
  }, [result]);
  return result;
}

function Told({ result, kept }: { readonly result: ResultState; readonly kept: boolean }) {
  const { state, documents, seal } = result;
  const words = seal ? ofSeals : ofSignatures;
  const client = result.name ?? say('action.somebody');
  const count = documents.filter((one) => one.state !== 'left_out').length;
  const leftOut = documents.length - count;
  const lower = documents.filter((one) => one.lower !== undefined).length;
  return (
    <div className="decision stack">
      <div className="card pad stack">
        <div className="tight" role="status">
          {state !== 'missing' && state !== 'unreachable' && <Chip result={result} words={words} />}
          <Heading>{say(titleOf(result, words), { count, all: documents.length })}</Heading>
          <p className="quiet">{say(leadOf(result, words, kept), { count, client })}</p>
          {state === 'signed' && leftOut > 0 && <p className="quiet">{say('signed.left-out', { count: leftOut })}</p>}
          {lower > 0 && <p className="quiet">{say('signed.lower', { count: lower })}</p>}
          {state === 'failed' && <WhyFailed result={result} />}
        </div>
        {state === 'waiting' && <Progress documents={documents} seal={seal} />}
        <Facts result={result} />
        {kept && count > 1 && (
          <a className="button" href="documents.zip" download>
            {say('action.all')}
          </a>
        )}
        <Next result={result} />
      </div>
      {state === 'signed' && (
        <details>
          <summary>{say(words.check)}</summary>
          <p className="small quiet">{say(words.checkText)}</p>
          {installation().sandbox && <p className="small quiet">{say('next.check-sandbox')}</p>}
        </details>
      )}
    </div>
  );
}

function Chip({ result: { state, approved }, words }: { readonly result: ResultState; readonly words: Words }) {
  const tone = state === 'signed' ? 'good' : state === 'waiting' ? 'waiting' : 'bad';
  return <span className={`chip ${tone}`}>{say(approved ? 'chip.incomplete' : words.chip[tone])}</span>;
}

interface Words {
  readonly chip: Readonly<Record<'good' | 'waiting' | 'bad', ResultMessage>>;
  /** Of several documents she left some out. */
  readonly partly: ResultMessage;
  /** It failed after she had approved it. */
  readonly approved: ResultMessage;
  /** Where they differ from the words that a state has anyway. */
  readonly title: { readonly [state in ResultState['state']]?: ResultMessage };
  readonly lead: { readonly [state in ResultState['state']]?: ResultMessage };
  readonly signer: ResultMessage;
  readonly check: ResultMessage;
  readonly checkText: ResultMessage;
}

const ofSignatures: Words = {
  chip: { good: 'chip.signed', waiting: 'chip.waiting', bad: 'chip.not-signed' },
  partly: 'signed.partly',
  approved: 'failed.approved',
  title: {},
  lead: {},
  signer: 'fact.signer',
  check: 'next.check',
  checkText: 'next.check-text',
};

/** A person signs, an organisation seals (Regulation (EU) No 910/2014, article 3, 9 and 25). */
const ofSeals: Words = {
  chip: { good: 'chip.sealed', waiting: 'chip.waiting', bad: 'chip.not-sealed' },
  partly: 'sealed.partly',
  approved: 'sealed.failed-approved',
  title: { signed: 'sealed.title', waiting: 'sealed.waiting', failed: 'sealed.failed' },
  lead: {
    refused: 'sealed.refused',
    expired: 'sealed.expired',
    cancelled: 'sealed.cancelled',
    failed: 'sealed.failed-lead',
  },
  signer: 'fact.sealer',
  check: 'next.check-seal',
  checkText: 'next.check-seal-text',
};

function titleOf({ state, documents }: ResultState, words: Words): ResultMessage {
  const partly = state === 'signed' && documents.some((one) => one.state === 'left_out');
  return partly ? words.partly : (words.title[state] ?? `${state}.title`);
}

function leadOf({ state, approved }: ResultState, words: Words, kept: boolean): ResultMessage {
  if (approved) return words.approved;
  return words.lead[state] ?? (state === 'signed' && !kept ? 'signed.no-longer-kept' : `${state}.lead`);
}

function Facts({ result }: { readonly result: ResultState }) {
  const { documents, signer, signature, seal, name, reference } = result;
  if (reference === undefined) return null;
  return (
    <dl className="facts">
      {documents.length > 0 && (
        <Fact title={say('fact.document', { count: documents.length })}>
          {documents.length === 1 ? (
            <bdi>{documents[0]?.name}</bdi>
          ) : (
            <DocumentStates documents={documents} seal={seal} />
          )}
        </Fact>
      )}
      {signer !== undefined && (
        <Fact title={say((seal ? ofSeals : ofSignatures).signer)}>
          <bdi>{signer}</bdi>
        </Fact>
      )}
      {signature !== undefined && <Signed signature={signature} />}
      {name !== undefined && (
        <Fact title={say('fact.client')}>
          <bdi>{name}</bdi>
        </Fact>
      )}
      <dt>{say('fact.reference')}</dt>
      <dd>
        <Technical>{reference}</Technical>
      </dd>
    </dl>
  );
}

function Signed({ signature: { at, issuer, until, level } }: { readonly signature: SignatureSummary }) {
  return (
    <>
      <dt>{say('fact.at')}</dt>
      <dd>{moment(at, language)}</dd>
      <dt>{say('fact.certificate')}</dt>
      <dd>
        <bdi>{issuer}</bdi>
        <div className="small quiet">{say('fact.until', { until: day(until, language) })}</div>
      </dd>
      <dt>{say('fact.level')}</dt>
      <dd>{say(`level.${level}`)}</dd>
    </>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Next({ result }: { readonly result: ResultState }) {
  if (result.state === 'unreachable') {
    return (
      <button type="button" className="primary" onClick={() => location.reload()}>
        {say('action.reload')}
      </button>
    );
  }
  if (result.returnUrl === undefined) return null;
  return (
    <a className="button primary" href={result.returnUrl}>
      {result.name === undefined ? say('action.back-nameless') : say('action.back', { client: result.name })}
    </a>
  );
}

interface DocumentsProps {
  readonly documents: readonly KeptDocument[];
  readonly seal: boolean;
}

function Documents({ documents, seal }: DocumentsProps) {
  const [chosen, setChosen] = useState(0);
  const shown = documents[chosen];
  const listed = useMemo(
    () => documents.map(({ name, size }) => ({ label: name, detail: fileSize(size, language) })),
    [documents],
  );
  return (
    <div className="document stack">
      {documents.length > 1 && (
        <DocumentList documents={listed} chosen={chosen} choose={setChosen} label={say('documents.label')} say={say} />
      )}
      {shown && <VerdictNote key={`verdict of ${shown.url}`} url={shown.url} seal={seal} />}
      {shown && <Copy key={shown.url} document={shown} chip={seal ? 'chip.sealed' : 'chip.signed'} />}
    </div>
  );
}

function Copy({ document, chip }: { readonly document: KeptDocument; readonly chip: ResultMessage }) {
  const [bytes, setBytes] = useState<Uint8Array | 'failed'>();
  useEffect(() => {
    expectPdf();
    read(document.url).then(setBytes, () => setBytes('failed'));
  }, [document.url]);
  if (bytes instanceof Uint8Array) {
    const mark = (
      <>
        <span className="chip good">{say(chip)}</span>
        <span className="small quiet">{fileSize(document.size, language)}</span>
      </>
    );
    return <Viewer bytes={bytes} name={document.name} language={language} say={say} mark={mark} />;
  }
  return (
    <section className="card pad stack" aria-label={say('viewer.label')}>
      <h2>
        <bdi>{document.name}</bdi>
      </h2>
      <p className="quiet">{say(bytes === 'failed' ? 'documents.failed' : 'viewer.opening')}</p>
    </section>
  );
}

import '@chancery/look/look.css';
import type { Brand } from '@chancery/look/brand';
import { Frame, Heading } from '@chancery/look/frame';
import { type ReactNode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { wear } from './brand.ts';
import { ChangeFactor } from './change-factor.tsx';
import { CreateKey } from './create-key.tsx';
import type { Outcome } from './decision.ts';
import { DeleteKey } from './delete-key.tsx';
import { Ending } from './ending.tsx';
import { Enrol } from './enrol.tsx';
import { EnrolByOfficer } from './enrol-by-officer.tsx';
import { type Entry, forgetAnswer, readEntry } from './entry.ts';
import { say, speak } from './language.ts';
import { type ApprovalRequest, loadRequest } from './request.ts';
import { Sign } from './sign.tsx';

const entry = readEntry(new URL(location.href), document.documentElement.dataset);
forgetAnswer(entry);
const page = document.getElementById('page');
const loading = loadRequest(entry.chal);
await speak();
if (page !== null) createRoot(page).render(<Approval entry={entry} loading={loading} />);

interface ApprovalProps {
  readonly entry: Entry;
  readonly loading: ReturnType<typeof loadRequest>;
}

/** One page, one question: which one the SAM's statement says. */
function Approval({ entry, loading }: ApprovalProps) {
  const [request, setRequest] = useState<ApprovalRequest>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [brand, setBrand] = useState<Brand>();
  useEffect(() => {
    loading.then((loaded) => {
      const group = 'kind' in loaded ? loaded.group : loaded.intent.group;
      if (group !== undefined) setBrand(wear(group));
      if ('kind' in loaded) setOutcome({ kind: 'problem', problem: loaded });
      else setRequest(loaded);
    });
  }, [loading]);
  const shown = outcome === undefined ? question(request, setOutcome, entry) : <Ending outcome={outcome} />;
  const wide = outcome === undefined && request?.intent.purpose === 'sign';
  return (
    <Frame say={say} layout={wide ? 'two' : 'one'} brand={brand}>
      {shown}
    </Frame>
  );
}

function question(request: ApprovalRequest | undefined, finish: (outcome: Outcome) => void, entry: Entry): ReactNode {
  if (request === undefined) return <Loading />;
  const { intent } = request;
  if (intent.purpose === 'sign') return <Sign request={{ ...request, intent }} finish={finish} login={entry.login} />;
  if (intent.purpose === 'key.create')
    return <CreateKey request={{ ...request, intent }} finish={finish} login={entry.login} />;
  if (intent.purpose === 'key.delete')
    return <DeleteKey request={{ ...request, intent }} finish={finish} login={entry.login} />;
  if (intent.purpose === 'factor.change')
    return <ChangeFactor request={{ ...request, intent }} finish={finish} login={entry.login} />;
  if (intent.by.kind === 'officer')
    return <EnrolByOfficer request={{ ...request, intent }} by={intent.by} finish={finish} ticket={entry.ticket} />;
  return <Enrol request={{ ...request, intent }} by={intent.by} finish={finish} login={entry.login} />;
}

function Loading() {
  return (
    <div className="card pad tight" aria-busy="true">
      <Heading>{say('page.loading-title')}</Heading>
      <p className="quiet">{say('page.loading')}</p>
    </div>
  );
}

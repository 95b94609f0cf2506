/** What is left to the person before anything is frozen: an identity, the documents, the place of what a signature shows. */
import { DocumentList } from '@chancery/look/document-list';
import { Frame, Heading } from '@chancery/look/frame';
import { day, fileSize } from '@chancery/look/messages';
import type { Place } from '@chancery/look/placed';
import { Technical } from '@chancery/look/technical';
import { useEffect, useMemo, useState } from 'react';
import { type Chosen, fetchChoices, type OpenChoices, type OpenDocument, sendChoices } from './choices-state.ts';
import { Loading, Unreachable } from './interim.tsx';
import { language, say } from './language.ts';
import { firstPlace, PlaceFields } from './place-fields.tsx';
import { PlacedDocument } from './placed-document.tsx';

export function Choose() {
  const [open, setOpen] = useState<OpenChoices | 'unreachable'>();
  useEffect(() => {
    fetchChoices().then((found) => (found === 'over' ? goOn() : setOpen(found)));
  }, []);
  if (open !== undefined && open !== 'unreachable') return <Choices open={open} />;
  return (
    <Frame say={say} layout="one">
      {open === undefined ? <Loading /> : <Unreachable />}
    </Frame>
  );
}

/** What comes next is for the SSA to say. */
function goOn(): void {
  location.replace(location.pathname.replace(/\/choose$/, ''));
}

interface Kept {
  readonly identity: string | undefined;
  readonly leftOut: ReadonlySet<number>;
  readonly places: ReadonlyMap<number, Place>;
}

function Choices({ open }: { readonly open: OpenChoices }) {
  const { documents, identities, name: client } = open;
  const [kept, setKept] = useState<Kept>(() => ({
    identity: identities[0]?.id,
    leftOut: new Set(),
    places: placesOf(documents),
  }));
  const [shown, setShown] = useState(0);
  const [state, setState] = useState<'choosing' | 'sending' | 'failed'>('choosing');
  const document = documents[shown];
  const place = document && kept.places.get(document.position);
  const put = (next: Place) =>
    document && setKept((now) => ({ ...now, places: new Map(now.places).set(document.position, next) }));
  const enough = kept.leftOut.size < documents.length;
  const send = async () => {
    setState('sending');
    // Another window was faster, or she is no longer logged in: what comes next says so.
    if ((await sendChoices(chosenBy(kept))) || (await fetchChoices()) === 'over') return goOn();
    setState('failed');
  };
  return (
    <Frame say={say} layout="two">
      <div className="decision stack">
        <div className="card pad stack">
          <div className="tight">
            <Heading>{say('choose.title')}</Heading>
            <p className="quiet">{say('choose.lead', { client })}</p>
          </div>
          {identities.length > 0 && (
            <Identities open={open} chosen={kept.identity} choose={(identity) => setKept({ ...kept, identity })} />
          )}
          {documents.some(({ optional }) => optional) && (
            <Documents open={open} leftOut={kept.leftOut} leave={(leftOut) => setKept({ ...kept, leftOut })} />
          )}
          {document?.placed && place && <PlaceFields place={place} change={put} />}
          <div role="status">
            {!enough && <p className="note warn">{say('choose.none')}</p>}
            {enough && kept.leftOut.size > 0 && (
              <p>{say('choose.count', { count: documents.length - kept.leftOut.size, all: documents.length })}</p>
            )}
          </div>
          <div role="alert">{state === 'failed' && <Failed reference={open.reference} />}</div>
          <button type="button" className="primary" disabled={!enough || state === 'sending'} onClick={send}>
            {say('choose.action')}
          </button>
          <p className="small quiet">{say('choose.hint')}</p>
        </div>
      </div>
      <div className="document stack">
        <Shown documents={documents} shown={shown} show={setShown} />
        {document && (
          <PlacedDocument
            key={document.position}
            document={document}
            place={document.placed ? place : undefined}
            change={put}
          />
        )}
      </div>
    </Frame>
  );
}

function placesOf(documents: readonly OpenDocument[]): ReadonlyMap<number, Place> {
  const placed = documents.filter((one) => one.placed);
  return new Map(placed.map(({ position, place }) => [position, place ?? firstPlace]));
}

function chosenBy({ identity, leftOut, places }: Kept): Chosen {
  const kept = [...places].filter(([position]) => !leftOut.has(position));
  return {
    ...(identity === undefined ? {} : { identity }),
    left_out: [...leftOut],
    places: kept.map(([position, place]) => ({ position, place })),
  };
}

function Failed({ reference }: { readonly reference: string }) {
  return (
    <div className="note bad tight">
      <p>{say('choose.failed')}</p>
      <p className="small">
        {say('fact.reference')} <Technical>{reference}</Technical>
      </p>
    </div>
  );
}

interface IdentitiesProps {
  readonly open: OpenChoices;
  readonly chosen: string | undefined;
  readonly choose: (id: string) => void;
}

function Identities({ open, chosen, choose }: IdentitiesProps) {
  return (
    <fieldset className="choice tight">
      <legend>{say('choose.identity')}</legend>
      {open.identities.map(({ id, name, issuer, until }) => (
        <label className="check" key={id}>
          <input type="radio" name="identity" checked={id === chosen} onChange={() => choose(id)} />
          <span>
            <bdi>{name}</bdi>
            <span className="small quiet block">
              {say('choose.certificate', { issuer, until: day(until, language) })}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface DocumentsProps {
  readonly open: OpenChoices;
  readonly leftOut: ReadonlySet<number>;
  readonly leave: (leftOut: ReadonlySet<number>) => void;
}

function Documents({ open, leftOut, leave }: DocumentsProps) {
  const turn = (position: number, taken: boolean) => {
    const next = new Set(leftOut);
    if (taken) next.delete(position);
    else next.add(position);
    leave(next);
  };
  return (
    <fieldset className="choice tight">
      <legend>{say('choose.documents')}</legend>
      {open.documents.map(({ position, name, size, optional }) => (
        <label className="check" key={position}>
          <input
            type="checkbox"
            checked={!leftOut.has(position)}
            disabled={!optional}
            onChange={(event) => turn(position, event.target.checked)}
          />
          <span>
            <bdi>{name}</bdi>
            <span className="small quiet block">{optional ? fileSize(size, language) : say('choose.required')}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface ShownProps {
  readonly documents: readonly OpenDocument[];
  readonly shown: number;
  readonly show: (index: number) => void;
}

function Shown({ documents, shown, show }: ShownProps) {
  const listed = useMemo(
    () => documents.map(({ name, size }) => ({ label: name, detail: fileSize(size, language) })),
    [documents],
  );
  if (documents.length === 1) return null;
  return <DocumentList documents={listed} chosen={shown} choose={show} label={say('documents.label')} say={say} />;
}

/** For who wants to know exactly: fingerprints, values, and what was checked in this browser. */
import { few } from '@chancery/look/document-list';
import type { CheckedDocument } from './documents.ts';
import { Fingerprint } from './fingerprint.tsx';
import type { SignIntent } from './intent.ts';
import { say } from './language.ts';
import type { ApprovalRequest } from './request.ts';
import { StatementFacts } from './statement-facts.tsx';

interface DetailsProps {
  readonly request: ApprovalRequest<SignIntent>;
  readonly chosen: number;
  readonly checked: readonly CheckedDocument[];
}

export function Details({ request, chosen, checked }: DetailsProps) {
  const { intent } = request;
  // Of many, those of the document that is looked at.
  const [from, to] = intent.display.length > few ? [chosen, chosen + 1] : [0, intent.display.length];
  const client = intent.clientName;
  return (
    <details>
      <summary>{say('details.title')}</summary>
      <div className="stack">
        <dl className="facts small">
          <dt>{say('fact.fingerprint', { count: to - from })}</dt>
          {intent.display.slice(from, to).map(({ docSha256 }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order of the documents is signed and never changes
            <dd key={index}>
              <Fingerprint value={docSha256} />
            </dd>
          ))}
          <dt>{say('fact.hashes')}</dt>
          {intent.dtbsr.slice(from, to).map((value, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order of the values is signed and may repeat one
            <dd key={index}>
              <Fingerprint value={value} />
            </dd>
          ))}
          <dt>{say('fact.algorithm')}</dt>
          <dd>
            <bdi>{intent.hash}</bdi>
          </dd>
          <StatementFacts request={request} />
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

/** What says which statement it is, at the end of every page's details: its policy, the key that signed it, its number. */
import { say } from './language.ts';
import { policyOf } from './means.tsx';
import type { ApprovalRequest } from './request.ts';

export function StatementFacts({ request: { intent, chal, kid } }: { readonly request: ApprovalRequest }) {
  return (
    <>
      <dt>{say('fact.policy')}</dt>
      <dd className="mono">{policyOf(intent)}</dd>
      <dt>{say('fact.key')}</dt>
      <dd className="mono">{kid}</dd>
      <dt>{say('fact.request')}</dt>
      <dd className="mono">{chal}</dd>
    </>
  );
}

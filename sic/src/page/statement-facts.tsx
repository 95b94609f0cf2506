/** What says which statement it is, at the end of every page's details: its policy, the key that signed it, its number. */
import { Technical } from '@chancery/look/technical';
import { say } from './language.ts';
import { policyOf } from './means.tsx';
import type { ApprovalRequest } from './request.ts';

export function StatementFacts({ request: { intent, chal, kid } }: { readonly request: ApprovalRequest }) {
  return (
    <>
      <dt>{say('fact.policy')}</dt>
      <dd>
        <Technical>{policyOf(intent)}</Technical>
      </dd>
      <dt>{say('fact.key')}</dt>
      <dd>
        <Technical>{kid}</Technical>
      </dd>
      <dt>{say('fact.request')}</dt>
      <dd>
        <Technical>{chal}</Technical>
      </dd>
    </>
  );
}

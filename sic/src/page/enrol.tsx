/** “Set up your signature”: the identity confirmed at the provider, then the passkey, handed to the SAM in one act. */
import type { Evidence } from '@chancery/sam/client';
import { type Outcome, useDecision } from './decision.ts';
import { DecisionPanel } from './decision-panel.tsx';
import type { Entry } from './entry.ts';
import type { EnrolIntent, Proofing } from './intent.ts';
import { say } from './language.ts';
import { loginFor } from './login.ts';
import { goTo, loginNote } from './means.tsx';
import { NewPinFields, useNewPin } from './new-pin.tsx';
import { Organization } from './organization.tsx';
import { createPasskey } from './passkey.ts';
import type { ApprovalRequest } from './request.ts';

export interface EnrolProps {
  readonly request: ApprovalRequest<EnrolIntent>;
  readonly by: Extract<Proofing, { readonly kind: 'provider' }>;
  readonly finish: (outcome: Outcome) => void;
  readonly login: Entry['login'];
}

export function Enrol({ request, by, finish, login }: EnrolProps) {
  const { intent, fetched, hash } = request;
  const answer = typeof login === 'object' ? login : undefined;
  const confirmed = answer && loginFor(answer, hash);
  const decision = useDecision(request, finish, loginNote(request, login));
  const provider = new URL(fetched.idp?.authorizeUrl ?? by.issuer).host;
  const name = confirmed?.name;
  const pin = useNewPin();
  const withPin = intent.ways.some((way) => way.endsWith('+pin-registration')) ? fetched.encryption : undefined;
  const gather = async (): Promise<readonly Evidence[]> => [
    ...(answer ? [answer] : []),
    await createPasskey({
      rp: fetched.rp,
      user: { id: intent.sub, name: name === undefined ? say('enrol.somebody') : say('enrol.passkey-name', { name }) },
      known: fetched.passkeys,
      challenge: hash,
    }),
    ...(withPin === undefined ? [] : [await pin.evidence(withPin, hash)]),
  ];
  const { clientName: client, seal } = intent;
  const organization = seal?.organization ?? '';
  const step = confirmed === undefined ? 'identity' : 'passkey';
  const words = {
    identity: {
      title: say('enrol.title'),
      lead: say(intent.anew ? 'enrol.anew-lead' : 'enrol.lead', { client, organization }),
    },
    passkey: { title: say('enrol.passkey-title'), lead: say('enrol.passkey-lead') },
  }[step];
  return (
    <DecisionPanel
      request={request}
      decision={decision}
      finish={finish}
      kind={say('enrol.kind')}
      {...words}
      primary={
        step === 'identity'
          ? { label: say('enrol.identity-action'), enabled: fetched.idp !== undefined, act: () => goTo(fetched.idp) }
          : {
              label: say('enrol.passkey-action'),
              enabled: withPin === undefined || pin.complete,
              act: () => decision.approve(gather),
            }
      }
      hint={step === 'identity' ? say('enrol.identity-hint', { provider }) : say('enrol.passkey-hint')}
      status=""
    >
      <ol className="plain steps" aria-label={say('enrol.steps')}>
        <li aria-current={step === 'identity' ? 'step' : undefined}>{say('enrol.step-identity')}</li>
        <li aria-current={step === 'passkey' ? 'step' : undefined}>{say('enrol.step-passkey')}</li>
      </ol>
      <dl className="facts">
        <dt>{say('fact.client')}</dt>
        <dd>
          <bdi>{client}</bdi>
        </dd>
        {seal !== undefined && (
          <>
            <dt>{say('fact.represented')}</dt>
            <dd>
              <Organization seal={seal} name={organization} />
            </dd>
          </>
        )}
        {name !== undefined && (
          <>
            <dt>{say('fact.person')}</dt>
            <dd>
              <bdi>{name}</bdi>
            </dd>
          </>
        )}
        <dt>{say('fact.provider')}</dt>
        <dd>
          <bdi>{provider}</bdi>
        </dd>
      </dl>
      {step === 'passkey' && withPin !== undefined && <NewPinFields pin={pin} />}
    </DecisionPanel>
  );
}

import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { id, instant, webAddress, word } from './text.ts';

export const ErrandState = word(
  ['open', 'done', 'refused', 'expired'],
  'How something the person is asked to do in a browser stands',
);

const account = '01a21372-eace-70f0-9c36-3abf54ad138c';

/** Enrolment: the person proves who she is and registers a passkey with the signature activation module. */
export const NewEnrollment = closed(
  {
    account: id('The account that enrols'),
    redirect_uri: Type.Optional(webAddress('Where the browser goes afterwards; one the client has registered')),
    anew: Type.Optional(
      Type.Boolean({
        description:
          'She has enrolled before and lost everything she approves with: refused in the end unless the security officers of the signature activation module have allowed it',
      }),
    ),
  },
  'Who is to enrol',
  { account, redirect_uri: 'https://bank.example/signed' },
);
export type NewEnrollment = Static<typeof NewEnrollment>;

export const Enrollment = closed(
  {
    id: id('The enrolment'),
    account: id('The account that enrols'),
    state: ErrandState,
    url: webAddress('Open it in the browser of the person'),
    expires_at: instant('After this the address is of no use'),
  },
  'An enrolment and how it stands',
  {
    id: '01a21373-0d1e-7c55-8f20-4b6ad01c7004',
    account,
    state: 'open',
    url: 'https://sign.example/enrol/3Xk0oWm2Qm7q6m1sQ8v0Gw',
    expires_at: '2026-12-02T16:04:11.000Z',
  },
);
export type Enrollment = Static<typeof Enrollment>;

import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { id, instant, shownText, webAddress, word } from './text.ts';

export const ErrandState = word(
  ['open', 'done', 'refused', 'expired'],
  'How something the person is asked to do in a browser stands',
);

const account = '01a21372-eace-70f0-9c36-3abf54ad138c';

/** EN 319 412-2, 4.2.4: what the certificate will say of her. */
const RegisteredPerson = closed(
  {
    number: shownText(255, 'What the register calls her'),
    level: word(['low', 'substantial', 'high'], 'How surely her identity is proven ((EU) 2015/1502)'),
    common_name: shownText(64, 'Her name in full'),
    given_name: Type.Optional(shownText(64, 'Given names')),
    surname: Type.Optional(shownText(64, 'Surnames')),
    serial_number: Type.Optional(
      shownText(64, 'A number that tells her from others of that name (EN 319 412-1, 5.1.3)'),
    ),
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1' })),
  },
  'A person whom a registration officer has before him, as he will vouch for her',
);

/** Enrolment: the person proves who she is and registers a passkey with the signature activation module. */
export const NewEnrollment = closed(
  {
    account: id('The account that enrols'),
    registered: Type.Optional(RegisteredPerson),
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
    challenge: Type.Optional(
      id(
        'What a registration officer vouches for (`chancery sam officer vouch`), where he enrols her and while it is open',
      ),
    ),
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

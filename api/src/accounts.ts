import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { foreignText, id, shownText, word } from './text.ts';

const issuer = 'The identity provider, by its issuer identifier';
const subject = 'The person, as that identity provider calls her';

const Link = closed(
  {
    issuer: foreignText(500, issuer),
    subject: foreignText(255, subject),
  },
  'The person at the identity provider (OpenID Connect Core, 2: `iss` and `sub`)',
);

const Csc = closed(
  {
    login: Type.String({
      minLength: 1,
      maxLength: 128,
      pattern: '^[^:\\u0000-\\u001f\\u007f-\\u009f]+$',
      description: 'The user name; no colon (RFC 7617, 2)',
    }),
    password: Type.String({ minLength: 8, maxLength: 256, description: 'Kept as an Argon2id digest' }),
  },
  'Name and password of CSC v1 auth/login; they never decide a signature',
);

const link = { issuer: 'https://login.example', subject: 'person-1001' };

const organization = 'The organisation, by its id in the signature activation module';

/** User account management: an account is one person or organisation, whichever service provider asks. */
export const NewAccount = closed(
  {
    name: shownText(200, 'How the person or organisation is called on pages'),
    link: Type.Optional(Link),
    organization: Type.Optional(
      id(`${organization}: what it approves are seals. Its link, where it has one, is who represents it`),
    ),
    csc: Type.Optional(Csc),
  },
  'A person who is to sign, with her link; or an organisation that is to seal',
  { name: 'Ana Ruiz García', link },
);
export type NewAccount = Static<typeof NewAccount>;

export const AccountStatus = word(
  ['active', 'suspended'],
  'A suspended account can neither log in nor approve anything',
);

export const Account = closed(
  {
    id: id('The account'),
    name: shownText(200, 'How the person or organisation is called on pages'),
    status: AccountStatus,
    enrolled: Type.Boolean({ description: 'Whether it can approve keys, and signatures or seals' }),
    link: Type.Optional(Link),
    organization: Type.Optional(id(organization)),
  },
  'A person or an organisation, as this service knows it',
  { id: '01a21372-eace-70f0-9c36-3abf54ad138c', name: 'Ana Ruiz García', status: 'active', enrolled: false, link },
);
export type Account = Static<typeof Account>;

export const AccountSearch = closed({
  issuer: foreignText(500, issuer),
  subject: foreignText(255, subject),
});
export type AccountSearch = Static<typeof AccountSearch>;

export const AccountChange = Type.Object(
  {
    status: Type.Optional(AccountStatus),
    csc: Type.Optional(
      Type.Union([Csc, Type.Null()], {
        description:
          'Another name and password, or none (null): all tokens of those before end, and so does their lock',
      }),
    ),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    description: 'What is to be changed',
    examples: [{ status: 'suspended' }, { csc: { login: 'ana.ruiz', password: 'a pass phrase of hers' } }],
  },
);
export type AccountChange = Static<typeof AccountChange>;

import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { shownText } from './text.ts';

const Link = closed(
  { issuer: Type.String({ minLength: 1, maxLength: 500 }), subject: Type.String({ minLength: 1, maxLength: 255 }) },
  'The person at the identity provider (OpenID Connect Core, 2: `iss` and `sub`)',
);

/** User account management: an account is one person, whichever service provider asks. */
export const NewAccount = closed({
  name: shownText(200, 'How the person is called on pages'),
  link: Link,
  csc: Type.Optional(
    closed(
      {
        login: Type.String({ minLength: 1, maxLength: 128, pattern: '^[^:\\p{Cc}]+$' }),
        password: Type.String({ minLength: 8, maxLength: 256 }),
      },
      'Name and password of CSC v1 auth/login; they never decide a signature',
    ),
  ),
});
export type NewAccount = Static<typeof NewAccount>;

export const AccountStatus = Type.Enum(['active', 'suspended']);

export const Account = closed({
  id: Type.String(),
  name: Type.String(),
  status: AccountStatus,
  enrolled: Type.Boolean({ description: 'Whether the person can approve keys and signatures' }),
  link: Type.Optional(Link),
});
export type Account = Static<typeof Account>;

export const AccountSearch = closed({ issuer: Type.String(), subject: Type.String() });
export type AccountSearch = Static<typeof AccountSearch>;
export const AccountChange = closed({ status: AccountStatus });
export type AccountChange = Static<typeof AccountChange>;

import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { ErrandState } from './enrollments.ts';
import { id, instant, shownText, webAddress } from './text.ts';

export const KeyAlgorithm = Type.Union([
  closed({ kind: Type.Literal('rsa'), bits: Type.Union([Type.Literal(2048), Type.Literal(3072), Type.Literal(4096)]) }),
  closed({ kind: Type.Literal('ec'), curve: Type.Union([Type.Literal('P-256'), Type.Literal('P-384')]) }),
]);
export type KeyAlgorithm = Static<typeof KeyAlgorithm>;

/** Identity management: a signing key of the person with its certificate. */
export const NewIdentity = closed({
  account: id('The account that will own the key'),
  algorithm: KeyAlgorithm,
  scal: Type.Union([Type.Literal(1), Type.Literal(2)], { description: 'Sole control assurance level (EN 419 241-1)' }),
  pin: Type.Optional(
    Type.String({ minLength: 4, maxLength: 128, description: 'Explicit PIN of CSC v1; only for scal 1, never stored' }),
  ),
  description: Type.Optional(shownText(200, 'How the person tells this identity from another')),
  redirect_uri: Type.Optional(webAddress('Where the browser goes afterwards; one the client has registered')),
});
export type NewIdentity = Static<typeof NewIdentity>;

export const CredentialSummary = closed({
  id: Type.String({ description: 'The credentialID of CSC' }),
  status: Type.Enum(['active', 'disabled']),
  scal: Type.Integer(),
  algorithm: KeyAlgorithm,
  certificate: Type.String({ description: 'Base64 DER' }),
  subject: Type.String({ description: 'RFC 4514' }),
  not_after: instant('The certificate ends here'),
});
export type CredentialSummary = Static<typeof CredentialSummary>;

export const Identity = closed({
  id: Type.String(),
  account: Type.String(),
  state: ErrandState,
  url: webAddress('Open it in the browser of the person'),
  expires_at: instant('After this the address is of no use'),
  credential: Type.Optional(CredentialSummary),
});
export type Identity = Static<typeof Identity>;

export const IdentitySearch = closed({ account: id('The owner') });
export type IdentitySearch = Static<typeof IdentitySearch>;
export const IdentityList = closed({ credentials: Type.Array(CredentialSummary) });
export type IdentityList = Static<typeof IdentityList>;

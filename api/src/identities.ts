import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { ErrandState } from './enrollments.ts';
import { SignatureKind } from './signature-kind.ts';
import { certificate, id, instant, oneOf, shownText, webAddress, word } from './text.ts';

export const KeyAlgorithm = Type.Union(
  [
    closed(
      {
        kind: Type.Literal('rsa', { description: 'RSA' }),
        bits: oneOf([2048, 3072, 4096], 'Modulus'),
      },
      'RSA',
    ),
    closed(
      {
        kind: Type.Literal('ec', { description: 'ECDSA' }),
        curve: word(['P-256', 'P-384'], 'Curve (FIPS 186-5)'),
      },
      'ECDSA',
    ),
    closed(
      { kind: Type.Literal('ed25519', { description: 'Ed25519' }) },
      'Ed25519 (RFC 8032), where it is switched on',
    ),
    closed(
      { kind: word(['ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'], 'Parameter set (FIPS 204)') },
      'ML-DSA, where it is switched on',
    ),
  ],
  { description: 'The algorithm of a signing key' },
);
export type KeyAlgorithm = Static<typeof KeyAlgorithm>;

const account = '01a21372-eace-70f0-9c36-3abf54ad138c';
const algorithm = { kind: 'ec', curve: 'P-256' } as const;

/** Identity management: a signing key of the person with its certificate. */
export const NewIdentity = closed(
  {
    account: id('The account that will own the key'),
    algorithm: KeyAlgorithm,
    scal: oneOf(
      [1, 2],
      'Sole control assurance level (EN 419 241-1). With 2 the person approves each signature herself',
    ),
    pin: Type.Optional(
      Type.String({
        minLength: 4,
        maxLength: 128,
        description: 'Explicit PIN of CSC v1; only for scal 1, never stored',
      }),
    ),
    otp: Type.Optional(
      Type.Boolean({
        description:
          'Beside the PIN CSC v1 asks for a one-time password, sent to where the provider of her identity says',
      }),
    ),
    push: Type.Optional(
      Type.Boolean({
        description:
          'Over CSC her phone is asked (authMode `implicit`), where the policy of the group of the application allows it',
      }),
    ),
    description: Type.Optional(shownText(200, 'How the person tells this identity from another')),
    redirect_uri: Type.Optional(webAddress('Where the browser goes afterwards; one the client has registered')),
  },
  'The key that is wanted',
  { account, algorithm, scal: 2, redirect_uri: 'https://bank.example/signed' },
);
export type NewIdentity = Static<typeof NewIdentity>;

export const CredentialSummary = closed(
  {
    id: id('The credential, as CSC calls it: its `credentialID`'),
    status: word(['active', 'disabled'], 'Only an active one signs'),
    scal: Type.Integer({ description: 'Sole control assurance level (EN 419 241-1)' }),
    algorithm: KeyAlgorithm,
    certificate: certificate('The certificate of the signer'),
    subject: Type.String({ description: 'Whom the certificate names (RFC 4514)' }),
    kind: SignatureKind,
    not_after: instant('The certificate ends here'),
  },
  'A signing key with its certificate',
);
export type CredentialSummary = Static<typeof CredentialSummary>;

export const Identity = closed(
  {
    id: id('The creation of the key'),
    account: id('The account that will own the key'),
    state: ErrandState,
    url: webAddress('Open it in the browser of the person'),
    expires_at: instant('After this the address is of no use'),
    credential: Type.Optional(CredentialSummary),
  },
  'The creation of a key and how it stands; the credential once it is done',
  {
    id: '01a21374-7b2f-7d80-b6a1-0c9e5f3d8005',
    account,
    state: 'open',
    url: 'https://sign.example/identities/Jm0q7b1hT3u4Vn2wYk9eZA',
    expires_at: '2026-12-02T16:05:20.000Z',
  },
);
export type Identity = Static<typeof Identity>;

export const IdentitySearch = closed({ account: id('The owner') });
export type IdentitySearch = Static<typeof IdentitySearch>;

export const IdentityList = closed(
  { credentials: Type.Array(CredentialSummary, { description: 'Oldest first' }) },
  'The signing keys of a person',
  {
    credentials: [
      {
        id: 'k_5Q2v0m8sT1yXw3n6bC9d7A',
        status: 'active',
        scal: 2,
        algorithm,
        certificate: 'MIIB4TCCAYegAwIBAgIQ',
        subject: 'CN=Ana Ruiz García,C=ES',
        kind: 'signature',
        not_after: '2028-11-25T16:05:41.000Z',
      },
    ],
  },
);
export type IdentityList = Static<typeof IdentityList>;

import Type, { type Static } from 'typebox';
import { Branding } from './branding.ts';
import { boundTokens, clientSubject, logout, requests } from './client-security.ts';
import { closed } from './closed.ts';
import { type AdministrativeScope, administrativeScopes } from './scopes.ts';
import { certificate, foreignText, id, shownText, webAddress, word } from './text.ts';

const group = '01a21370-11b2-7a63-8a1c-5d3f0a9be001';
const provider = '01a21370-2c44-7f10-9d52-b1c7e4d2f002';

export const NewGroup = closed(
  { name: shownText(200, 'For operators'), branding: Type.Optional(Branding) },
  'A group of service providers that share identity provider, authority and configuration',
  { name: 'Northern banks' },
);
export type NewGroup = Static<typeof NewGroup>;
export const Group = closed(
  { id: id('The group'), name: shownText(200, 'For operators'), branding: Type.Optional(Branding) },
  'A group of service providers',
  { id: group, name: 'Northern banks' },
);
export type Group = Static<typeof Group>;

const providerName = shownText(200, 'Who asks, as people read it on the approval page');

const quota = Type.Optional(
  Type.Record(Type.String({ pattern: '^[A-Za-z0-9]{1,64}$' }), Type.Integer({ minimum: 0 }), {
    description: 'The most of an operation (its `operationId`) in a day, UTC; others as often as they come',
  }),
);

export const NewProvider = closed({ group: id('Its group'), name: providerName, quota }, 'Who may ask people to sign', {
  group,
  name: 'Banco Norte',
});
export type NewProvider = Static<typeof NewProvider>;
export const Provider = closed(
  { id: id('The service provider'), group: id('Its group'), name: providerName, quota },
  'A service provider',
  { id: provider, group, name: 'Banco Norte' },
);
export type Provider = Static<typeof Provider>;

const administrative = Object.keys(administrativeScopes) as AdministrativeScope[];
const approved = ['credential', 'credential-creation', 'credential-deletion'] as const;
const personal = ['profile', 'person_identifier'] as const;
const Scope = word(['openid', 'service', ...approved, ...personal, ...administrative]);
const scopes = {
  uniqueItems: true,
  description:
    'What the client may ask tokens for; openid, service, credential, credential-creation and credential-deletion unless told',
};
const redirectUri = webAddress('Where a browser may be sent back to');
const response_uris = Type.Optional(
  Type.Array(webAddress('Told by POST, with the `responseID`'), {
    maxItems: 20,
    description:
      'What it may name as `response_uri` of CSC v2, compared character by character: https, or http on its own machine',
  }),
);

const authentication = {
  token_endpoint_auth_method: Type.Optional(
    word(
      [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
        'tls_client_auth',
        'self_signed_tls_client_auth',
        'none',
      ],
      'How it proves who it is; `client_secret_basic` unless told. A public client (`none`) has no secret and needs PKCE',
    ),
  ),
  application_type: Type.Optional(
    word(
      ['web', 'native'],
      '`native` runs where its person is: any port of `http://127.0.0.1` that is registered is its own',
    ),
  ),
  required_acr_values: Type.Optional(
    Type.Array(Type.String({ pattern: '^[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,200}$' }), {
      minItems: 1,
      maxItems: 10,
      uniqueItems: true,
      description: 'The classes of login of which its people are, or of a level as high (RFC 9470); any unless told',
    }),
  ),
  required_max_age: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 86_400, description: 'In seconds, how old their login may be (RFC 9470)' }),
  ),
  accounts: Type.Optional(
    word(
      ['own', 'group', 'all'],
      'Whose accounts it may know of: its own (made or asked to sign by its service provider), those of its group and of the identity providers of that (unless told), or all',
    ),
  ),
  compatibility: Type.Optional(
    Type.Boolean({
      description:
        'In CSC it may write numbers and truth values as texts ("1", "true"), and name its person by `userID` though its token does: for old clients that cannot be changed',
    }),
  ),
  data_purpose: Type.Optional(
    Type.Record(
      Type.String({ pattern: '^[a-z]{2,3}$' }),
      shownText(300, 'As people read it when they are asked to release what the scopes name'),
      {
        minProperties: 1,
        maxProperties: 20,
        additionalProperties: false,
        description: 'With `profile` or `person_identifier`: why it wants that, by language',
      },
    ),
  ),
  resource_server: Type.Optional(
    Type.Boolean({ description: 'It may ask what the tokens of its service provider are worth (RFC 7662)' }),
  ),
  ...clientSubject,
  ...boundTokens,
  ...requests,
  ...logout,
};
const coordinate = (description: string) =>
  Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,1400}$', description }));
const PublicKey = closed(
  {
    kty: word(['EC', 'OKP', 'RSA'], 'Its family'),
    kid: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Its name in assertions' })),
    use: Type.Optional(word(['sig'], 'It signs')),
    alg: Type.Optional(word(['ES256', 'PS256', 'RS256', 'EdDSA'], 'The one algorithm it is for')),
    crv: Type.Optional(word(['P-256', 'Ed25519'], 'Of EC and OKP')),
    x: coordinate('Of EC and OKP'),
    y: coordinate('Of EC'),
    n: coordinate('Of RSA, 2048 bits at least'),
    e: coordinate('Of RSA'),
    x5c: Type.Optional(
      Type.Array(certificate('With `self_signed_tls_client_auth`: the certificate that the client shows'), {
        minItems: 1,
        maxItems: 1,
        description: 'Base64 of DER (RFC 7517, 4.7)',
      }),
    ),
  },
  'The public half of a key, as a JSON Web Key (RFC 7517)',
);

const jwks = Type.Optional(
  closed(
    { keys: Type.Array(PublicKey, { minItems: 1, maxItems: 10, description: 'More than one while they change' }) },
    'With `private_key_jwt`: the keys its assertions are signed with, and its requests where it signs those; with `self_signed_tls_client_auth` those of its certificates',
  ),
);
const clientName = Type.Optional(shownText(200, 'For operators: which application it is'));

export const NewClient = closed(
  {
    provider: id('Its service provider'),
    name: clientName,
    redirect_uris: Type.Optional(
      Type.Array(redirectUri, { maxItems: 20, description: 'Compared character by character, queries aside' }),
    ),
    scopes: Type.Optional(Type.Array(Scope, scopes)),
    response_uris,
    ...authentication,
    jwks,
  },
  'An application of a service provider: an OAuth 2.0 client (RFC 6749, 2.1), named as in RFC 7591',
  { provider, redirect_uris: ['https://bank.example/signed'] },
);
export type NewClient = Static<typeof NewClient>;
export const Client = closed(
  {
    id: id('The `client_id`'),
    name: clientName,
    secret: Type.Optional(
      Type.String({ description: 'The `client_secret`, where it has one: shown once, when the client is made' }),
    ),
    provider: id('Its service provider'),
    redirect_uris: Type.Array(redirectUri, { description: 'Where a browser may be sent back to' }),
    scopes: Type.Array(Scope, { description: 'What it may ask tokens for' }),
    response_uris,
    ...authentication,
    jwks,
  },
  'An application of a service provider',
  {
    id: 'oaduJyhQxeHpDQbd_Scr_w',
    secret: 'shown-once-and-kept-as-a-digest-only',
    provider,
    redirect_uris: ['https://bank.example/signed'],
    scopes: ['openid', 'service', ...approved],
    token_endpoint_auth_method: 'client_secret_basic',
    application_type: 'web',
  },
);
export type Client = Static<typeof Client>;

const CaType = word(['sandbox'], 'Which connector speaks to it');

export const NewCa = closed(
  {
    group: id('Its group'),
    type: CaType,
    url: webAddress('Where the authority answers'),
    token: foreignText(4096, 'Bearer token of the authority; never returned'),
  },
  'The certification authority of a group, reached by a connector',
  { group, type: 'sandbox', url: 'https://ca.example/ca', token: 'given-by-the-authority' },
);
export type NewCa = Static<typeof NewCa>;
export const Ca = closed(
  { id: id('The connection'), group: id('Its group'), type: CaType, url: webAddress('Where the authority answers') },
  'A certification authority that is connected',
  { id: '01a21370-5f08-7b91-a3de-9f4c8e66a003', group, type: 'sandbox', url: 'https://ca.example/ca' },
);
export type Ca = Static<typeof Ca>;

const tsaUrl = webAddress('Where it answers, RFC 3161 over HTTP; https when it wants to know who asks');
const tsaPolicy = Type.Optional(
  Type.String({ pattern: '^[0-2](\\.(0|[1-9][0-9]{0,38}))+$', description: 'The policy every token must be under' }),
);

export const NewTsa = closed(
  {
    group: id('Its group'),
    url: tsaUrl,
    policy: tsaPolicy,
    credentials: Type.Optional(
      closed(
        {
          user: foreignText(200, 'HTTP Basic'),
          password: foreignText(4096, 'Never returned'),
        },
        'Who asks',
      ),
    ),
    roots: Type.Array(certificate('Where the certificate of the authority must lead'), {
      minItems: 1,
      maxItems: 20,
      description: 'Trusted for its time-stamps alone',
    }),
  },
  'A time-stamping authority of a group; several are asked in the order they were connected in',
  { group, url: 'https://tsa.example/', roots: ['MIIBszCCAVmgAwIBAgIUexample'] },
);
export type NewTsa = Static<typeof NewTsa>;
export const Tsa = closed(
  {
    id: id('The connection'),
    group: id('Its group'),
    url: tsaUrl,
    policy: tsaPolicy,
    user: Type.Optional(foreignText(200, 'Who asks, by HTTP Basic')),
    roots: Type.Array(certificate('Where its certificate must lead'), {
      description: 'Trusted for its time-stamps alone',
    }),
  },
  'A time-stamping authority that is connected',
  {
    id: '01a21370-7c11-7b91-a3de-9f4c8e66a004',
    group,
    url: 'https://tsa.example/',
    roots: ['MIIBszCCAVmgAwIBAgIUexample'],
  },
);
export type Tsa = Static<typeof Tsa>;

const idp = { issuer: 'https://login.example', client_id: 'signing', label: 'Example Login' };
const clientId = foreignText(200, 'What this service is called there');

export const NewIdp = closed(
  {
    group: id('Its group'),
    issuer: webAddress('Its issuer identifier'),
    client_id: clientId,
    client_secret: Type.Optional(foreignText(4096, 'Never returned')),
    label: shownText(200, 'How people call it'),
    acr: Type.Optional(foreignText(200, 'Asked of it and demanded of its answers')),
  },
  'The OpenID provider where the people of a group log in',
  { group, client_secret: 'given-by-the-provider', ...idp },
);
export type NewIdp = Static<typeof NewIdp>;
export const Idp = closed(
  {
    id: id('The connection'),
    group: id('Its group'),
    issuer: webAddress('Its issuer identifier'),
    client_id: clientId,
    label: shownText(200, 'How people call it'),
    acr: Type.Optional(foreignText(200, 'Asked of it and demanded of its answers')),
  },
  'An OpenID provider that is connected',
  { id: 'Yk3c0hWZ9sD1m2nQ8rT5vA', group, ...idp },
);
export type Idp = Static<typeof Idp>;

import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { id, shownText, webAddress } from './text.ts';

/** A group of service providers that share identity provider, authority and configuration. */
export const NewGroup = closed({ name: shownText(200, 'For operators') });
export type NewGroup = Static<typeof NewGroup>;
export const Group = closed({ id: Type.String(), name: Type.String() });
export type Group = Static<typeof Group>;

export const NewProvider = closed({ group: id('Its group'), name: shownText(200, 'Who asks, as people read it') });
export type NewProvider = Static<typeof NewProvider>;
export const Provider = closed({ id: Type.String(), group: Type.String(), name: Type.String() });
export type Provider = Static<typeof Provider>;

const Scope = Type.Enum(['openid', 'service', 'credential']);

/** An application of a service provider: a confidential OAuth 2.0 client (RFC 6749, 2.1). */
export const NewClient = closed({
  provider: id('Its service provider'),
  redirect_uris: Type.Optional(Type.Array(webAddress('Compared character by character'), { maxItems: 20 })),
  scopes: Type.Optional(Type.Array(Scope, { uniqueItems: true, description: 'All three unless told' })),
});
export type NewClient = Static<typeof NewClient>;
export const Client = closed({
  id: Type.String(),
  secret: Type.Optional(Type.String({ description: 'Shown once, when the client is made' })),
  provider: Type.String(),
  redirect_uris: Type.Array(Type.String()),
  scopes: Type.Array(Scope),
});
export type Client = Static<typeof Client>;

/** The certification authority of a group, reached by a connector of a type. */
export const NewCa = closed({
  group: id('Its group'),
  type: Type.Enum(['sandbox']),
  url: webAddress('Where the authority answers'),
  token: Type.String({ minLength: 1, maxLength: 4096, description: 'Bearer token of the authority; never returned' }),
});
export type NewCa = Static<typeof NewCa>;
export const Ca = closed({ id: Type.String(), group: Type.String(), type: Type.String(), url: Type.String() });
export type Ca = Static<typeof Ca>;

/** The OpenID provider where the people of a group log in. */
export const NewIdp = closed({
  group: id('Its group'),
  issuer: webAddress('Its issuer identifier'),
  client_id: Type.String({ minLength: 1, maxLength: 200 }),
  client_secret: Type.Optional(Type.String({ minLength: 1, maxLength: 4096, description: 'Never returned' })),
  label: shownText(200, 'How people call it'),
  acr: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Asked of it and demanded of its answers' }),
  ),
});
export type NewIdp = Static<typeof NewIdp>;
export const Idp = closed({
  group: Type.String(),
  issuer: Type.String(),
  client_id: Type.String(),
  label: Type.String(),
});
export type Idp = Static<typeof Idp>;

import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { Place } from './signature-form.ts';
import { maxDocuments } from './signature-requests.ts';
import { id } from './text.ts';

const position = Type.Integer({ minimum: 0, maximum: maxDocuments - 1, description: 'The first document is 0' });

/** What the choices page reads: /sign/<random>/choices.json. Only what is open is in it. */
export const OpenChoices = closed({
  name: Type.String({ description: 'Who asks' }),
  reference: Type.String({ description: 'For support, beside every sentence that something did not work' }),
  identities: Type.Array(
    closed({
      id: id('The credential'),
      name: Type.String({ description: 'Whom its certificate names' }),
      issuer: Type.String(),
      until: Type.Integer({ description: 'The end of its certificate, in seconds since 1970' }),
    }),
  ),
  documents: Type.Array(
    closed({
      position,
      name: Type.String(),
      size: Type.Integer(),
      url: Type.String({ description: 'The document as it came' }),
      optional: Type.Boolean(),
      placed: Type.Boolean({ description: 'The person says where its signature is to be seen' }),
      place: Type.Optional(Place),
    }),
  ),
});
export type OpenChoices = Static<typeof OpenChoices>;

/** What she chose: POST /sign/<random>/choices. */
export const Chosen = closed({
  identity: Type.Optional(id('One of those that are open')),
  left_out: Type.Array(position, { maxItems: maxDocuments, uniqueItems: true }),
  places: Type.Array(closed({ position, place: Place }), { maxItems: maxDocuments }),
});
export type Chosen = Static<typeof Chosen>;

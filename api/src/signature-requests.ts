import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { base64, id, instant, shownText, webAddress } from './text.ts';

export const maxDocuments = 20;
const days = 86_400;

const Document = closed({ name: shownText(255, 'Shown to the person'), content: base64('The PDF') });

/** Document signature: PDFs in, an address for the person, signed PDFs out. */
export const NewSignatureRequest = closed({
  documents: Type.Array(Document, { minItems: 1, maxItems: maxDocuments }),
  account: Type.Optional(id('Only this person may sign; without it, whoever opens the address first')),
  credential: Type.Optional(id('Only this identity may be used; it must be of the account')),
  redirect_uri: Type.Optional(
    webAddress('Where the result page leads back to, with `request` and `status`; one the client has registered'),
  ),
  expires_in: Type.Optional(
    Type.Integer({ minimum: 60, maximum: 30 * days, description: 'Seconds; 7 days unless told' }),
  ),
  reason: Type.Optional(shownText(200, 'Written into the signature')),
  location: Type.Optional(shownText(200, 'Written into the signature')),
});
export type NewSignatureRequest = Static<typeof NewSignatureRequest>;

export const requestStates = [
  'created',
  'prepared',
  'signing',
  'signed',
  'refused',
  'cancelled',
  'expired',
  'failed',
] as const;
export type RequestState = (typeof requestStates)[number];

const DocumentState = closed({
  name: Type.String(),
  size: Type.Integer({ description: 'Octets of the document as uploaded' }),
  sha256: Type.String({ description: 'Base64url, of the document as uploaded' }),
  url: Type.Optional(webAddress('The signed document, for this client')),
});

export const SignatureRequest = closed({
  id: Type.String(),
  state: Type.Enum([...requestStates]),
  authorization_url: webAddress('Open it in the browser of the person'),
  created_at: instant('When it was asked for'),
  expires_at: instant('After this nothing is signed and the documents are forgotten'),
  account: Type.Optional(Type.String()),
  documents: Type.Array(DocumentState),
  failure: Type.Optional(Type.String({ description: 'For state failed: why, in one word' })),
});
export type SignatureRequest = Static<typeof SignatureRequest>;

export const SignatureRequestSearch = closed({
  state: Type.Optional(Type.Enum([...requestStates])),
  limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1 to 100; 20 unless told' })),
});
export type SignatureRequestSearch = Static<typeof SignatureRequestSearch>;
export const SignatureRequestList = closed({ signature_requests: Type.Array(SignatureRequest) });
export type SignatureRequestList = Static<typeof SignatureRequestList>;

export const SignedDocumentParameters = Type.Object(
  { id: id('The signature request'), index: Type.String({ pattern: '^(0|[1-9][0-9]?)$' }) },
  { additionalProperties: false },
);

export type SignedDocumentParameters = Static<typeof SignedDocumentParameters>;

/** What the pages of a request read: /sign/<random>/state.json. */
export const ResultState = closed({
  state: Type.Enum([...requestStates]),
  name: Type.String({ description: 'Who asked' }),
  documents: Type.Array(
    closed({
      name: Type.String(),
      size: Type.Integer({ description: 'Octets; of the signed file where there is one' }),
      url: Type.Optional(Type.String({ description: 'The signed file, while it is kept' })),
    }),
  ),
  signer: Type.Optional(Type.String()),
  returnUrl: Type.Optional(Type.String()),
  reference: Type.String(),
});
export type ResultState = Static<typeof ResultState>;

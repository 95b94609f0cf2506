import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { KeyAlgorithm } from './identities.ts';
import { SignatureForm } from './signature-form.ts';
import { baselineLevels, WhenUnavailable } from './signature-update.ts';
import { base64, id, instant, shownText, webAddress, word } from './text.ts';

/** One approval binds at most so many hashes. */
export const maxDocuments = 1000;
const days = 86_400;

const Document = closed(
  {
    name: shownText(255, 'Shown to the person'),
    content: Type.Optional(
      base64(
        'application/octet-stream',
        'The document; without it an upload is named, or a part of the form carries it',
      ),
    ),
    upload: Type.Optional(id('A document uploaded before, by this client; it is used up')),
    signature: Type.Optional(SignatureForm),
    optional: Type.Optional(
      Type.Boolean({ description: 'The person may leave it out; one document at least is signed' }),
    ),
  },
  'A document to be signed',
);

/** Document signature: documents in, an address for the person, signed documents out. */
export const NewSignatureRequest = closed(
  {
    documents: Type.Array(Document, {
      minItems: 1,
      maxItems: maxDocuments,
      description: 'Signed together, by one approval',
    }),
    account: Type.Optional(id('Only this person may sign; without it, whoever opens the address first')),
    credential: Type.Optional(id('Only this identity may be used; it must be of the account')),
    one_time_key: Type.Optional(
      Type.Union([Type.Literal(true), KeyAlgorithm], {
        description:
          'Signed with a key that is made for this request and destroyed as it signs; P-256 unless an algorithm is named',
      }),
    ),
    redirect_uri: Type.Optional(
      webAddress('Where the result page leads back to, with `request` and `status`; one the client has registered'),
    ),
    expires_in: Type.Optional(
      Type.Integer({ minimum: 60, maximum: 30 * days, description: 'Seconds; 7 days unless told' }),
    ),
    reason: Type.Optional(shownText(200, 'Written into the signatures of PDFs')),
    location: Type.Optional(shownText(200, 'Written into the signatures of PDFs')),
    level: Type.Optional(
      word([...baselineLevels], 'What the signatures carry for the time to come (EN 319 102-1, 4.3); B-B unless told'),
    ),
    when_unavailable: Type.Optional(WhenUnavailable),
  },
  'What is to be signed, and by whom',
  {
    documents: [{ name: 'Loan agreement 2231.pdf', content: 'JVBERi0xLjcKJcOkw7zDtgo=' }],
    redirect_uri: 'https://bank.example/signed',
    reason: 'Loan agreement',
  },
);
export type NewSignatureRequest = Static<typeof NewSignatureRequest>;

const part = Type.Optional(
  Type.String({
    contentMediaType: 'application/octet-stream',
    description: 'The first document; the second is documents[1]',
  }),
);

/** The same as a form (multipart/form-data): the parts may come in any order. */
export const SignatureRequestForm = Type.Object(
  { request: NewSignatureRequest, 'documents[0]': part },
  { description: 'The request as JSON, and the documents as they are' },
);

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
const State = word(
  [...requestStates],
  'Nobody has opened it yet (created), the person decides (prepared), she has approved (signing), or how it ended',
);

const DocumentState = closed(
  {
    name: shownText(255, 'As it was uploaded'),
    size: Type.Integer({ description: 'Octets of the document as uploaded, or as it was written anew' }),
    sha256: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: 'Base64url, of the same' }),
    url: Type.Optional(webAddress('The signed document, for this client')),
    level: Type.Optional(word([...baselineLevels], 'The level its signature has')),
    left_out: Type.Optional(Type.Literal(true, { description: 'The person chose not to sign it' })),
  },
  'A document of the request',
);

const shownRequest = {
  id: '01a21372-eace-70f0-9c36-3abf54ad138c',
  state: 'created',
  authorization_url: 'https://sign.example/sign/5w0QmVn3rT8yXk2bC7d1eA',
  created_at: '2026-11-25T16:04:11.000Z',
  expires_at: '2026-12-02T16:04:11.000Z',
  documents: [{ name: 'Loan agreement 2231.pdf', size: 18_942, sha256: 'H4C41yDYzGm0Acuh6zLzdB1iDlxzW0QyDjJ2QOsytTY' }],
} as const;

export const SignatureRequest = closed(
  {
    id: id('The signature request'),
    state: State,
    authorization_url: webAddress('Open it in the browser of the person'),
    created_at: instant('When it was asked for'),
    expires_at: instant('After this nothing is signed and the documents are forgotten'),
    account: Type.Optional(id('Who signs, once that is known')),
    documents: Type.Array(DocumentState, { description: 'In the order of the upload' }),
    failure: Type.Optional(Type.String({ description: 'For state failed: why, in one word' })),
  },
  'A signature request and how it stands',
  { ...shownRequest, documents: [...shownRequest.documents] },
);
export type SignatureRequest = Static<typeof SignatureRequest>;

export const SignatureRequestSearch = closed({
  state: Type.Optional(State),
  limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1 to 100; 20 unless told' })),
});
export type SignatureRequestSearch = Static<typeof SignatureRequestSearch>;

export const SignatureRequestList = closed(
  { signature_requests: Type.Array(SignatureRequest, { description: 'Newest first' }) },
  'The requests of this client',
  { signature_requests: [{ ...shownRequest, documents: [...shownRequest.documents] }] },
);
export type SignatureRequestList = Static<typeof SignatureRequestList>;

export const SignedDocumentParameters = Type.Object(
  {
    id: id('The signature request'),
    index: Type.String({ pattern: '^(0|[1-9][0-9]{0,2})$', description: 'Which document: 0 for the first' }),
  },
  { additionalProperties: false },
);

export type SignedDocumentParameters = Static<typeof SignedDocumentParameters>;

/** How one document of a request stands. Before all is over `signed` says that its signature is made, and nobody has it yet. */
export const documentStates = ['waiting', 'signed', 'left_out', 'failed', 'not_signed'] as const;
export type DocumentProgress = (typeof documentStates)[number];

/** What the pages of a request read: /sign/<random>/state.json. */
export const ResultState = closed({
  state: State,
  name: Type.String({ description: 'Who asked' }),
  documents: Type.Array(
    closed({
      name: Type.String(),
      size: Type.Integer({ description: 'Octets; of the signed file where there is one' }),
      state: word([...documentStates], 'How it stands; `failed` is the one that kept all from being signed'),
      url: Type.Optional(Type.String({ description: 'The signed file, while it is kept' })),
      level: Type.Optional(word([...baselineLevels], 'What its signature has, where more was asked for')),
    }),
  ),
  failure: Type.Optional(Type.String({ description: 'For state failed: why, in one word' })),
  approved: Type.Optional(Type.Literal(true, { description: 'For state failed: she had approved it' })),
  signer: Type.Optional(Type.String()),
  signature: Type.Optional(
    closed({
      at: Type.Integer({ description: 'When it was made, in seconds since 1970' }),
      issuer: Type.String({ description: 'Who issued the certificate' }),
      until: Type.Integer({ description: 'The end of the certificate' }),
      level: word([...baselineLevels], 'The level that all of them have'),
    }),
  ),
  seal: Type.Optional(Type.Boolean({ description: 'An organisation seals' })),
  returnUrl: Type.Optional(Type.String()),
  reference: Type.String(),
});
export type ResultState = Static<typeof ResultState>;

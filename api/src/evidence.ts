import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { id, instant, oneOf, word } from './text.ts';

const hash = (description: string) => Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description });
const words = (description: string) => Type.String({ description });
const jws = words('A signed checkpoint of the audit log (JWS)');

const RecordProof = closed(
  {
    record: words('The record, as it was hashed'),
    path: Type.Array(hash('SHA-256, base64url'), {
      description: 'Up to the root of the tree of the checkpoint (RFC 6962)',
    }),
    checkpoint: jws,
    later: Type.Array(jws, { description: 'Up to the one that is time-stamped' }),
    token: Type.Optional(words('A time-stamp token over the last of them (RFC 3161), base64url')),
  },
  'That one record stands in the audit log',
);

const SamEvidence = closed(
  {
    type: word(['chancery-evidence'], 'What this is'),
    v: oneOf([1], 'Version'),
    intent: words('What was approved, in canonical JSON: its hash stands in the records'),
    chain: Type.Array(words('DER, base64url'), { description: 'The certificates, the signer’s first' }),
    records: Type.Array(words('A record of the audit log'), {
      description: 'The making of the key, the approval, the signature',
    }),
    proof: Type.Optional(
      closed(
        {
          type: word(['chancery-audit-proof'], 'What this is'),
          v: oneOf([1], 'Version'),
          proofs: Type.Array(RecordProof, { description: 'One for each record' }),
        },
        'That the records stand in the audit log',
      ),
    ),
  },
  'From the signature activation module: nobody on the way here can change it unnoticed. `chancery audit verify` judges it without a database',
);

const Factor = closed(
  {
    kind: words('webauthn, oidc, pin and others'),
    class: Type.Optional(word(['A', 'B', 'C'], 'A decides; B where the policy says so; C never by itself')),
    categories: Type.Optional(
      Type.Array(words('possession, knowledge or inherence'), { description: 'What the proof is worth' }),
    ),
    factor: Type.Optional(words('Which one')),
  },
  'A proof that was accepted',
);

const EvidenceDocument = closed(
  {
    name: words('As the approval page showed it'),
    size: Type.Integer({ description: 'Octets; 0 where only a hash was shown' }),
    sha256: hash('Of the document, base64url'),
    signed_hash: Type.Optional(hash('What was signed for it, base64url')),
  },
  'A document that was approved',
);

const shown = {
  request: '01a21372-eace-70f0-9c36-3abf54ad138c',
  kind: 'signature',
  signer: {
    id: 'sgn_9f2cN0mFQ1yqVY7wQe4T0g',
    certificate: {
      subject: 'CN=Ana García, C=ES',
      issuer: 'CN=Sandbox CA, C=ES',
      serial_number: '4b1d',
      sha256: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
    },
  },
  asked_by: { client: 'sp_1203', name: 'Banco Norte', group: 'g_41' },
  asked_at: '2026-11-25T16:04:11.000Z',
  approved_at: '2026-11-25T16:05:02.118Z',
  signed_at: '2026-11-25T16:05:02.734Z',
  policy: 'webauthn',
  assurance: { eidas: 'substantial', nist: 'AAL2', iso29115: 'LoA3' },
  factors: [{ kind: 'webauthn', class: 'A', categories: ['possession', 'knowledge'] }],
  documents: [
    {
      name: 'Loan agreement 2231.pdf',
      size: 18_942,
      sha256: 'H4C41yDYzGm0Acuh6zLzdB1iDlxzW0QyDjJ2QOsytTY',
      signed_hash: 'aYQ9wzS1e5cW1o1H6T0b9b0pV7K8yq6Jm2h0hZr2u3c',
    },
  ],
  algorithm: '1.2.840.10045.4.3.2',
  signatures: ['1bVvJ0m0nJm3yqDq3J3v9cW7x6oJ5kqk0XwqJx8o4rU'],
  proven: false,
  sam: {
    type: 'chancery-evidence',
    v: 1,
    intent: '{"aud":"sam://tsp.example","chal":"c_4bDdEw8kQf6m1y0R7cY2hA"}',
    chain: ['MIIB'],
    records: ['{"actor":"ssa","ev":"SIGN_OK"}'],
  },
} as const;

const Certificate = closed(
  {
    subject: words('Whom it names'),
    issuer: words('Who issued it'),
    serial_number: words('Hexadecimal'),
    sha256: words('Hexadecimal'),
  },
  'The certificate of the signer',
);

export const Evidence = closed(
  {
    request: id('The signature request'),
    kind: word(['signature', 'seal'], 'Of a person, or of an organisation'),
    signer: closed(
      { id: id('At the signature activation module'), certificate: Type.Optional(Certificate) },
      'Who signed',
    ),
    asked_by: closed(
      { client: id('The application'), name: words('As the signer read it'), group: id('Its group') },
      'Who asked',
    ),
    asked_at: instant('When the approval page opened'),
    approved_at: Type.Optional(instant('When the signer approved')),
    signed_at: instant('When the values were made'),
    policy: words('What decided'),
    assurance: Type.Record(Type.String(), Type.String(), {
      description: 'Of identity and approval together, by the scale: eidas, nist, iso29115',
    }),
    factors: Type.Array(Factor, { description: 'Accepted' }),
    terms: Type.Optional(
      closed(
        {
          version: words('As its publisher calls it'),
          lang: words('BCP 47'),
          sha256: hash('Of the text, base64url'),
          url: words('Where it was to be read'),
          accepted_at: instant('When the key was made'),
        },
        'The terms of the provider that were accepted with the key',
      ),
    ),
    documents: Type.Array(EvidenceDocument, { description: 'In the order they were shown' }),
    algorithm: Type.Optional(words('Object identifier of the signature algorithm')),
    signatures: Type.Array(hash('SHA-256 of a value, base64url'), { description: 'In the order of the documents' }),
    proven: Type.Boolean({
      description: 'Whether a checkpoint covers the records: about a minute after the signature',
    }),
    sam: SamEvidence,
  },
  'The evidence of a signature: what `sam` says, in words for programs',
  {
    ...shown,
    factors: [{ ...shown.factors[0], categories: ['possession', 'knowledge'] }],
    documents: [...shown.documents],
    signatures: [...shown.signatures],
    sam: { ...shown.sam, chain: ['MIIB'], records: [...shown.sam.records] },
  },
);
export type Evidence = Static<typeof Evidence>;

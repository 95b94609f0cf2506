import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { SignatureKind } from './signature-kind.ts';
import { base64, certificate, instant, word } from './text.ts';

/** Signature validation: what stands in the document, without a policy of its own. */
export const NewValidation = closed(
  {
    document: base64('application/pdf', 'The signed PDF'),
    roots: Type.Optional(
      Type.Array(certificate('A trusted root'), {
        maxItems: 50,
        description: 'The roots of this installation unless told',
      }),
    ),
  },
  'The document to be judged',
  { document: 'JVBERi0xLjcKJcOkw7zDtgo=' },
);
export type NewValidation = Static<typeof NewValidation>;

export const SignatureVerdict = closed(
  {
    field: Type.String({ description: 'The name of the signature field' }),
    indication: word(['TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED'], 'EN 319 102-1, 5.1.3'),
    sub_indication: Type.Optional(Type.String({ description: 'EN 319 102-1, table 3; absent exactly when passed' })),
    intact: Type.Boolean({ description: 'The covered octets are those that were signed; says nothing on trust' }),
    trusted: Type.Boolean({ description: 'A path leads to one of the roots' }),
    covers_whole_file: Type.Boolean({ description: 'Nothing was appended after this signature' }),
    revision_end: Type.Integer({ description: 'The signature speaks about the first so many octets' }),
    kind: Type.Optional(SignatureKind),
    signer: Type.Optional(Type.String({ description: 'The subject of the certificate, RFC 4514' })),
    certificate: Type.Optional(certificate('The certificate of the signer')),
    claimed_time: Type.Optional(instant('What the signer claims')),
    errors: Type.Array(Type.String(), { description: 'Every finding; empty exactly when passed' }),
    warnings: Type.Array(Type.String(), { description: 'What was not looked at' }),
  },
  'The verdict on one signature',
);
export type SignatureVerdict = Static<typeof SignatureVerdict>;

export const Validation = closed(
  {
    valid: Type.Boolean({ description: 'There is a signature, and every one passed' }),
    at: instant('The time the certificates were judged at'),
    errors: Type.Array(Type.String(), { description: 'Why the document could not be read' }),
    signatures: Type.Array(SignatureVerdict, { description: 'In the order they were made' }),
  },
  'The verdict on a document',
  {
    valid: true,
    at: '2026-11-25T16:10:02.000Z',
    errors: [],
    signatures: [
      {
        field: 'Signature1',
        indication: 'TOTAL-PASSED',
        intact: true,
        trusted: true,
        covers_whole_file: true,
        revision_end: 24_117,
        kind: 'signature',
        signer: 'CN=Ana Ruiz García,C=ES',
        claimed_time: '2026-11-25T16:04:11.000Z',
        errors: [],
        warnings: ['whether the certificates were revoked was not looked at'],
      },
    ],
  },
);
export type Validation = Static<typeof Validation>;

import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { base64, instant } from './text.ts';

/** Signature validation: what stands in the document, without a policy of its own. */
export const NewValidation = closed({
  document: base64('The signed PDF'),
  roots: Type.Optional(
    Type.Array(base64('A trusted root, DER'), {
      maxItems: 50,
      description: 'The roots of this installation unless told',
    }),
  ),
});
export type NewValidation = Static<typeof NewValidation>;

const SignatureVerdict = closed({
  field: Type.String(),
  indication: Type.Enum(['TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED'], { description: 'EN 319 102-1, 5.1.3' }),
  sub_indication: Type.Optional(Type.String({ description: 'EN 319 102-1, table 3; absent exactly when passed' })),
  intact: Type.Boolean({ description: 'The covered octets are those that were signed; says nothing on trust' }),
  trusted: Type.Boolean({ description: 'A path leads to one of the roots' }),
  covers_whole_file: Type.Boolean(),
  revision_end: Type.Integer({ description: 'The signature speaks about the first so many octets' }),
  signer: Type.Optional(Type.String({ description: 'The subject of the certificate, RFC 4514' })),
  certificate: Type.Optional(Type.String({ description: 'Base64 DER' })),
  claimed_time: Type.Optional(instant('What the signer claims')),
  errors: Type.Array(Type.String(), { description: 'Every finding; empty exactly when passed' }),
  warnings: Type.Array(Type.String(), { description: 'What was not looked at' }),
});

export const Validation = closed({
  valid: Type.Boolean({ description: 'There is a signature, and every one passed' }),
  at: instant('The time the certificates were judged at'),
  errors: Type.Array(Type.String(), { description: 'Why the document could not be read' }),
  signatures: Type.Array(SignatureVerdict),
});
export type Validation = Static<typeof Validation>;

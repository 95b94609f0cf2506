import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { id, instant } from './text.ts';

/** Approval by an organisation's own key, without a page: the statement goes out, a signature over its intent hash comes back. */
export const ClientStatement = closed(
  {
    statement: Type.String({
      description:
        'JWS (RFC 7515, ES256, typ `chancery-intent+jwt`) of the signature activation module over what is to be approved. Verify it by the keys of the approval host, and that its hashes are those of your documents, before you approve',
    }),
    expires_at: instant('After this a new one must be asked for'),
  },
  'What an organisation is asked to approve',
  { statement: 'eyJhbGciOiJFUzI1NiJ9.eyJ2IjoxfQ.c2lnbmF0dXJl', expires_at: '2026-11-25T16:09:11.000Z' },
);
export type ClientStatement = Static<typeof ClientStatement>;

export const NewClientApproval = closed(
  {
    approval: Type.String({
      minLength: 1,
      maxLength: 10_000,
      pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
      description:
        'JWS (compact) by a registered key of the organisation; typ `chancery-approval`, its `kid`, alg ES256, ES384, PS256 or PS384; the payload is SHA-256("chancery-intent-v1" || 0x00 || payload of the statement), 32 octets',
    }),
  },
  'The approval of the statement that was asked for last',
  { approval: 'eyJhbGciOiJFUzI1NiJ9.AAAA.c2lnbmF0dXJl' },
);
export type NewClientApproval = Static<typeof NewClientApproval>;

export const ClientApproved = closed(
  {
    id: id('What was approved: the enrolment, the creation or deletion of a key, the signature request'),
    state: Type.String({ description: 'Its state now; read it for all the rest' }),
  },
  'What an approval has led to',
  { id: '01a21372-eace-70f0-9c36-3abf54ad138c', state: 'signed' },
);
export type ClientApproved = Static<typeof ClientApproved>;

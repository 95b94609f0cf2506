import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { base64, certificate, id, instant, shownText, word } from './text.ts';

export const augmentedLevels = ['B-T', 'B-LT', 'B-LTA'] as const;
export const baselineLevels = ['B-B', ...augmentedLevels] as const;

/** What happens when a time-stamping authority or a responder does not answer. */
export const WhenUnavailable = word(
  ['fail', 'lower'],
  'When a time-stamp or evidence is not to be had: refuse (fail, unless told), or give back the level that was reached',
);

const Digest = word(['sha256', 'sha384', 'sha512'], 'Digest algorithm of the time-stamps; sha256 unless told');

/** Signature update: a signed document in, the same at a higher level out; repeated, it is renewed. */
export const NewSignatureUpdate = closed(
  {
    document: Type.Optional(
      base64('application/octet-stream', 'The signed document: a PDF, a CMS or an XML signature'),
    ),
    upload: Type.Optional(id('The signed document, uploaded before by this client; it is used up')),
    content: Type.Optional(base64('application/octet-stream', 'What a detached signature is over')),
    content_upload: Type.Optional(id('The same, uploaded before by this client; it is used up')),
    content_name: Type.Optional(shownText(255, 'How an XML signature names what it is over')),
    level: word([...augmentedLevels], 'The level wanted'),
    when_unavailable: Type.Optional(WhenUnavailable),
    digest: Type.Optional(Digest),
    password: Type.Optional(shownText(127, 'Of an encrypted PDF, the user’s or the owner’s')),
    roots: Type.Optional(
      Type.Array(certificate('Where chains may end'), {
        maxItems: 50,
        description: 'The roots of this installation unless told',
      }),
    ),
  },
  'A signature to be given a time, the evidence it needs, or one more archive time-stamp',
  { document: 'JVBERi0xLjcKJcOkw7zDtgo=', level: 'B-LTA' },
);
export type NewSignatureUpdate = Static<typeof NewSignatureUpdate>;

const part = (description: string) =>
  Type.Optional(Type.String({ contentMediaType: 'application/octet-stream', description }));

/** The same as a form (multipart/form-data). */
export const SignatureUpdateForm = Type.Object(
  {
    request: NewSignatureUpdate,
    document: part('The signed document'),
    content: part('What a detached signature is over'),
  },
  { description: 'The wish as JSON, and the files as they are' },
);

export const SignatureUpdate = closed(
  {
    document: base64('application/octet-stream', 'The document at its new level; what was there before is as it was'),
    level: word([...baselineLevels], 'The level it has now'),
    missing: Type.Optional(
      word(['time_stamp', 'evidence'], 'Why the level is less than asked for, where that was allowed'),
    ),
  },
  'An updated signature',
  { document: 'JVBERi0xLjcKJcOkw7zDtgo=', level: 'B-LTA' },
);
export type SignatureUpdate = Static<typeof SignatureUpdate>;

/** Time-stamps for archives and whoever keeps his documents to himself: a digest in, a token out (RFC 3161). */
export const NewTimeStamp = closed(
  {
    hash: base64('application/octet-stream', 'The digest of what is to be stamped'),
    algorithm: word(['sha256', 'sha384', 'sha512'], 'The digest algorithm'),
  },
  'A digest to be stamped',
  { hash: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', algorithm: 'sha256' },
);
export type NewTimeStamp = Static<typeof NewTimeStamp>;

export const TimeStamp = closed(
  {
    token: base64('application/timestamp-token', 'The TimeStampToken (RFC 3161, 2.4.2), DER'),
    time: instant('The time it states'),
  },
  'A time-stamp',
  { token: 'MIIIuwYJKoZIhvcNAQcCoIIIrDCC', time: '2026-11-25T16:04:11.000Z' },
);
export type TimeStamp = Static<typeof TimeStamp>;

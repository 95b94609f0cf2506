import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { base64, oneOf, shownText, word } from './text.ts';

const points = (description: string) => Type.Number({ minimum: 0, maximum: 20_000, description });

export const Place = closed(
  {
    page: Type.Integer({ minimum: 1, maximum: 100_000, description: 'The first is 1' }),
    left: points('Points from the left edge of the page as it is seen'),
    top: points('Points from the top edge'),
    width: points('Points'),
    height: points('Points'),
  },
  'Where a new signature field is to be seen',
);

const Appearance = closed(
  {
    text: Type.Optional(
      Type.Array(shownText(200, 'A line; it may name {name}, {date}, {reason}, {location}, {contact}'), {
        maxItems: 30,
        description: 'One that names what is not claimed is left out',
      }),
    ),
    image: Type.Optional(base64('image/png', 'A PNG or JPEG')),
  },
  'What the signature shows in its place',
);

const names = Type.Array(shownText(255, 'The full name of a field'), { maxItems: 1000, description: 'Form fields' });

/** A signature inside a PDF (EN 319 142-1). */
const PadesForm = closed(
  {
    format: word(['pades'], 'A signature inside a PDF'),
    field: Type.Optional(shownText(255, 'The full name of an empty signature field, or of a new one')),
    place: Type.Optional(Place),
    choose_place: Type.Optional(
      Type.Boolean({ description: 'The person says where it is to be seen; `place` is what she is offered' }),
    ),
    appearance: Type.Optional(Appearance),
    certification: Type.Optional(
      oneOf(
        [1, 2, 3],
        'Certifies the document; afterwards nothing (1), filling in (2) or also comments (3) are allowed',
      ),
    ),
    lock: Type.Optional(
      closed(
        { action: word(['all', 'include', 'exclude'], 'Which fields nobody may change'), fields: Type.Optional(names) },
        'Fields that are locked by the signature',
      ),
    ),
    contact: Type.Optional(shownText(200, 'Written into the signature')),
    sub_filter: Type.Optional(
      word(['ETSI.CAdES.detached', 'adbe.pkcs7.detached'], 'The second for readers from before PAdES'),
    ),
    password: Type.Optional(shownText(127, 'Of an encrypted PDF, the user’s or the owner’s; kept encrypted')),
    rewrite: Type.Optional(
      Type.Boolean({
        description:
          'A damaged PDF that nothing in was signed is written anew, and that is shown and signed; refused unless told',
      }),
    ),
  },
  'PAdES',
);

const mediaType = Type.Optional(
  Type.String({
    pattern: '^[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}$',
    description: 'Of the document',
  }),
);

const contentTimeStamp = Type.Optional(
  Type.Boolean({
    description: 'A time-stamp over the document, made before anybody signs, stands in what is signed',
  }),
);

/** A CMS signature (EN 319 122-1). */
const CadesForm = closed(
  {
    format: word(['cades'], 'A CMS signature'),
    packaging: word(['attached', 'detached'], 'With the document in it, or beside it'),
    mime_type: mediaType,
    content_time_stamp: contentTimeStamp,
  },
  'CAdES',
);

/** An XML signature (EN 319 132-1). */
const XadesForm = closed(
  {
    format: word(['xades'], 'An XML signature'),
    packaging: word(
      ['enveloped', 'enveloping', 'detached'],
      'Inside the XML document, around the document, or beside it',
    ),
    mime_type: mediaType,
    content_time_stamp: contentTimeStamp,
    profile: Type.Optional(word(['xades', 'xmldsig'], 'A plain XML signature states nothing but what is signed')),
  },
  'XAdES',
);

/** A container of the document and its signature (EN 319 162-1). */
const AsicForm = closed(
  {
    format: word(['cades', 'xades'], 'A CMS or an XML signature'),
    container: word(['ASiC-S', 'ASiC-E'], 'A ZIP file for one document, or one that others may be added to'),
    mime_type: mediaType,
  },
  'ASiC',
);

/** A JSON Web Signature (TS 119 182-1). */
const JadesForm = closed(
  {
    format: word(['jades'], 'A JSON signature'),
    packaging: word(['attached', 'detached'], 'With the document in it, or beside it'),
    serialization: Type.Optional(
      word(['compact', 'flattened', 'general'], 'As JSON unless told; a higher level makes JSON of the compact form'),
    ),
    mime_type: mediaType,
  },
  'JAdES',
);

export const SignatureForm = Type.Union([PadesForm, CadesForm, XadesForm, AsicForm, JadesForm], {
  description: 'How the document is to be signed; as a PDF unless told',
});
export type SignatureForm = Static<typeof SignatureForm>;

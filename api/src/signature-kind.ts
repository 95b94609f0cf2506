import { word } from './text.ts';

export const SignatureKind = word(
  ['signature', 'seal'],
  'The act of a person, or the seal of an organisation, as its certificate says (EN 319 412-5, 4.2.3)',
);

import { CscError } from '../csc-error.ts';
import type { Parameters } from '../parameters.ts';

/** `signature_format` of CSC API v2: CAdES, XAdES, PAdES, JAdES. */
export type Format = keyof typeof envelopes;

/** `signed_envelope_property` of each format, the default first. */
export const envelopes = {
  C: ['Attached', 'Detached', 'Parallel'],
  X: ['Enveloped', 'Enveloping', 'Detached'],
  P: ['Certification', 'Revision'],
  J: ['Attached', 'Detached', 'Parallel'],
} as const;

export type Envelope = (typeof envelopes)[Format][number];

/** What clients of another house say: they know one set of words for all formats. */
const alsoSaid: Readonly<Record<Format, Readonly<Record<string, Envelope>>>> = {
  C: { enveloped: 'Attached', enveloping: 'Attached' },
  J: { enveloped: 'Attached', enveloping: 'Attached' },
  P: { enveloped: 'Revision', enveloping: 'Revision', detached: 'Revision', internallydetached: 'Revision' },
  X: {},
};

/** @throws CscError */
export function readFormat(parameters: Parameters): Format {
  const format = parameters.string('signature_format', 'missingSignatureFormat').toUpperCase();
  if (!Object.hasOwn(envelopes, format)) throw new CscError('invalidSignatureFormat');
  return format as Format;
}

/** In any case; undefined where it is left to us. @throws CscError */
export function readEnvelope(parameters: Parameters, format: Format): Envelope | undefined {
  const asked = parameters.optionalString('signed_envelope_property', 'invalidEnvelope');
  if (asked === undefined) return undefined;
  const word = asked.toLowerCase().replace(/_/g, '');
  const known = envelopes[format].find((each) => each.toLowerCase() === word);
  const said = Object.hasOwn(alsoSaid[format], word) ? alsoSaid[format][word] : undefined;
  const meant = known ?? said;
  if (meant === undefined) throw new CscError('invalidEnvelope');
  return meant;
}

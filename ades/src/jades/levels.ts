/** Levels T, LT and LTA (TS 119 182-1, 5.3, 6.3): components added to a signature of anybody, no string of it changed. */

import { requireImprint } from '../cades/time-stamp-imprint.ts';
import type { ValidationData } from '../cades/validation-data.ts';
import { AdesError } from '../error.ts';
import type { JsonObject } from './jws.ts';
import { isObject } from './jws.ts';
import { pkiObject, type ReadJades, readJades, withComponent } from './unsigned.ts';

/** `signature` counts those of the JWS. */
export interface JadesExtension {
  readonly signature?: number;
}

export interface JadesArchiveExtension extends JadesExtension {
  /** Those beside the signature, by the names it gives them. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
}

/** What a sigTst is over (5.3.4): its digest is the imprint. */
export function jadesSignatureTimeStampInput(jws: Uint8Array, { signature }: JadesExtension = {}): Uint8Array {
  return Buffer.from(readJades(jws, signature).signature.signature);
}

/** Throws AdesError `time-stamp` for a token over something else. */
export function addJadesSignatureTimeStamp(
  jws: Uint8Array,
  token: Uint8Array,
  options: JadesExtension = {},
): Uint8Array {
  requireImprint(token, jadesSignatureTimeStampInput(jws, options));
  return withComponent(readJades(jws, options.signature), 'sigTst', timeStamp(token));
}

/** What an arcTst is over (5.3.6): add to the signature, before, what shall be covered. */
export function jadesArchiveTimeStampInput(jws: Uint8Array, options: JadesArchiveExtension = {}): Uint8Array {
  const read = readJades(jws, options.signature);
  const { protected: header, signature } = read.signature;
  const rest = Buffer.from(`.${header}.${signature}.${read.written.join('')}`);
  return Buffer.concat([...contentOf(read, options.files ?? new Map()), rest]);
}

/** Throws AdesError `time-stamp` for a token over something else. */
export function addJadesArchiveTimeStamp(
  jws: Uint8Array,
  token: Uint8Array,
  options: JadesArchiveExtension = {},
): Uint8Array {
  requireImprint(token, jadesArchiveTimeStampInput(jws, options));
  return withComponent(readJades(jws, options.signature), 'arcTst', timeStamp(token));
}

function timeStamp(token: Uint8Array): JsonObject {
  return { tstTokens: [pkiObject(token)] };
}

/** The payload, or the files that sigD lists, in its order. */
function contentOf({ jws, header }: ReadJades, files: ReadonlyMap<string, Uint8Array>): Uint8Array[] {
  const { sigD, b64 = true } = header;
  if (sigD === undefined) return [Buffer.from(jws.payload)];
  if (!isObject(sigD) || !Array.isArray(sigD['pars']) || !/ObjectIdByURI(Hash)?$/.test(String(sigD['mId'])))
    throw new AdesError('unsupported', 'content that is found in another way');
  return sigD['pars'].map((par) => {
    const octets = files.get(nameOf(String(par))) ?? files.get(String(par));
    if (octets === undefined) throw new AdesError('input', 'a file of the signature was not handed over');
    return b64 === false ? octets : Buffer.from(Buffer.from(octets).toString('base64url'));
  });
}

function nameOf(par: string): string {
  try {
    return decodeURIComponent(par);
  } catch (cause) {
    throw new AdesError('not-a-jws', 'a name that cannot be read', { cause });
  }
}

/**
 * Certificates and revocation data (5.3.5): xVals and rVals where the signature has none, else, and behind an archive time-stamp,
 * tstVD. Without data the JWS as it is.
 */
export function addJadesValidationData(jws: Uint8Array, data: ValidationData, signature?: number): Uint8Array {
  const read = readJades(jws, signature);
  const values = valuesOf(data);
  if (Object.keys(values).length === 0) return jws;
  if (read.components.some(({ name }) => closing.has(name))) return withComponent(read, 'tstVD', values);
  const add = (grown: Uint8Array, [name, value]: [string, unknown]) =>
    withComponent(readJades(grown, signature), name, value);
  return Object.entries(values).reduce(add, jws);
}

const closing = new Set(['xVals', 'rVals', 'arcTst']);

function valuesOf({ certificates, crls, ocspResponses }: ValidationData): JsonObject {
  const revocation = {
    ...(crls.length === 0 ? {} : { crlVals: crls.map(pkiObject) }),
    ...(ocspResponses.length === 0 ? {} : { ocspVals: ocspResponses.map(pkiObject) }),
  };
  return {
    ...(certificates.length === 0 ? {} : { xVals: certificates.map((one) => ({ x509Cert: pkiObject(one) })) }),
    ...(Object.keys(revocation).length === 0 ? {} : { rVals: revocation }),
  };
}

import { type DigestName, digestOf } from '@chancery/pki';
import { joined, readableSets } from '../cades/carried.ts';
import type { CarriedEvidence, CarriedTimeStamp } from '../carried-evidence.ts';
import { base64url, isObject, type JsonObject } from './jws.ts';
import { type Component, derOf, type ReadJades, readJades } from './unsigned.ts';

const kinds: Readonly<Record<string, CarriedTimeStamp['kind']>> = { sigTst: 'signature', arcTst: 'archive' };

/** What a JWS and the tokens in it carry for one of its signatures (TS 119 182-1, 5.3). Throws AdesError. */
export function carriedByJades(jws: Uint8Array, signature = 0): CarriedEvidence {
  const read = readJades(jws, signature);
  const timeStamps = timeStampsOf(read);
  const values = read.components.flatMap(valuesOf);
  const certificates = [...chainOf(read.header), ...values.flatMap(({ xVals }) => certificatesOf(xVals))];
  const revocation = values.flatMap(({ rVals }) => (isObject(rVals) ? [rVals] : []));
  const signers = certificates.filter((der) => isNamed(read.header, der)).slice(0, 1);
  const own = {
    certificates,
    ocspResponses: revocation.flatMap(({ ocspVals }) => derOf(ocspVals)),
    lists: revocation.flatMap(({ crlVals }) => derOf(crlVals)),
  };
  return { signers, unnamed: 1 - signers.length, timeStamps, ...joined([own, ...readableSets(timeStamps)]) };
}

function timeStampsOf({ header, components }: ReadJades): CarriedTimeStamp[] {
  const content = tokensOf(header['adoTst']).map((token) => ({ kind: 'content', token }) as const);
  const later = components.flatMap(({ name, value }) => {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    return kind === undefined ? [] : tokensOf(value).map((token) => ({ kind, token }));
  });
  return [...content, ...later];
}

function tokensOf(container: unknown): Uint8Array[] {
  return isObject(container) ? derOf(container['tstTokens']) : [];
}

/** xVals and rVals, by themselves or inside of what is for a time-stamp or for all. */
function valuesOf({ name, value }: Component): { readonly xVals?: unknown; readonly rVals?: unknown }[] {
  if (name === 'xVals' || name === 'rVals') return [{ [name]: value }];
  return (name === 'tstVD' || name === 'anyValData') && isObject(value) ? [value] : [];
}

function certificatesOf(xVals: unknown): Uint8Array[] {
  if (!Array.isArray(xVals)) return [];
  return xVals.flatMap((one) => (isObject(one) ? derOf([one['x509Cert']]) : []));
}

function chainOf({ x5c }: JsonObject): Uint8Array[] {
  if (!Array.isArray(x5c)) return [];
  return x5c.flatMap((one) => (typeof one === 'string' ? [Buffer.from(one, 'base64')] : []));
}

/** 5.1.7, 5.2.2: by one digest or another; of several the first is the signer's. */
function isNamed({ 'x5t#S256': named, 'x5t#o': other, sigX5ts }: JsonObject, der: Uint8Array): boolean {
  if (named !== undefined) return named === base64url(digestOf('sha256', der));
  const found = other ?? (Array.isArray(sigX5ts) ? sigX5ts[0] : undefined);
  const digest = isObject(found) ? digests.get(String(found['digAlg'])) : undefined;
  return isObject(found) && digest !== undefined && found['digVal'] === base64url(digestOf(digest, der));
}

const digests: ReadonlyMap<string, DigestName> = new Map([
  ['S256', 'sha256'],
  ['S384', 'sha384'],
  ['S512', 'sha512'],
]);

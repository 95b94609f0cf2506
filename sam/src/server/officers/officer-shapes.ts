import { type Json, type Officer, officerRoles, operationTypes } from '../../client/index.ts';
import { refuse } from '../refusal.ts';
import { b64u, integer, list, object, oneOf, type Reader, text, variant } from '../shape.ts';

const id = text(128);
const binary = b64u(1, 65_536);
const session = b64u(32, 32);
const mostJson = 200_000;

/** Any JSON object of so many characters: its own check gives it meaning. */
const jsonObject: Reader<{ readonly [name: string]: Json | undefined }> = (value, path) => {
  const fits = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!fits || JSON.stringify(value).length > mostJson) return refuse('invalid', `${path}: not a JSON object`);
  return value as { readonly [name: string]: Json | undefined };
};

const proof = variant('kind', {
  jws: object({ kind: oneOf('jws'), jws: text(10_000) }),
  webauthn: object({
    kind: oneOf('webauthn'),
    id: b64u(1, 1_023),
    clientDataJSON: binary,
    authenticatorData: binary,
    signature: binary,
  }),
});

const key = variant('kind', {
  jwk: object({ kind: oneOf('jwk'), jwk: jsonObject }),
  passkey: object({
    kind: oneOf('passkey'),
    id: b64u(1, 1_023),
    spki: binary,
    alg: oneOf(-7, -257),
    rpId: text(253),
    origin: text(300),
  }),
});

const officer = object({
  officer: id,
  name: text(200),
  roles: list(oneOf(...officerRoles), 1, officerRoles.length),
  certificate: binary,
  key,
}) as Reader<Officer>;

const trustKind = oneOf('idp', 'organization', 'policy', 'tsa');

/** The closed shapes of the officers' messages, and of what they ask for. */
export const officerShapes = {
  nothing: object({}),
  login: object({ nonce: session, proof }),
  inSession: object({ session }),
  request: object({ session, type: oneOf(...operationTypes), params: jsonObject, reason: text(1_000) }),
  ofOperation: object({ session, op: id }),
  approve: object({ session, op: id, proof }),
  ofChallenge: object({ session, chal: id }),
  vouch: object({ session, chal: id, proof }),
  officer,
  officerId: object({ officer: id }),
  trusted: object({ kind: trustKind, data: jsonObject }),
  trustedId: object({ kind: trustKind, id: text(500) }),
  id: object({ id }),
  signer: object({ signer: id }),
  recover: object({ signer: id, proof: oneOf('login', 'officer') }),
  rewrap: object({ scal: oneOf(1, 2), generation: integer(2, 255) }),
} as const;

import { b64u, list, object, oneOf, text, variant } from './shape.ts';

const binary = b64u(1, 65_536);

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

const session = b64u(32, 32);

/** The closed shapes of the officers' messages. */
export const officerShapes = {
  nothing: object({}),
  login: object({ nonce: b64u(32, 32), proof }),
  inSession: object({ session }),
} as const;

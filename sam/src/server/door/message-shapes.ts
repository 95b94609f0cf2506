import { longestMessage } from '@chancery/pki';
import { mostHashes } from '../../client/messages.ts';
import { b64u, integer, list, object, oneOf, optional, type Reader, text, url, variant } from '../shape.ts';

/** The closed shapes of every message. Limits follow the limits of an intent: so many hashes, 60 minutes. */
const id = text(128);
const digest = b64u(32, 64);
/** SHA-1 among them, where the operator allows it. */
const anyDigest = b64u(20, 64);
const digestName = oneOf('sha256', 'sha384', 'sha512');
const lifetime = optional(integer(60, 3_600));
const pin = text(128);

const keyAlgorithm = variant('kind', {
  rsa: object({ kind: oneOf('rsa'), bits: oneOf(2048, 3072, 4096) }),
  ec: object({ kind: oneOf('ec'), curve: oneOf('P-256', 'P-384') }),
  ed25519: object({ kind: oneOf('ed25519') }),
  'ml-dsa-44': object({ kind: oneOf('ml-dsa-44') }),
  'ml-dsa-65': object({ kind: oneOf('ml-dsa-65') }),
  'ml-dsa-87': object({ kind: oneOf('ml-dsa-87') }),
});

const sha512 = oneOf('sha512');
const scheme = variant('kind', {
  'rsa-pkcs1': object({ kind: oneOf('rsa-pkcs1'), digest: oneOf('sha1', 'sha224', 'sha256', 'sha384', 'sha512') }),
  'rsa-pss': object({ kind: oneOf('rsa-pss'), digest: digestName, saltLength: integer(0, 512) }),
  ecdsa: object({ kind: oneOf('ecdsa'), digest: digestName }),
  ed25519: object({ kind: oneOf('ed25519'), digest: sha512 }),
  'ml-dsa-44': object({ kind: oneOf('ml-dsa-44'), digest: sha512 }),
  'ml-dsa-65': object({ kind: oneOf('ml-dsa-65'), digest: sha512 }),
  'ml-dsa-87': object({ kind: oneOf('ml-dsa-87'), digest: sha512 }),
});

const displayItem = object({
  label: text(300),
  type: oneOf('application/pdf', 'file', 'hash'),
  mediaType: optional(text(255)),
  size: integer(0, Number.MAX_SAFE_INTEGER),
  docSha256: b64u(32, 32),
  viewUrl: optional(url()),
});

const common = {
  group: id,
  client: id,
  clientName: text(200),
  returnUrl: url(),
  moreUrl: optional(url()),
  lang: optional(text(35)),
  lifetime,
};

const by = optional(oneOf('client'));
const yes = optional(oneOf(true));

const change = (value: unknown, path: string) =>
  'remove' in Object(value)
    ? object({ remove: text(1_364) })(value, path)
    : object({ add: oneOf('webauthn', 'pin', 'device') })(value, path);

const registered = object({
  subject: text(255),
  loa: oneOf('low', 'substantial', 'high'),
  attributes: object({
    commonName: text(64),
    givenName: optional(text(64)),
    surname: optional(text(64)),
    serialNumber: optional(text(64)),
    country: optional(text(2)),
  }),
});

const prepare = variant('purpose', {
  enrol: object({
    ...common,
    purpose: oneOf('enrol'),
    account: id,
    idp: optional(object({ issuer: text(500), subject: text(255) })),
    organization: optional(id),
    registered: optional(registered),
  }),
  'key.create': object({
    ...common,
    purpose: oneOf('key.create'),
    signer: id,
    algorithm: keyAlgorithm,
    scal: oneOf(1, 2),
    terms: object({ version: text(50), lang: text(35), sha256: b64u(32, 32), url: url() }),
    pin: optional(pin),
    otp: yes,
    by,
    once: yes,
  }),
  sign: object({
    ...common,
    purpose: oneOf('sign'),
    signer: id,
    key: id,
    hashOid: digestName,
    dtbsr: list(digest, 1, mostHashes),
    display: list(displayItem, 1, mostHashes),
    binds: optional(oneOf('sdr')),
    by,
    parent: optional(id),
  }),
  'key.delete': object({ ...common, purpose: oneOf('key.delete'), signer: id, key: id, by }),
  'factor.change': object({ ...common, purpose: oneOf('factor.change'), signer: id, change }),
});

const push = object({
  group: id,
  client: id,
  clientName: text(200),
  lang: optional(text(35)),
  lifetime,
  signer: id,
  key: id,
  hashOid: digestName,
  dtbsr: list(digest, 1, mostHashes),
  display: list(displayItem, 1, mostHashes),
});

const binary = b64u(1, 65_536);
const credentialId = b64u(1, 1_023);

const jwe = text(4_000);

const evidence = variant('kind', {
  webauthn: object({
    kind: oneOf('webauthn'),
    id: credentialId,
    clientDataJSON: binary,
    authenticatorData: binary,
    signature: binary,
  }),
  'webauthn-registration': object({
    kind: oneOf('webauthn-registration'),
    id: credentialId,
    clientDataJSON: binary,
    attestationObject: binary,
    transports: optional(list(text(30), 0, 10)),
  }),
  oidc: object({ kind: oneOf('oidc'), idToken: text(65_536) }),
  saml: object({ kind: oneOf('saml'), response: binary }),
  consent: object({ kind: oneOf('consent') }),
  pin: object({ kind: oneOf('pin'), jwe }),
  otp: object({ kind: oneOf('otp'), jwe }),
  device: object({ kind: oneOf('device'), jws: text(4_000) }),
  'pin-registration': object({ kind: oneOf('pin-registration'), jwe }),
  ticket: object({ kind: oneOf('ticket'), ticket: text(200) }),
});

const chal = object({ chal: id });

export const shapes = {
  prepare,
  push,
  pushed: object({ chal: id, client: id, signer: optional(id) }),
  statement: chal,
  approveByClient: object({ chal: id, evidence: object({ kind: oneOf('client'), jws: text(10_000) }) }),
  status: chal,
  cancel: chal,
  evidence: chal,
  fetch: chal,
  refuse: chal,
  sendOtp: chal,
  promptDevice: chal,
  joinDevice: object({ chal: id, jwe: text(16_000) }),
  ticket: object({ ticket: text(200) }),
  device: object({ jws: text(8_000) }),
  revokeDevice: object({ signer: id, device: id }),
  approve: object({ chal: id, evidence: list(evidence, 1, 4) }),
  bindCertificate: object({ key: id, chain: list(b64u(1, 65_536), 1, 10) }),
  authorizePin: object({
    signer: id,
    key: id,
    pin,
    otp: optional(text(128)),
    n: integer(1, mostHashes),
    hashes: optional(list(anyDigest, 1, mostHashes)),
    client: id,
    lifetime,
  }),
  sendExplicitOtp: object({ signer: id, key: id, client: id, clientName: text(200) }),
  extend: object({
    sad: text(200),
    client: optional(id),
    key: id,
    hashes: optional(list(anyDigest, 1, mostHashes)),
  }),
  sign: object({
    sad: text(200),
    client: optional(id),
    key: id,
    callId: id,
    scheme,
    digests: list(anyDigest, 1, mostHashes),
    messages: optional(list(b64u(1, longestMessage), 1, mostHashes)),
    documents: optional(list(digest, 1, mostHashes)),
    attributes: optional(list(b64u(1, longestMessage), 1, mostHashes)),
  }),
  key: object({ key: id }),
  discardKey: object({ key: id }),
  keysOf: object({ signer: id }),
  stampCheckpoint: object({ cp: integer(1, Number.MAX_SAFE_INTEGER), token: b64u(1, 65_536) }),
  nothing: object({}),
} as const satisfies Readonly<Record<string, Reader<unknown>>>;

/** What /openapi.json says of the methods of CSC: they are judged by their own rules, which refuse in the words of the specification. */
import { schemas } from '@chancery/api';
import type { Operation } from '../api/operation.ts';
import type { Dialect } from './dialect.ts';

type Told = Pick<Operation, 'summary' | 'description' | 'body' | 'reply' | 'pending' | 'caller' | 'refuses'>;

/** By the names of CSC API v1.0.4.0, 11. */
const told: Readonly<Record<string, Told>> = {
  info: {
    summary: 'What the service is and can',
    description: 'Names the methods there are, and where tokens come from.',
    body: schemas.CscInfoRequest,
    reply: schemas.CscInfo,
    caller: 'anybody',
  },
  'auth/login': {
    summary: 'Log in with name and password',
    description: 'A token of scope `service` for one person. It says who calls and approves nothing.',
    body: schemas.CscLogin,
    reply: schemas.CscTokens,
    caller: 'password',
  },
  'auth/revoke': {
    summary: 'End a token',
    description: 'A refresh token takes its access tokens along.',
    body: schemas.CscRevocation,
    reply: null,
  },
  'credentials/list': {
    summary: 'List credentials',
    description: 'In pages; a token that knows its user takes no `userID`.',
    body: schemas.CscCredentialSearch,
    reply: schemas.CscCredentialIds,
  },
  'credentials/info': {
    summary: 'Read a credential',
    description: 'Key, certificate and how it is authorized. Somebody else’s is as if there were none.',
    body: schemas.CscCredentialInfoRequest,
    reply: schemas.CscCredential,
  },
  'credentials/authorize': {
    summary: 'Authorize signatures by a PIN',
    description:
      'Those of authMode `explicit` by what is typed, those of `implicit` by the phone, which is waited for; all others are approved in `/oauth2/authorize`.',
    body: schemas.CscAuthorization,
    reply: schemas.CscSad,
  },
  'credentials/extendTransaction': {
    summary: 'Renew a SAD',
    description: 'The old one ends; how many signatures remain stays as it is.',
    body: schemas.CscExtension,
    reply: schemas.CscSad,
  },
  'credentials/sendOTP': {
    summary: 'Send a one-time password',
    description: 'To where the signer gets hers; it is never in an answer.',
    body: schemas.CscOtpRequest,
    reply: null,
  },
  'signatures/signHash': {
    summary: 'Sign hashes',
    description: 'The SAD is spent; values come in the order of the hashes.',
    body: schemas.CscSigning,
    reply: schemas.CscSignatures,
  },
  'signatures/timestamp': {
    summary: 'Time-stamp a hash',
    description: 'By an authority of the caller’s group (RFC 3161).',
    body: schemas.CscStamping,
    reply: schemas.CscStamp,
  },
};

/** By the names of CSC API v2.2, 11: what is not as in v1. */
const toldOfV2: Readonly<Record<string, Partial<Told>>> = {
  info: { reply: schemas.Csc2Info },
  'credentials/list': {
    description: 'In pages; with what they are, where that is asked for.',
    body: schemas.Csc2CredentialSearch,
    reply: schemas.Csc2CredentialList,
  },
  'credentials/info': { reply: schemas.Csc2Credential },
  'credentials/authorize': {
    summary: 'Authorize signatures by what is typed, or by phone',
    body: schemas.Csc2Authorization,
    pending: schemas.Csc2Handle,
  },
  'credentials/create': {
    summary: 'Take over a credential that its signer agreed to',
    description: 'By a token of scope `credential-creation`, which is good for one call.',
    body: schemas.Csc2Creation,
    reply: schemas.Csc2Created,
  },
  'credentials/delete': {
    summary: 'Be told that a credential is destroyed',
    description: 'By a token of scope `credential-deletion`, which is good for one call.',
    body: schemas.Csc2Deletion,
    reply: null,
  },
  'credentials/authorizeCheck': {
    summary: 'Ask for an authorization that is waited for',
    description: 'By the `handle` of `credentials/authorize`.',
    body: schemas.Csc2Handle,
    reply: schemas.CscSad,
    pending: schemas.Csc2Handle,
  },
  'credentials/getChallenge': {
    summary: 'Have a challenge sent',
    description: 'For an authentication object that answers one.',
    body: schemas.Csc2Challenge,
    reply: null,
  },
  'signatures/signHash': { body: schemas.Csc2Signing, reply: schemas.Csc2Signatures },
  'signatures/signDoc': {
    summary: 'Sign documents',
    description: 'The SAD is spent for all of them. A key of SCAL2 signs documents that its signer approved (`SDR`).',
    body: schemas.Csc2DocumentSigning,
    reply: schemas.Csc2SignedDocuments,
    refuses: ['forbidden'],
  },
  'signatures/signPolling': {
    summary: 'Fetch an answer that was to come later',
    description: 'By the `responseID`, for the client and person of the request.',
    body: schemas.Csc2Polling,
    reply: schemas.Csc2Answer,
    refuses: ['in_progress'],
  },
};

/** What a method is; nothing for one that has no words here. */
export function describedAs(name: string, dialect: Dialect): { readonly operation?: Operation } {
  const found = { ...told[name], ...(dialect === 'v2' ? toldOfV2[name] : {}) };
  const { summary, description, reply } = found;
  if (summary === undefined || description === undefined || reply === undefined) return {};
  const id = `csc${dialect.slice(1)}${name.replace(/(^|\/)(\w)/g, (_all, _slash, letter: string) => letter.toUpperCase())}`;
  const operation = { caller: 'bearer', ...found, summary, description, reply, id } as const;
  const status = reply === null ? 204 : name === 'credentials/create' ? 201 : 200;
  return { operation: { ...operation, status, tag: `Cloud Signature Consortium ${dialect}`, words: 'csc' } };
}

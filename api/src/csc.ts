/**
 * What the Cloud Signature Consortium's methods take and give (CSC API v1.0.4.0, 11). Its rules of tolerance hold: a null is as if the
 * member were not there, members that nobody knows are passed over, and every refusal is `CscRefusal`.
 */
import Type, { type TProperties, type TSchema } from 'typebox';
import { foreignText } from './text.ts';

export function open<P extends TProperties>(
  properties: P,
  description: string,
  example?: Readonly<Record<string, unknown>>,
) {
  return Type.Object(properties, { description, ...(example === undefined ? {} : { examples: [example] }) });
}

export function may<T extends TSchema>(schema: T) {
  const { description } = schema as { readonly description?: string };
  return Type.Optional(Type.Union([schema, Type.Null()], description === undefined ? {} : { description }));
}

export function words(among: readonly string[], description: string) {
  return Type.String({ enum: [...among], description });
}

export const flag = (description: string) => Type.Boolean({ description });
export const oid = (description: string) => Type.String({ pattern: '^[0-2](\\.(0|[1-9][0-9]*))+$', description });
export const credentialID = foreignText(1_000, 'One of `credentials/list`');
const hash = foreignText(600, 'A digest in base64');
export const hashes = Type.Array(hash, { minItems: 1, maxItems: 1_000, description: 'Digests in base64' });
export const clientData = may(
  Type.String({ maxLength: 4_000, pattern: '^[^\\u0000]*$', description: 'Kept with the act' }),
);
export const lang = may(foreignText(100, 'A language tag, RFC 5646'));
const expiresIn = Type.Integer({ minimum: 0, description: 'Seconds' });
export const SAD = foreignText(2_000, 'Signature activation data, from `credentials/authorize` or an approval');
const id = '01a21370-2c44-7f10-9d52-b1c7e4d2f009';
const digest = 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=';

export const CscRefusal = open(
  {
    error: Type.String({ description: 'The kind, for programs' }),
    error_description: Type.String({ description: 'What is wrong, in the words of the specification' }),
  },
  'A refusal of the CSC API (v1.0.4.0, 10.1)',
  { error: 'invalid_request', error_description: 'Invalid parameter credentialID' },
);

export const CscInfoRequest = open({ lang }, 'Whose language the answer is to be in', {});
export const exampleService = {
  name: 'Example Trust',
  logo: 'https://sign.example/assets/logo.png',
  region: 'ES',
  lang: 'en-US',
  description: 'Remote signing with keys that never leave the module.',
  authType: ['basic', 'oauth2code', 'oauth2client'],
  oauth2: 'https://sign.example',
};
export const CscInfo = open(
  {
    specs: Type.String({ description: 'The version of the API' }),
    name: Type.String({ maxLength: 255, description: 'Of the service' }),
    logo: Type.String({ description: 'Where its picture is' }),
    region: Type.String({ description: 'ISO 3166-1, two letters' }),
    lang: Type.String({ description: 'Of the texts here' }),
    description: Type.String({ maxLength: 255, description: 'Of the service' }),
    authType: Type.Array(Type.String(), { description: 'How one gets a token' }),
    oauth2: Type.Optional(Type.String({ description: 'Below it are `/oauth2/authorize` and `/oauth2/token`' })),
    methods: Type.Array(Type.String(), { description: 'What there is' }),
  },
  'What the service is and can',
  {
    specs: '1.0.4.0',
    ...exampleService,
    methods: ['info', 'credentials/list', 'credentials/info', 'credentials/authorize', 'signatures/signHash'],
  },
);

export const CscLogin = open(
  {
    refresh_token: may(foreignText(2_000, 'In place of name and password')),
    rememberMe: may(flag('Give a refresh token as well')),
    clientData,
  },
  'A login by HTTP Basic, or by a refresh token',
  { rememberMe: true },
);
export const CscTokens = open(
  {
    access_token: Type.String({ description: 'Of scope `service`' }),
    refresh_token: Type.Optional(Type.String({ description: 'For who asked to be remembered' })),
    expires_in: expiresIn,
  },
  'Tokens of a person',
  { access_token: 'Yn3Kz0S1', expires_in: 3600 },
);

export const CscRevocation = open(
  {
    token: foreignText(2_000, 'An access or refresh token of the caller'),
    token_type_hint: may(words(['access_token', 'refresh_token'], 'Which of them it is')),
    clientData,
  },
  'A token that is to end',
  { token: 'Yn3Kz0S1' },
);

export const CscCredentialSearch = open(
  {
    userID: may(foreignText(200, 'For a token that knows no user')),
    maxResults: may(Type.Integer({ minimum: 1, description: 'At most 100 come at once' })),
    pageToken: may(foreignText(200, '`nextPageToken` of the page before')),
    clientData,
  },
  'Which page of the credentials',
  { maxResults: 10 },
);
export const CscCredentialIds = open(
  {
    credentialIDs: Type.Array(Type.String(), { description: 'The oldest first' }),
    nextPageToken: Type.Optional(Type.String({ description: 'Where there are more' })),
  },
  'The credentials of the user',
  { credentialIDs: [id] },
);

export const CscCredentialInfoRequest = open(
  {
    credentialID,
    certificates: may(words(['none', 'single', 'chain'], 'Which come; the signer’s alone unless told')),
    certInfo: may(flag('Tell of the certificate')),
    authInfo: may(flag('Tell of PIN and OTP')),
    lang,
    clientData,
  },
  'What is asked of a credential',
  { credentialID: id, certificates: 'chain', certInfo: true },
);
const factor = (description: string) =>
  Type.Optional(open({ presence: words(['true', 'false', 'optional'], 'Whether it is asked for') }, description));
export const keyFacts = open(
  {
    status: words(['enabled', 'disabled'], 'Whether it signs'),
    algo: Type.Array(Type.String(), { description: 'OIDs that `signAlgo` may be' }),
    len: Type.Integer({ minimum: 1, description: 'Bits' }),
    curve: Type.Optional(oid('Of an elliptic key')),
  },
  'The key',
);
export const certificateFacts = open(
  {
    status: Type.Optional(words(['valid', 'expired', 'revoked', 'suspended'], 'As it is known here')),
    certificates: Type.Optional(Type.Array(Type.String(), { description: 'DER in base64, the signer’s first' })),
    issuerDN: Type.Optional(Type.String({ description: 'RFC 4514' })),
    serialNumber: Type.Optional(Type.String({ description: 'Hexadecimal' })),
    subjectDN: Type.Optional(Type.String({ description: 'RFC 4514' })),
    validFrom: Type.Optional(Type.String({ description: 'YYYYMMDDHHMMSSZ' })),
    validTo: Type.Optional(Type.String({ description: 'YYYYMMDDHHMMSSZ' })),
  },
  'The certificate',
);
export const exampleNames = {
  issuerDN: 'CN=Example CA,O=Example Trust,C=ES',
  serialNumber: '5a0c81f3',
  subjectDN: 'CN=Ana Ruiz García,C=ES',
  validFrom: '20260301090000Z',
  validTo: '20280301090000Z',
};
export const CscCredential = open(
  {
    description: Type.Optional(Type.String({ maxLength: 255, description: 'Of the credential' })),
    key: keyFacts,
    cert: certificateFacts,
    authMode: Type.Optional(words(['implicit', 'explicit', 'oauth2code'], 'How it is authorized')),
    SCAL: Type.Optional(words(['1', '2'], '2: each hash is approved')),
    PIN: factor('A PIN in `credentials/authorize`'),
    OTP: factor('A one-time password in `credentials/authorize`'),
    multisign: Type.Integer({ minimum: 1, description: 'Signatures of one authorization' }),
    lang: Type.Optional(Type.String({ description: 'Of the texts here' })),
  },
  'A credential',
  {
    key: { status: 'enabled', algo: ['1.2.840.10045.4.3.2'], len: 256, curve: '1.2.840.10045.3.1.7' },
    cert: { status: 'valid', ...exampleNames },
    authMode: 'explicit',
    SCAL: '1',
    PIN: { presence: 'true' },
    OTP: { presence: 'false' },
    multisign: 1_000,
    lang: 'en-US',
  },
);

export const CscAuthorization = open(
  {
    credentialID,
    numSignatures: Type.Integer({ minimum: 1, maximum: 1_000, description: 'How many signatures' }),
    hash: may(hashes),
    PIN: may(foreignText(128, 'Of the credential')),
    OTP: may(foreignText(128, 'A one-time password')),
    description: may(Type.String({ maxLength: 500, pattern: '^[^\\u0000]*$', description: 'What it is for' })),
    clientData,
  },
  'What is authorized by what the signer typed',
  { credentialID: id, numSignatures: 1, hash: [digest], PIN: '73915' },
);
export const CscExtension = open({ credentialID, SAD, hash: may(hashes), clientData }, 'A SAD that is to live on', {
  credentialID: id,
  SAD: 'c_1.u8',
  hash: [digest],
});
export const CscSad = open({ SAD: Type.String({ description: 'For `signatures/signHash`' }), expiresIn }, 'A SAD', {
  SAD: 'c_1.u8',
  expiresIn: 300,
});

export const CscOtpRequest = open({ credentialID, lang, clientData }, 'A one-time password is to be sent', {
  credentialID: id,
});

export const CscSigning = open(
  {
    credentialID,
    SAD,
    hash: hashes,
    hashAlgo: may(oid('Where `signAlgo` implies none')),
    signAlgo: oid('One of `key.algo`'),
    signAlgoParams: may(foreignText(2_000, 'RSASSA-PSS-params in DER, base64')),
    clientData,
  },
  'Hashes that are to be signed',
  { credentialID: id, SAD: 'c_1.u8', hash: [digest], signAlgo: '1.2.840.10045.4.3.2' },
);
export const CscSignatures = open(
  { signatures: Type.Array(Type.String(), { description: 'Base64, in the order of the hashes' }) },
  'Signature values',
  { signatures: ['MEUCIQDLX1sLn9kbZEBsuVlrJQ9gDBIEXeIqSi0Pgxr/dt6NyAIgM0NFe8EaUTtmDQlWxRevE5KBtJ8ICauVQJdA3+aPRLg='] },
);

export const CscStamping = open(
  { hash, hashAlgo: oid('Of the digest'), nonce: may(foreignText(200, 'Hexadecimal')), clientData },
  'A digest that is to be time-stamped',
  { hash: digest, hashAlgo: '2.16.840.1.101.3.4.2.1' },
);
export const CscStamp = open(
  { timestamp: Type.String({ description: 'TimeStampToken of RFC 3161 in base64' }) },
  'A time-stamp token',
  { timestamp: 'MIIGMgYJKoZIhvcNAQcCoIIGIzCCBh8CAQMx' },
);

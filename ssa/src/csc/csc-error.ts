import type { Dialect } from './dialect.ts';

/** What a CSC client may read: CSC API v1.0.4.0, clause 10 (errors), v2 the same, and the table of each method. */
export class CscError extends Error {
  override readonly name = 'CscError';
  readonly key: CscErrorKey;
  /** Seconds, for 429 */
  readonly retryAfter: number | undefined;
  /** `WWW-Authenticate`, where the key alone does not say it */
  readonly challenge: string | undefined;

  /** `description` replaces the catalogue's where the text names something. */
  constructor(
    key: CscErrorKey,
    options: ErrorOptions & { retryAfter?: number; description?: string; challenge?: string } = {},
  ) {
    super(options.description ?? errorCatalogue[key].description, options);
    this.key = key;
    this.retryAfter = options.retryAfter;
    this.challenge = options.challenge;
  }
}

export type CscErrorKey = keyof typeof errorCatalogue;

interface CscAnswer {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

/** The refusal as this dialect says it: in the words of v2 where they are others, and else as it was thrown. */
export function answerOf({ key, message }: CscError, dialect: Dialect): CscAnswer {
  const ofV1: CscAnswer & { readonly v2?: Partial<CscAnswer> } = errorCatalogue[key];
  const { status, error, v2 = {} } = ofV1;
  return { status, error, description: message, ...(dialect === 'v2' ? v2 : {}) };
}

const bad = <T extends string>(description: T) => ({ status: 400, error: 'invalid_request', description }) as const;
const missing = <T extends string>(type: string, name: T) => bad(`Missing (or invalid type) ${type} parameter ${name}`);

/** Every answer that is not a success, once; `v2` is what v2 says otherwise. The texts are compared by test tools: they stay as they are. */
const errorCatalogue = {
  malformedRequest: bad('The request is missing a required parameter or is otherwise malformed'),
  contradictingNames: bad('Two names of one parameter have different values'),
  malformedHeader: bad('Malformed authorization header'),
  invalidToken: {
    status: 401,
    error: 'invalid_token',
    description: 'The token provided is not a valid OAuth access or refresh token',
  },
  expiredToken: {
    status: 401,
    error: 'expired_token',
    description: 'The access or refresh token is expired or has been revoked',
  },
  insufficientAuthentication: {
    status: 401,
    error: 'insufficient_user_authentication',
    description: 'The application wants a login of another class, or a more recent one',
  },
  unauthorizedClient: {
    status: 401,
    error: 'unauthorized_client',
    description: 'The client is not authorized to use this method',
  },
  unknownRoute: {
    status: 404,
    error: 'access_denied',
    description: 'The user or Remote Service denied the request.',
  },
  otherMethod: { status: 405, error: 'invalid_request', description: 'The method is asked for by POST' },
  accessDenied: {
    status: 400,
    error: 'access_denied',
    description: 'The user, authorization server or remote service denied the request',
  },
  serverError: {
    status: 500,
    error: 'server_error',
    description: 'The remote service met an unexpected condition',
  },
  temporarilyUnavailable: {
    status: 503,
    error: 'temporarily_unavailable',
    description: 'The remote service is temporarily unable to handle the request',
  },
  notOffered: { status: 501, error: 'server_error', description: 'The method is not offered to this client' },
  tooManyRequests: {
    status: 429,
    error: 'temporarily_unavailable',
    description: 'Too many requests',
  },
  tooLarge: { status: 413, error: 'invalid_request', description: 'The request is too large' },
  unsupportedMediaType: { status: 415, error: 'invalid_request', description: 'The request is not application/json' },

  malformedAuthentication: {
    status: 401,
    error: 'invalid_request',
    description: 'Malformed authentication parameter',
  },
  malformedUserPassword: bad('Malformed username-password'),
  refreshTokenNotString: bad('Invalid string parameter: refresh_token'),
  invalidRefreshToken: bad('Invalid refresh_token'),
  invalidRememberMe: bad('Invalid parameter rememberMe'),
  authenticationError: {
    status: 400,
    error: 'authentication_error',
    description: 'An error occurred during authentication process',
  },

  missingToken: missing('string', 'token'),
  invalidTokenHint: bad('Invalid string parameter token_type_hint'),
  unknownToken: bad('Invalid string parameter token'),

  userIdNotNull: bad('userID parameter MUST be null'),
  invalidUserId: bad('Invalid parameter userID'),
  invalidMaxResults: bad('Invalid parameter maxResults'),
  invalidPageToken: bad('Invalid parameter pageToken'),

  missingCredentialId: missing('string', 'credentialID'),
  invalidCredentialId: bad('Invalid parameter credentialID'),
  invalidCertificates: bad('Invalid parameter certificates'),
  invalidCertInfo: bad('Invalid parameter certInfo'),
  invalidAuthInfo: bad('Invalid parameter authInfo'),
  invalidOnlyValid: bad('Invalid parameter onlyValid'),
  invalidCredentialInfo: bad('Invalid parameter credentialInfo'),
  invalidClientData: bad('Invalid parameter clientData'),
  invalidDescription: bad('Invalid parameter description'),

  credentialDisabled: bad('The credential identified by credentialID is disabled'),
  invalidCertificateStatus: bad('Invalid certificate status'),
  missingNumSignatures: missing('integer', 'numSignatures'),
  invalidNumSignatures: bad('Invalid value for parameter numSignatures'),
  tooManySignatures: bad('Numbers of signatures is too high'),
  missingHash: missing('array', 'hash'),
  missingImprint: missing('string', 'hash'),
  emptyImprint: bad('Empty hash parameter'),
  missingImprintAlgo: missing('string', 'hashAlgo'),
  invalidImprintAlgo: bad('Invalid parameter hashAlgo'),
  invalidNonce: bad('Invalid parameter nonce'),
  emptyHash: bad('Empty hash array'),
  hashNotBase64: bad('Invalid Base64 hash string parameter'),
  digestLength: bad('Invalid digest value length'),
  notExplicit: bad('The credential identified by credentialID is not authorized by this method'),
  missingPin: { ...missing('string', 'PIN'), v2: missing('array', 'authData') },
  pinNotString: bad('Invalid parameter PIN'),
  otpNotString: bad('Invalid parameter OTP'),
  missingAuthData: missing('array', 'authData'),
  invalidAuthData: bad('Invalid parameter authData'),
  missingAuthObjectId: missing('string', 'authObjectID'),
  invalidAuthObjectId: bad('Invalid parameter authObjectID'),
  missingHandle: missing('string', 'handle'),
  invalidHandle: bad('Invalid parameter handle'),
  wrongPin: {
    status: 400,
    error: 'invalid_pin',
    description: 'The PIN is invalid',
    v2: { error: 'invalid_authentication_data', description: 'The authentication data is invalid' },
  },

  missingOtp: { ...missing('string', 'OTP'), v2: missing('array', 'authData') },
  noOtp: bad('The credential identified by credentialID has no one-time password that is sent'),
  wrongOtp: {
    status: 400,
    error: 'invalid_otp',
    description: 'The OTP is invalid',
    v2: { error: 'invalid_authentication_data', description: 'The authentication data is invalid' },
  },

  phoneRefused: {
    status: 400,
    error: 'access_denied',
    description: 'The user, authorization server or remote service denied the request',
    v2: { error: 'invalid_authentication_data', description: 'The authentication data is invalid' },
  },

  certificateExpired: {
    ...bad("Signing certificate 'O=[organization],CN=[common_name]' is expired"),
    v2: { description: 'Signing certificate is expired' },
  },
  missingSad: missing('string', 'SAD'),
  invalidSad: bad('Invalid parameter SAD'),
  sadExpired: bad('SAD expired'),
  invalidOperationMode: bad('Invalid parameter operationMode'),
  invalidValidityPeriod: bad('Invalid parameter validity_period'),
  validityPeriodOutOfBounds: bad('Out of bounds parameter validity_period'),
  invalidResponseUri: bad('Invalid parameter response_uri'),
  missingRequestId: missing('string', 'requestID'),
  invalidRequestId: bad('Invalid parameter requestID'),
  userIdNull: bad('userID parameter SHALL be null'),
  acceptedRequest: {
    status: 202,
    error: 'accepted_request',
    description: 'The previous async request has been accepted but not yet completed',
  },
  invalidCreationRequest: bad('Invalid parameter credentialCreationRequest'),
  invalidCertificatePolicy: bad('Invalid parameter certificatePolicy'),
  invalidSignatureQualifier: bad('Invalid parameter signatureQualifier'),
  invalidDocumentDigests: bad('Invalid object parameter documentDigests'),
  invalidDocuments: bad('Invalid array parameter documents'),
  noDocuments: bad('Empty documentDigests and documents objects'),
  documentsAndDigests: bad('Both documentDigests and documents parameters passed'),
  hashesNotBase64: bad('Invalid Base64 hashes string parameter'),
  documentsNotBase64: bad('Invalid Base64 documents string parameter'),
  documentsNotAuthorized: bad('documentDigests or documents are not authorized by the SAD'),
  missingSignatureFormat: missing('string', 'signature_format'),
  invalidSignatureFormat: bad('Invalid parameter signature_format'),
  invalidConformanceLevel: bad('Invalid parameter conformance_level'),
  invalidEnvelope: bad('Invalid parameter signed_envelope_property'),
  invalidSignedProps: bad('Invalid parameter signed_props'),
  invalidContainer: bad('Invalid parameter container'),
  invalidDocumentName: bad('Invalid parameter document_name'),
  invalidReturnValidationInfo: bad('Invalid parameter returnValidationInfo'),
  mixedAlgorithms: bad('Invalid parameter signAlgo: all signatures of one request are by one algorithm'),
  invalidHash: {
    status: 403,
    error: 'invalid_hash',
    description: 'Document or documentDigest does not match authorized hash',
  },
  hashNotAuthorized: bad('Hash is not authorized by the SAD'),
  missingSignAlgo: missing('string', 'signAlgo'),
  invalidSignAlgo: bad('Invalid parameter signAlgo'),
  missingSignAlgoParams: missing('string', 'signAlgoParams'),
  invalidSignAlgoParams: bad('Invalid parameter signAlgoParams'),
  missingHashAlgo: { ...missing('string', 'hashAlgo'), v2: missing('string', 'hashAlgorithmOID') },
  invalidHashAlgo: { ...bad('Invalid parameter hashAlgo'), v2: bad('Invalid parameter hashAlgorithmOID') },
  hashAlgoContradicts: {
    ...bad('Invalid parameter hashAlgo'),
    v2: bad('String parameter hashAlgorithmOID contradicts with signAlgo parameter'),
  },
} as const satisfies Record<string, CscAnswer & { readonly v2?: Partial<CscAnswer> }>;
